//! What an explanation says to a person: the block a refusal is about, a few words of each block.

use super::{Act, Decision, Explanation, Splice};

/// How many characters of a block are shown.
const EXCERPT: usize = 48;

impl Explanation {
    /// Returns why nothing can be saved, with the line and the block it is about; `None` when it can.
    pub fn refusal(&self) -> Option<String> {
        let Splice::Refused(refusal) = &self.splice else { return None };
        // Some reasons name the block themselves.
        let is_named = |block: &&Decision| {
            block.kind.split(' ').next().is_some_and(|name| refusal.reason.contains(name))
        };
        let place = match self.block_at(refusal.line).filter(|block| !is_named(block)) {
            Some(block) => format!("line {} ({})", refusal.line, block.kind),
            None => format!("line {}", refusal.line),
        };
        Some(format!("{place}: {}", refusal.reason))
    }

    /// The outermost block that a line of the edited text is in.
    fn block_at(&self, line: usize) -> Option<&Decision> {
        self.decisions
            .iter()
            .filter(|decision| decision.depth == 0)
            .rfind(|decision| decision.line.is_some_and(|start| start <= line))
    }
}

/// Tells whether more goes than the text showed: a comment that loses its place, a macro with all it holds. A
/// status or an image is all there is to see of it.
pub(crate) fn is_loss(removed: &str) -> bool {
    let name = removed.trim_start_matches(|ch: char| ch.is_ascii_digit() || ch == ' ').trim_end_matches('s');
    !matches!(name, "status macro" | "image" | "date macro" | "anchor macro")
}

impl Act {
    /// Returns the word for it: "kept", "edited".
    pub fn word(self) -> &'static str {
        match self {
            Act::Keep => "kept",
            Act::Edit => "edited",
            Act::Move => "moved",
            Act::Copy => "copied",
            Act::New => "new",
            Act::Delete => "deleted",
        }
    }
}

impl Decision {
    /// Returns the first words of the block, as they stand in the edited text, or in the projection of the
    /// base when the block is deleted.
    pub fn excerpt(&self, base: &str, edited: &str) -> String {
        let (text, line) = match (self.line, self.base_line) {
            (Some(line), _) => (edited, line),
            (None, Some(line)) => (base, line),
            (None, None) => return String::new(),
        };
        let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim();
        match line.char_indices().nth(EXCERPT) {
            Some((end, _)) => format!("{}…", line[..end].trim_end()),
            None => line.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::markup::{explain, to_markdown};

    #[test]
    fn a_refusal_names_its_block() {
        let table = "<p>a</p><table><tr><td colspan=\"2\">x</td></tr></table>";
        let edited = "b\n\n:::table\n::cell{A1}\n\nx\n\n::cell{B1}\n\ny\n:::\n";
        let refusal = explain(table, edited).refusal().expect("refused");
        assert!(refusal.starts_with("line ") && refusal.contains("table"), "{refusal}");
        assert_eq!(explain("<p>a</p>", "b\n").refusal(), None);
    }

    #[test]
    fn an_excerpt_is_of_the_text_the_block_is_in() {
        let base = format!("<p>gone</p><p>{}</p>", "long ".repeat(40));
        let edited = format!("{}2\n", "long ".repeat(40));
        let explained = explain(&base, &edited);
        let shown = to_markdown(&base).markdown;
        let excerpts: Vec<String> =
            explained.decisions.iter().map(|one| one.excerpt(&shown, &edited)).collect();
        assert!(excerpts.contains(&"gone".to_owned()), "{excerpts:?}");
        assert!(excerpts.iter().any(|excerpt| excerpt.ends_with("lon…")), "{excerpts:?}");
    }
}
