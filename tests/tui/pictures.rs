//! Pictures in a page: their label first, the file of the page in cells then.

use insta::assert_snapshot;
use ratatui::style::Color;
use tildr::domain::{Attachment, Version};
use tildr::replica::Incoming;
use tildr::tui::message::Message;
use tildr::tui::picture::{Drawing, Way};
use tildr::tui::testing::{Harness, now, page};

const BODY: &str = "<p>above</p><ac:image ac:alt=\"a red field\"><ri:attachment ri:filename=\"red.png\" /></ac:image>\
    <p>below</p>";

fn with_picture() -> Harness {
    let mut harness = Harness::new();
    harness.state.world.gallery.drawing = Some(Drawing::by(Way::Halfblocks, None));
    harness
        .replica
        .take_in(&[page("s2", "p9", Some("s2-home"), 9, "Poster", BODY)], Some("2"), false)
        .unwrap();
    harness.send(Message::Changed).keys("g p").text("Poster").keys("<enter>");
    harness
}

fn attach(harness: &mut Harness, bytes: &[u8]) {
    let file = Attachment {
        id: "f1".into(),
        page: "p9".into(),
        name: "red.png".to_owned(),
        media_type: "image/png".to_owned(),
        size: bytes.len() as u64,
        hash: String::new(),
        author: "u1".into(),
        created: now(),
        version: Version { number: 1, author: "u1".into(), when: now(), message: String::new() },
    };
    let from = harness.replica.incoming_file().unwrap();
    std::fs::write(&from, bytes).unwrap();
    harness.replica.keep_file(&file, &from).unwrap();
    harness.replica.take_in(&[Incoming::Attachment(Box::new(file))], Some("3"), false).unwrap();
    harness.send(Message::Changed);
}

fn red(harness: &mut Harness) -> usize {
    harness.cells().content.iter().filter(|cell| matches!(cell.fg, Color::Rgb(200..=210, 25..=35, _))).count()
}

#[test]
fn a_picture_is_a_label_until_its_file_is_here_and_a_picture_then() {
    let mut harness = with_picture();
    let label = harness.frame();
    assert!(label.contains("a red field") && label.contains("red.png"), "{label}");
    assert_eq!(red(&mut harness), 0);
    let mut bytes = Vec::new();
    let image = image::RgbImage::from_pixel(200, 100, image::Rgb([205, 30, 30]));
    image.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    attach(&mut harness, &bytes);
    // 200 by 100 pixels in cells of 10 by 20.
    assert_eq!(red(&mut harness), 20 * 5);
    let shown = harness.frame();
    assert!(shown.contains("a red field") && !shown.contains("red.png"), "{shown}");
    // Scrolled and under an overlay it is where it belongs, or not at all.
    harness.keys("j j");
    assert!(red(&mut harness) <= 20 * 5);
    harness.keys("?");
    assert!(red(&mut harness) < 20 * 5);
}

#[test]
fn a_file_that_is_no_picture_stays_a_label() {
    let mut harness = with_picture();
    attach(&mut harness, b"<svg>not one of ours</svg>");
    assert!(harness.frame().contains("a red field"), "{}", harness.frame());
    assert_eq!(red(&mut harness), 0);
}

#[test]
fn a_picture_in_a_cell_or_a_column_is_drawn_there() {
    let image = "<ac:image ac:alt=\"a red field\"><ri:attachment ri:filename=\"red.png\" /></ac:image>";
    let cell = format!(
        "<table><tbody><tr><th>What</th><th>Look</th></tr><tr><td>field</td><td>{image}</td></tr></tbody></table>"
    );
    let merged = format!(
        "<table><tbody><tr><td colspan=\"2\">both</td></tr><tr><td><ul><li>x</li></ul></td><td>{image}</td></tr></tbody></table>"
    );
    let columns = format!(
        "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell><p>left</p></ac:layout-cell>\
         <ac:layout-cell>{image}</ac:layout-cell></ac:layout-section></ac:layout>"
    );
    let mut bytes = Vec::new();
    let file = image::RgbImage::from_pixel(200, 100, image::Rgb([205, 30, 30]));
    file.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    for (name, body) in [("cell", cell), ("merged", merged), ("columns", columns)] {
        let mut harness = with_picture();
        let items = [page("s2", "p9", Some("s2-home"), 9, "Poster", &body)];
        harness.replica.take_in(&items, Some("4"), false).unwrap();
        attach(&mut harness, &bytes);
        assert_eq!(red(&mut harness), 20 * 5, "{name}: {}", harness.frame());
        assert_snapshot!(format!("picture_in_{name}"), harness.frame());
    }
}

#[test]
fn the_preview_of_a_file_shows_its_picture() {
    let mut harness = with_picture();
    let mut bytes = Vec::new();
    let image = image::RgbImage::from_pixel(200, 100, image::Rgb([205, 30, 30]));
    image.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    attach(&mut harness, &bytes);
    harness.keys("A <enter>");
    assert_eq!(red(&mut harness), 20 * 5, "{}", harness.frame());
    assert!(harness.frame().contains("red.png"), "{}", harness.frame());
    harness.keys("<esc>");
    assert!(harness.frame().contains("Files of Poster"), "{}", harness.frame());
}
