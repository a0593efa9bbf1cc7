//! The table of constructs in `docs/markup.md` is the one of the code.

use tildr::markup::catalogue;

const START: &str = "<!-- the table is written by the tests: UPDATE_DOCS=1 cargo test --test markup -->\n\n";
const END: &str = "\n<!-- end of the table -->";

#[test]
fn the_documented_constructs_are_the_ones_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/markup.md");
    let kept = std::fs::read_to_string(path).expect("the page is there");
    let (before, rest) = kept.split_once(START).expect("the table begins");
    let (table, after) = rest.split_once(END).expect("the table ends");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{START}{}{END}{after}", catalogue::table())).expect("written");
        return;
    }
    assert_eq!(table, catalogue::table(), "docs/markup.md is old: run the tests with UPDATE_DOCS=1");
}
