//! Inputs that broke a law once, replayed. Each is our own, cut down to what it takes.

use std::path::Path;

use crate::any_input as laws;

#[test]
fn what_broke_a_law_once_does_so_no_more() {
    let mut count = 0;
    for (name, law) in [
        ("scanner", laws::scanner as fn(&[u8])),
        ("projection", laws::projection),
        ("splice", laws::splice_bytes),
        ("three_way", laws::three_way),
    ] {
        // The seeds of the fuzzer are cases too.
        for folder in [format!("findings/{name}"), format!("../../fuzz/seeds/{name}")] {
            let folder = Path::new(file!()).parent().expect("a file in a folder").join(folder);
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            for entry in entries.flatten() {
                let data = std::fs::read(entry.path()).expect("a file of our own");
                println!("{}", entry.path().display());
                law(&data);
                count += 1;
            }
        }
    }
    assert!(count > 0, "no findings and no seeds were found");
}
