//! Keys in, text and cursor out.

use super::{Vim, keys};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;

/// Types keys into a text and returns it with a bar at the cursor. `⏎` is Enter, `␛` Esc, `␈` Backspace, `^r` is written
/// as `‹r›`.
fn vim(text: &str, typed: &str) -> String {
    let mut editor = Editor::new(text, 0);
    let mut vim = Vim::default();
    press(&mut vim, &mut editor, typed);
    shown(&editor)
}

fn press(vim: &mut Vim, editor: &mut Editor, typed: &str) {
    let mut letters = typed.chars();
    while let Some(letter) = letters.next() {
        let key = match letter {
            '⏎' => keys::ENTER,
            '␛' => keys::ESCAPE,
            '␈' => keys::BACKSPACE,
            '‹' => {
                let key = keys::control(letters.next().unwrap());
                letters.next();
                key
            }
            letter => letter,
        };
        vim.key(key, editor, Timestamp::UNIX_EPOCH);
    }
}

fn shown(editor: &Editor) -> String {
    let text = editor.text();
    let (before, after) = text.split_at(editor.cursor());
    format!("{before}|{after}")
}

#[test]
fn moves_and_counts() {
    assert_eq!(vim("one two three", "ww"), "one two |three");
    assert_eq!(vim("one two three", "2wb"), "one |two three");
    assert_eq!(vim("a\nb\nc", "G"), "a\nb\n|c");
    assert_eq!(vim("a\nb\nc", "2G"), "a\n|b\nc");
    assert_eq!(vim("a\nb\nc", "jgg"), "|a\nb\nc");
    assert_eq!(vim("ab\nc", "lll"), "a|b\nc");
    assert_eq!(vim("one (two) three", "fw%"), "one (two) three".replacen("(two)", "|(two)", 1));
    assert_eq!(vim("# a\nb\n## c", "]]"), "# a\nb\n|## c");
}

#[test]
fn operators_over_words_lines_and_objects() {
    assert_eq!(vim("one two three", "dw"), "|two three");
    assert_eq!(vim("one two three", "d2w"), "|three");
    assert_eq!(vim("one two", "cwx␛"), "|x two");
    assert_eq!(vim("a\nb\nc", "2dd"), "|c");
    assert_eq!(vim("a\nb\nc", "ddp"), "b\n|a\nc");
    assert_eq!(vim("a\nb", "yyp"), "a\n|a\nb");
    assert_eq!(vim("a\nb\nc", "dj"), "|c");
    assert_eq!(vim("one two", "wD"), "one| ");
    assert_eq!(vim("say (a b) now", "2fadi("), "say (|) now");
    assert_eq!(vim("say \"a b\" now", "2fada\""), "say |now");
    assert_eq!(vim("<b>bold</b> x", "fldit"), "<b>|</b> x");
    assert_eq!(vim("one two", "gUiw"), "|ONE two");
    assert_eq!(vim("- a\n  - b\n  - c\n- d", "dal"), "|- d");
    assert_eq!(vim("- a\n  - b c\n- d", "jwwcilx␛"), "- a\n  - |x\n- d");
    assert_eq!(vim("# a\n\nx\n\n## b\ny\n\n# c\nz", "jdih"), "# a\n\n|\n# c\nz");
    assert_eq!(vim("# a\nx\n## b\ny\n# c", "jjjdah"), "# a\nx\n|# c");
}

#[test]
fn inserting_again_and_registers() {
    assert_eq!(vim("- a", "ob␛"), "- a\n- |b");
    assert_eq!(vim("a", "Ob␛"), "|b\na");
    assert_eq!(vim("a b c d", "cwx␛w."), "x |x c d");
    assert_eq!(vim("a", "3ib␛"), "bb|ba");
    assert_eq!(vim("a\nb", "A!␛j."), "a!\nb|!");
    assert_eq!(vim("a b", "\"ayw\"byy\"ap"), "aa|  b");
    assert_eq!(vim("a b", "\"_dwP"), "|b");
    assert_eq!(vim("abc", "xu"), "|abc");
    assert_eq!(vim("abc", "xu‹r›"), "|bc");
    assert_eq!(vim("abc", "Rxy␛"), "x|yc");
    assert_eq!(vim("a\nb\nc", "qaA!␛jq2@a"), "a!\nb!\nc|!");
    assert_eq!(vim("a\nb\nc", "dd:put⏎"), "b\n|a\nc");
}

#[test]
fn selecting() {
    assert_eq!(vim("one two", "ved"), "| two");
    assert_eq!(vim("a\nb\nc", "Vjd"), "|c");
    assert_eq!(vim("abc\nabc\nabc", "l‹v›jjd"), "a|c\nac\nac");
    assert_eq!(vim("abc\nabc", "l‹v›jIx␛"), "a|xbc\naxbc");
    assert_eq!(vim("abc\na", "‹v›j$A!␛"), "|abc!\na!");
    assert_eq!(vim("one two", "wviwy0vep"), "|two two".replacen("|two", "tw|o", 1));
    assert_eq!(vim("a b\nc d", "vjd"), "| d");
}

#[test]
fn searching_and_replacing() {
    assert_eq!(vim("one two one", "/one⏎"), "one two |one");
    assert_eq!(vim("one two one", "*"), "one two |one");
    assert_eq!(vim("one two one", "d/tw⏎"), "|two one");
    assert_eq!(vim("aa\nba", ":%s/a/x/g⏎"), "xx\n|bx");
    assert_eq!(vim("aa\nba", ":s/a/x⏎j&"), "xa\n|bx");
    assert_eq!(vim("a-b", ":s/\\(a\\)-\\(b\\)/\\2 \\1⏎"), "|b a");
    assert_eq!(vim("aa\naa", ":%s/a/x/gc⏎ynyq"), "xa\nx|a");
    assert_eq!(vim("a\nb\nc", ":2⏎"), "a\n|b\nc");
    assert_eq!(vim("a\nb\nc", ":2,3d⏎"), "|a");
    assert_eq!(vim("a\nb\nc", ":1m$⏎"), "b\nc\n|a");
}

#[test]
fn tidying_lists() {
    assert_eq!(vim("1. a\n   - b\n    - c\n1. d\n1. e", "=G"), "|1. a\n   - b\n     - c\n2. d\n3. e");
}

#[test]
fn corners_are_as_in_vim() {
    // A word at the end of a line takes the blanks behind it, not the line.
    assert_eq!(vim("one \ntwo", "dw"), "|\ntwo");
    assert_eq!(vim("a\nb \n\nc", "3daW"), "|");
    // `.` joins as many lines as there were to join.
    assert_eq!(vim("a\nb\nc\nd", "jj5Jgg."), "a| b\nc d");
    // What was done to a selection is done as often as it was, where the cursor is.
    assert_eq!(vim("ABC DEF\nfoo", "V>w3."), "    |ABC DEF\nfoo");
    assert_eq!(vim("ABC DEF\nfoo", "V~w."), "ABC |DEF\nfoo");
    // Backspace beyond where `R` began goes left, as often as `R` is counted.
    assert_eq!(vim("abcdef", "3l2R␈␛"), "|abcdef");
    // Paragraphs and sentences are selected from where the selection began.
    assert_eq!(vim("abc\ndef\n\ng", "lvapo␛"), "a|bc\ndef\n\ng");
    assert_eq!(vim("End!\n\"q", "jdis"), "End!\n|");
    assert_eq!(vim("x[x]", "v$%~"), "|X[x]");
    // Up and down aim for the column they had, whatever was selected in between.
    assert_eq!(vim("abc\n\nabc", "2ljvkd"), "ab|abc");
    // There is not even an empty line left to delete, after undo and redo either.
    assert_eq!(vim("a\nb", "2ddyypu‹r›uCx␛p"), "x\n|");
}
