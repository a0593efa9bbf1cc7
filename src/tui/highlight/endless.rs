//! Lines that the parser would read for ever.
//!
//! It ends a circle of contexts that push and pop each other at one place, and not one of contexts that replace each
//! other (<https://github.com/trishume/syntect/pull/706>). The grammar of JavaScript has one where a comment of several lines
//! begins behind an expression. Of 213 grammars, each tried with 23 beginnings, 22 never came to the end of some: that one,
//! those that read JavaScript within something else, and in their own way PHP and QML; always at such a comment. With
//! these lines left out each came to the end of 29.

use syntect::parsing::{Scope, ScopeStack};

/// Where such a comment may be a place like that.
const CIRCLES: [&str; 2] = ["source.js", "source.qml"];

/// Where it may be one unless it begins the line: what is written in another language begins with the line, too.
const BEHIND: [&str; 3] = ["text", "embedding", "source.php"];

/// Tells whether a line must not be read: `language` is the scope of the grammar, `stack` what is open before the line.
pub(super) fn is_endless(language: Scope, stack: &ScopeStack, line: &str) -> bool {
    let Some(at) = open_comment(line) else { return false };
    let is = |name: &str, scope: Scope| Scope::new(name).is_ok_and(|name| name.is_prefix_of(scope));
    let is_language = |scope: &&Scope| ["text", "embedding", "source"].iter().any(|name| is(name, **scope));
    let inner = stack.scopes.iter().rfind(is_language).copied().unwrap_or(language);
    let is_in = |names: &[&str]| names.iter().any(|name| is(name, inner));
    is_in(&CIRCLES) || (is_in(&BEHIND) && !line[..at].trim().is_empty())
}

/// Returns where a comment begins that does not end on its line.
fn open_comment(line: &str) -> Option<usize> {
    line.rfind("/*").filter(|at| !line[at + 2..].contains("*/"))
}

#[cfg(test)]
mod tests {
    use super::super::{Class, Code, highlight};
    use super::*;

    #[test]
    fn a_comment_that_goes_on_below_is_told_from_one_that_does_not() {
        for open in ["/*\n", "x /* y\n", "/* a */ b /*\n", "/*/\n"] {
            assert!(open_comment(open).is_some(), "{open}");
        }
        for closed in ["", "x / * y\n", "/* a */\n", "/**/\n", "a */\n"] {
            assert_eq!(open_comment(closed), None, "{closed}");
        }
    }

    #[test]
    fn a_comment_behind_an_expression_comes_to_an_end() {
        let texts = [
            "x /*\n*/ let a;\n",
            "<script>\nx /*\n*/ let a;\n</script>\n",
            "<script>x /*\n*/</script>\n",
            "<script>\n/* */ x /*\n*/</script>\n",
            "<a onclick=\"x /*\n\">\n",
            "```js\nx /*\n*/\n```\n",
            "<?php\nf(x /*\n*/ );\n",
            "{\n \"foo\": \"bar\" // c\n\n /*\n */\n}\n",
            "`${x /*\n*/}`\n",
        ];
        let languages =
            "js jsx javascript html markdown php vue svelte qml erb jsp cfm slim typst twig ts tsx css";
        for language in languages.split(' ') {
            for text in texts {
                let coloured = highlight(&Code::new(language, text), || false);
                assert!(coloured.is_some(), "{language}: {text}");
            }
        }
    }

    #[test]
    fn comments_of_several_lines_have_their_colour_where_they_can_be_read() {
        for language in ["js", "ts", "rust", "c", "java", "css", "go", "scss"] {
            let coloured = highlight(&Code::new(language, "/*\n why\n*/\n"), || false).unwrap();
            assert_eq!(coloured.line(1), [(0..4, Class::Comment)], "{language}");
        }
        let coloured = highlight(&Code::new("php", "<?php\n/**\n * why\n */\nf();\n"), || false).unwrap();
        assert_eq!(coloured.line(2), [(0..6, Class::Comment)]);
        let coloured =
            highlight(&Code::new("html", "<b>\n<style>\n/*\n why\n*/\n</style>\n"), || false).unwrap();
        assert_eq!(coloured.line(3), [(0..4, Class::Comment)]);
    }

    #[test]
    fn what_stands_above_a_line_that_is_not_read_keeps_its_colours() {
        let coloured = highlight(&Code::new("html", "<b>\n<script>\nx /*\n*/\n"), || false).unwrap();
        assert!(!coloured.line(0).is_empty());
        assert!(coloured.line(2).is_empty());
    }
}
