//! Where pages were left, kept from one start to the next.

use super::Reader;
use crate::domain::PageId;
use crate::tui::effect::{Effect, Request};

/// The name under which they are kept.
const KEPT: &str = "reader.places";
/// Pages that are remembered; of those left longest ago nothing is.
const MOST: usize = 300;

/// The line of the Markdown at the top of each page when it was left; the one left last is the last.
#[derive(Debug, Default)]
pub(super) struct Places {
    lines: Vec<(PageId, u32)>,
}

/// Where to go when the whole of a long page is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    /// A line of the Markdown.
    Line(u32),
    /// The end.
    End,
}

impl Places {
    pub(super) fn of(&self, page: &PageId) -> Option<u32> {
        self.lines.iter().find(|(left, _)| left == page).map(|(_, line)| *line)
    }

    /// Remembers a page; tells whether that is news.
    fn put(&mut self, page: &PageId, line: u32) -> bool {
        let before = self.lines.iter().position(|(left, _)| left == page).map(|at| self.lines.remove(at).1);
        self.lines.push((page.clone(), line));
        if self.lines.len() > MOST {
            self.lines.remove(0);
        }
        // The top is where a page opens anyhow.
        before.unwrap_or(0) != line
    }

    fn write(&self) -> String {
        let line = |(page, line): &(PageId, u32)| format!("{line} {page}\n");
        self.lines.iter().filter(|(_, line)| *line > 0).map(line).collect()
    }

    /// Adds what was kept before; what this session knows counts more.
    fn read(&mut self, kept: &str) {
        let line = |line: &str| {
            let (number, page) = line.split_once(' ')?;
            Some((PageId::new(page), number.parse().ok()?))
        };
        let mut lines: Vec<(PageId, u32)> = kept.lines().filter_map(line).collect();
        lines.retain(|(page, _)| self.of(page).is_none());
        lines.append(&mut self.lines);
        let surplus = lines.len().saturating_sub(MOST);
        self.lines = lines.split_off(surplus);
    }
}

impl Reader {
    /// Asks where pages were left before.
    pub fn remembered() -> Effect {
        Effect::Load(Request::Setting(KEPT))
    }

    pub(super) fn take_places(&mut self, name: &str, kept: Option<&str>) {
        if name == KEPT {
            self.left.read(kept.unwrap_or_default());
        }
    }

    /// Remembers where the page is left; answers with what is to be kept.
    pub fn remember(&mut self) -> Vec<Effect> {
        let Some(opened) = &self.opened else { return Vec::new() };
        let line = match self.awaited {
            Some(Awaited::Line(line)) => line,
            _ => self.view.position(),
        };
        let is_news = self.left.put(&opened.id().clone(), line);
        self.remember_folds();
        let keep = || Effect::SetState { name: KEPT, value: self.left.write() };
        is_news.then(keep).into_iter().collect()
    }

    /// Goes where the page was left, as soon as that much of it is there.
    pub(super) fn go_where_it_was_left(&mut self, page: &PageId, is_beginning: bool) {
        let Some(line) = self.left.of(page) else { return };
        self.view.go_to(line);
        self.awaited =
            (is_beginning && line >= self.view.document().line_count()).then_some(Awaited::Line(line));
    }

    /// Goes where somebody wanted to be before the whole page was there.
    pub(super) fn go_where_it_is_awaited(&mut self) {
        match self.awaited.take() {
            Some(Awaited::Line(line)) => self.view.go_to(line),
            Some(Awaited::End) => self.view.go_to_end(),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_the_oldest_go() {
        let mut places = Places::default();
        for number in 0..MOST as u32 + 5 {
            assert!(places.put(&PageId::new(format!("p {number}")), number + 1));
        }
        assert!(!places.put(&"p 9".into(), 10));
        let mut later = Places::default();
        later.put(&"p 8".into(), 77);
        later.read(&places.write());
        assert_eq!(later.of(&"p 8".into()), Some(77));
        assert_eq!(later.of(&"p 9".into()), Some(10));
        assert_eq!(later.of(&"p 4".into()), None);
        assert!(later.lines.len() <= MOST);
        later.read("nonsense\n\nx y\n");
        assert_eq!(later.of(&"p 9".into()), Some(10));
    }
}
