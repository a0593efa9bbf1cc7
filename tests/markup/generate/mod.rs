//! Pages as real wikis store them, made from a number: the same number, the same page.
//!
//! `Page` is a list of fragments, so that a law that fails can be shown on the fewest of them.

mod block;
mod inline;
mod place;

pub(crate) use block::{block, blocks};
pub(crate) use inline::{inline, status, text, words};
pub(crate) use place::Place;

/// How one page is written: two editors, two habits, pretty-printed or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct House {
    /// The newer editor: local ids, paragraphs in items and cells, extensions.
    pub(crate) cloud: bool,
    /// White space between elements.
    pub(crate) pretty: bool,
    /// `<li><p>`.
    pub(crate) item_paragraphs: bool,
    /// `<td><p>`.
    pub(crate) cell_paragraphs: bool,
}

/// A source of choices.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    state: u64,
    /// How the page is written.
    pub(crate) house: House,
    next_id: u64,
}

impl Source {
    /// The choices of a number.
    pub(crate) fn new(seed: u64) -> Self {
        let house = House { cloud: false, pretty: false, item_paragraphs: false, cell_paragraphs: false };
        let mut source =
            Source { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d, house, next_id: 1 };
        source.house = House {
            cloud: source.chance(50),
            pretty: source.chance(30),
            item_paragraphs: source.chance(40),
            cell_paragraphs: source.chance(50),
        };
        source
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True so often in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A number that nothing else on the page has.
    pub(crate) fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// White space between elements, where the page is written so.
    pub(crate) fn gap(&mut self) -> &'static str {
        if self.house.pretty { self.pick(&["\n", "\n  ", "\n\n", ""]) } else { "" }
    }

    /// Attributes nobody sees, or none; both quotes occur.
    pub(crate) fn attributes(&mut self) -> String {
        let id = self.id();
        if self.chance(if self.house.cloud { 60 } else { 15 }) {
            return match self.below(3) {
                0 => format!(" local-id=\"{id}\""),
                1 => format!(" ac:local-id='{id}'"),
                _ => format!(" data-x=\"a&amp;b '{id}'\""),
            };
        }
        match self.below(12) {
            0 => " style=\"text-align: center;\"".to_owned(),
            1 => " class='auto-cursor-target'".to_owned(),
            2 => format!(" style = \"margin-left: 30.0px;\" id=\"i{id}\""),
            _ => String::new(),
        }
    }
}

/// A generated page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Top-level fragments; together they are the body.
    pub(crate) fragments: Vec<String>,
}

impl Page {
    /// The page of a number.
    pub(crate) fn new(seed: u64) -> Self {
        let mut source = Source::new(seed);
        let fragments = fragments(&mut source);
        Page { fragments }
    }

    /// The body.
    pub(crate) fn body(&self) -> String {
        self.fragments.concat()
    }

    /// The page with the fewest fragments for which something still fails.
    pub(crate) fn shrunk(&self, fails: impl Fn(&str) -> bool) -> String {
        let mut fragments = self.fragments.clone();
        let mut at = 0;
        while at < fragments.len() {
            let mut fewer = fragments.clone();
            fewer.remove(at);
            if fails(&fewer.concat()) {
                fragments = fewer;
            } else {
                at += 1;
            }
        }
        fragments.concat()
    }
}

/// The fragments of a page: several roots, bare text among them, blocks twice, or one layout.
pub(crate) fn fragments(source: &mut Source) -> Vec<String> {
    if source.chance(8) {
        return vec![block::layout(source)];
    }
    let mut out: Vec<String> = Vec::new();
    for _ in 0..source.below(7) {
        if source.chance(8) && !out.is_empty() {
            let again = source.below(out.len());
            out.push(out[again].clone());
            continue;
        }
        if source.chance(4) {
            out.push(inline(source, 1));
            continue;
        }
        let fragment = block(source, 0) + source.gap();
        out.push(fragment);
    }
    out
}
