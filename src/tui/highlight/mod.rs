//! Colours of code: which bytes are keywords, strings, numbers, comments. Pure, and slow: for workers.
//!
//! A colour is a [`Class`], what a piece *is*; how that looks is the theme's affair. [`Ink`] keeps what is known and
//! collects, while a frame is drawn, what is to be coloured: the frame shows it plain and the next one in
//! colour, at the same places.
//!
//! No language is guessed: code that does not name one stays plain, and so does PowerShell, whose grammar needs
//! patterns that only oniguruma knows.

mod endless;
mod ink;
mod painter;
mod scope;

pub use ink::Ink;
pub use painter::Painter;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::OnceLock;
use syntect::parsing::{SyntaxReference, SyntaxSet};

/// What a piece of code is. What is none of these stays plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Words of the language, tags, headings of a text.
    Keyword,
    /// Names that are declared or called: functions, types, attributes.
    Name,
    /// Text in quotes.
    String,
    /// Numbers and other constants, escapes.
    Number,
    /// What the machine does not read.
    Comment,
    /// A line that came, in a diff.
    Added,
    /// A line that went.
    Removed,
}

/// The pieces of one line, in bytes, in order, not overlapping; what is plain is left out.
pub type Pieces = Vec<(Range<u32>, Class)>;

/// Code and its language, with a key under which its colours are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Code {
    language: String,
    text: String,
    key: u64,
}

/// The colours of code, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coloured {
    lines: Vec<Pieces>,
}

/// Code that is longer stays plain.
const LONGEST: usize = 512 * 1024;
/// A longer line stays plain: generated code, and patterns take their time on it.
const LONGEST_LINE: usize = 2000;

impl Code {
    /// Takes code as it is shown.
    pub fn new(language: impl Into<String>, text: impl Into<String>) -> Self {
        let (language, text) = (language.into(), text.into());
        let mut hasher = DefaultHasher::new();
        (&language, &text).hash(&mut hasher);
        Self { key: hasher.finish(), language, text }
    }

    /// Returns the name of the language as somebody wrote it.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Returns the code.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns a number that only this code in this language has.
    pub fn key(&self) -> u64 {
        self.key
    }

    /// Whether there is a chance of colours.
    pub fn may_have_colours(&self) -> bool {
        !self.language.is_empty() && self.text.len() <= LONGEST
    }
}

impl Coloured {
    /// Returns the pieces of a line, from 0.
    pub fn line(&self, line: usize) -> &[(Range<u32>, Class)] {
        self.lines.get(line).map_or(&[], Vec::as_slice)
    }

    /// Whether all of it is plain.
    pub fn is_plain(&self) -> bool {
        self.lines.is_empty()
    }

    fn size(&self) -> usize {
        self.lines.iter().map(|pieces| pieces.len() + 1).sum()
    }
}

/// Colours code. `None` when `is_over` says, between two lines, that nobody wants to know any more.
pub fn highlight(code: &Code, is_over: impl Fn() -> bool) -> Option<Coloured> {
    Painter::default().paint(code, is_over)
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(two_face::syntax::extra_newlines)
}

/// Returns the syntax for what people and the code macro call a language.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let wanted = language.trim().to_ascii_lowercase();
    let name = match wanted.as_str() {
        "" | "none" | "text" | "plain" | "plaintext" | "txt" => return None,
        "c#" | "csharp" => "cs",
        "f#" | "fsharp" => "fs",
        "c++" => "cpp",
        "shell" | "console" | "shellscript" | "zsh" => "bash",
        "golang" => "go",
        "rustlang" => "rust",
        "actionscript3" => "as",
        "delphi" => "pas",
        "objc" | "objective-c" => "m",
        "jsonc" | "json5" => "json",
        // Its own grammar goes round in circles where a comment of several lines begins ([`endless`]).
        "js" | "javascript" | "mjs" | "cjs" | "jsx" | "node" => "tsx",
        other => other,
    };
    syntaxes().find_syntax_by_token(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coloured(language: &str, text: &str) -> Coloured {
        highlight(&Code::new(language, text), || false).expect("nobody stops it")
    }

    /// The words of each class on a line.
    fn words(language: &str, text: &str, line: usize) -> Vec<(String, Class)> {
        let coloured = coloured(language, text);
        let written = text.split('\n').nth(line).unwrap();
        let word = |(range, class): &(Range<u32>, Class)| {
            (written[range.start as usize..range.end as usize].to_owned(), *class)
        };
        coloured.line(line).iter().map(word).collect()
    }

    #[test]
    fn words_of_rust_have_their_class() {
        let text = "// why\nfn two() -> u8 { \"2\"; 2 }\n";
        assert_eq!(words("rust", text, 0), [("// why".to_owned(), Class::Comment)]);
        let line = words("rust", text, 1);
        for expected in
            [("fn", Class::Keyword), ("two", Class::Name), ("\"2\"", Class::String), ("2", Class::Number)]
        {
            assert!(line.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} in {line:?}");
        }
    }

    #[test]
    fn names_that_people_and_the_code_macro_give_are_known() {
        let names = "js javascript C# bash shell sh python py java sql yaml yml json xml html css ruby go rust php perl \
            scala groovy kotlin c++ cpp c diff typescript ts toml dockerfile delphi actionscript3 erl \
            swift lua ini markdown sass objc";
        let unknown: Vec<&str> = names.split_whitespace().filter(|name| syntax(name).is_none()).collect();
        assert_eq!(unknown, [""; 0]);
        for name in ["", "text", "none", "a language nobody speaks"] {
            assert!(syntax(name).is_none(), "{name}");
        }
    }

    #[test]
    fn pieces_are_in_order_within_their_line_and_at_letters() {
        let text = "let grüße = \"日本 {x}\"; // ✓\n\tdéf(1)\n";
        for language in ["rust", "js", "python", "bash", "yaml"] {
            let coloured = coloured(language, text);
            for (index, line) in text.split('\n').enumerate() {
                let mut end = 0;
                for (range, _) in coloured.line(index) {
                    assert!(
                        range.start >= end && range.start < range.end && range.end as usize <= line.len()
                    );
                    assert!(line.is_char_boundary(range.start as usize));
                    assert!(line.is_char_boundary(range.end as usize));
                    end = range.end;
                }
            }
        }
    }

    #[test]
    fn a_string_goes_over_lines() {
        let line = words("python", "x = '''one\ntwo\nthree'''\n", 1);
        assert!(line.iter().all(|(_, class)| matches!(class, Class::String | Class::Comment)), "{line:?}");
        assert!(!line.is_empty());
    }

    #[test]
    fn a_diff_says_what_came_and_went() {
        assert_eq!(words("diff", "+new\n-old\n", 0), [("+new".to_owned(), Class::Added)]);
        assert_eq!(words("diff", "+new\n-old\n", 1), [("-old".to_owned(), Class::Removed)]);
    }

    #[test]
    fn what_is_too_long_stays_plain_and_what_nobody_wants_is_not_made() {
        let long = format!("let a = \"{}\";\nlet b = 1;\n", "x".repeat(LONGEST_LINE));
        let coloured = coloured("js", &long);
        assert!(coloured.line(0).is_empty());
        assert!(!coloured.line(1).is_empty());
        assert!(!Code::new("js", "x".repeat(LONGEST + 1)).may_have_colours());
        assert_eq!(highlight(&Code::new("js", "let b = 1;"), || true), None);
    }
}
