//! What joins and what does not, case by case.

use super::*;

fn clean(base: &str, ours: &str, theirs: &str) -> String {
    match merge(base, ours, theirs) {
        Merge::Clean(merged) => merged,
        conflict @ Merge::Conflict(_) => panic!("{conflict:?}"),
    }
}

/// How many places there are that cannot be joined.
fn places(base: &str, ours: &str, theirs: &str) -> usize {
    match merge(base, ours, theirs) {
        Merge::Conflict(places) => places.len(),
        Merge::Clean(_) => 0,
    }
}

const BASE: &str = "<h1>T</h1>\n<p>one two three four</p><p>b</p><ul><li>x</li><li>y</li></ul>";

#[test]
fn the_laws_hold() {
    let other = BASE.replace("two", "2");
    assert_eq!(clean(BASE, &other, BASE), other);
    assert_eq!(clean(BASE, BASE, &other), other);
    assert_eq!(clean(BASE, &other, &other), other);
    assert_eq!(clean("<p>broken", "<p>broken", "<p>x</p>"), "<p>x</p>");
}

#[test]
fn different_blocks_join() {
    let merged = clean(BASE, &BASE.replace("<p>b</p>", "<p>B</p>"), &BASE.replace("one", "ONE"));
    assert_eq!(merged, BASE.replace("<p>b</p>", "<p>B</p>").replace("one", "ONE"));
    let merged = clean(
        BASE,
        &BASE.replace("<li>y</li>", "<li>y</li><li>z</li>"),
        &BASE.replace("<li>x</li>", "<li>X</li>"),
    );
    assert_eq!(
        merged,
        BASE.replace("<li>y</li>", "<li>y</li><li>z</li>").replace("<li>x</li>", "<li>X</li>")
    );
    let merged = clean(BASE, &BASE.replace("<p>b</p>", ""), &BASE.replace("T<", "U<"));
    assert_eq!(merged, BASE.replace("<p>b</p>", "").replace("T<", "U<"));
}

#[test]
fn words_of_one_paragraph_join() {
    let merged = clean(BASE, &BASE.replace("one", "1"), &BASE.replace("three", "<b>three</b>"));
    assert_eq!(merged, BASE.replace("one", "1").replace("three", "<b>three</b>"));
}

#[test]
fn a_conflict_says_where() {
    let conflict = merge(BASE, &BASE.replace("two", "2"), &BASE.replace("two", "zwei"));
    let text = |word: &str| format!("one {word} three four\n");
    let place = Place { base: text("two"), mine: text("2"), theirs: text("zwei") };
    assert_eq!(conflict, Merge::Conflict(vec![place]));
    let deleted = merge(BASE, &BASE.replace("<p>b</p>", ""), &BASE.replace("<p>b</p>", "<p>c</p>"));
    let place = Place { base: "b\n".to_owned(), mine: String::new(), theirs: "c\n".to_owned() };
    assert_eq!(deleted, Merge::Conflict(vec![place]));
}

#[test]
fn the_same_place_conflicts() {
    assert_eq!(places(BASE, &BASE.replace("two", "2"), &BASE.replace("two", "zwei")), 1);
    assert_eq!(places(BASE, &BASE.replace("<p>b</p>", ""), &BASE.replace("<p>b</p>", "<p>c</p>")), 1);
    let ends = |text: &str| format!("{BASE}<p>{text}</p>");
    assert_eq!(places(BASE, &ends("mine"), &ends("yours")), 1);
}

#[test]
fn macros_and_tables_never_merge_by_word() {
    let code = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[a b c]]></ac:plain-text-body></ac:structured-macro>";
    assert_eq!(places(code, &code.replace("a ", "A "), &code.replace(" c", " C")), 1);
    let table = "<table><tr><td>a b c</td><td>d</td></tr></table>";
    assert_eq!(places(table, &table.replace("a ", "A "), &table.replace(" c", " C")), 1);
    assert_eq!(
        clean(table, &table.replace("a ", "A "), &table.replace(">d<", ">D<")),
        "<table><tr><td>A b c</td><td>D</td></tr></table>"
    );
    let row = table.replace("</table>", "<tr><td>n</td><td>m</td></tr></table>");
    assert_eq!(clean(table, &row, &table.replace(">d<", ">D<")), row.replace(">d<", ">D<"));
    let column = table.replace("</tr>", "<td>n</td></tr>");
    assert_eq!(places(table, &column, &table.replace(">d<", ">D<")), 1);
}

#[test]
fn a_comment_marker_set_meanwhile_survives() {
    let marked = BASE.replace("two", "<ac:inline-comment-marker ac:ref=\"1\">two</ac:inline-comment-marker>");
    assert_eq!(clean(BASE, &BASE.replace("four", "five"), &marked), marked.replace("four", "five"));
}

#[test]
fn f22_a_block_that_both_moved_away_and_one_or_both_changed_never_comes_twice() {
    let task = |words: &str| {
        format!(
            "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>{words}</ac:task-body></ac:task></ac:task-list>"
        )
    };
    // The quote is long: it is the same quote with the block and without it.
    let rest = "<p>flour and water stand for a day</p><p>salt comes last, with oil</p><p>the oven is hot by then</p>";
    let page = |first: &str, between: &str, quoted: &str| {
        format!("{first}<p>Monday</p>{between}<blockquote>{rest}{quoted}{rest}</blockquote>")
    };
    for wrap in [task, |words: &str| format!("<p>{words}</p>")] {
        let [was, one, other] =
            ["call the baker about bread", "call the baker about cakes", "call the old baker about bread"]
                .map(wrap);
        let base = page("", "", &was);
        for (ours, theirs) in [(&one, &other), (&one, &was), (&one, &one)] {
            let (ours, theirs) = (page(ours, "", ""), page("", theirs, ""));
            assert_eq!(places(&base, &ours, &theirs), 1);
            assert_eq!(places(&base, &theirs, &ours), 1);
        }
    }
}

#[test]
fn f22_items_of_one_item_that_each_side_changed_still_join() {
    let list = |one: &str, other: &str| {
        format!(
            "<ul><li>Stores<ul><li>water the {one} plants</li><li>water the {other} trees</li></ul></li></ul>"
        )
    };
    let base = list("green", "tall");
    assert_eq!(
        clean(&base, &list("small green", "tall"), &list("green", "very tall")),
        list("small green", "very tall")
    );
    let row = |one: &str, other: &str| {
        format!(
            "<table><tbody><tr><td><p>open the {one} shop</p></td><td><p>shut the {other} shop</p></td></tr></tbody></table>"
        )
    };
    let base = row("old", "new");
    assert_eq!(clean(&base, &row("very old", "new"), &row("old", "brand new")), row("very old", "brand new"));
}
