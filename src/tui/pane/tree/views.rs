//! How each space is looked at, kept from one start to the next.

use crate::domain::{SpaceId, View};
use crate::tui::effect::Effect;
use std::collections::BTreeMap;

/// The most spaces that are remembered.
const KEPT: usize = 500;

/// The views that are not the usual one, by space.
#[derive(Debug, Default)]
pub(super) struct Views(BTreeMap<String, String>);

impl Views {
    /// The setting they are kept in.
    pub(super) const NAME: &'static str = "tree-views";

    /// Reads what was kept: a line for each space.
    pub(super) fn parse(text: &str) -> Self {
        let line =
            |line: &str| line.split_once('\t').map(|(space, view)| (space.to_owned(), view.to_owned()));
        Self(text.lines().filter_map(line).take(KEPT).collect())
    }

    /// Returns how a space is looked at.
    pub(super) fn of(&self, space: &SpaceId) -> View {
        self.0.get(space.as_str()).map(|view| View::parse(view)).unwrap_or_default()
    }

    /// Remembers how a space is looked at.
    pub(super) fn keep(&mut self, space: &SpaceId, view: &View) -> Effect {
        if *view == View::default() {
            self.0.remove(space.as_str());
        } else if self.0.len() < KEPT || self.0.contains_key(space.as_str()) {
            self.0.insert(space.as_str().to_owned(), view.to_string());
        }
        let lines: Vec<String> = self.0.iter().map(|(space, view)| format!("{space}\t{view}")).collect();
        Effect::SetState { name: Self::NAME, value: lines.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_the_usual_way_needs_no_line() {
        let mut views = Views::default();
        views.keep(&"s1".into(), &View::parse("title"));
        let Effect::SetState { value, .. } = views.keep(&"s2".into(), &View::parse("changed mine since=7d"))
        else {
            panic!("it is kept");
        };
        let mut again = Views::parse(&value);
        assert_eq!(again.of(&"s2".into()), View::parse("changed mine since=7d"));
        assert_eq!(again.of(&"s3".into()), View::default());
        assert_eq!(
            again.keep(&"s2".into(), &View::default()),
            Effect::SetState { name: Views::NAME, value: "s1\ttitle".to_owned() }
        );
    }
}
