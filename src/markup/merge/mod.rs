//! Three-way merge of stored bodies, by block; prose may merge by word, macros and tables never do.
//!
//! Works on the bytes: what neither side changed is taken over as it stands, and a side's invisible
//! changes (attributes, comment markers) merge like visible ones. Whoever merges gets the same body:
//! swapping the sides changes nothing but who keeps the id of a task.
//!
//! ```text
//!  base, ours, theirs ──► units (blocks, runs of text) ──► each side in terms of the base
//!         same │ touched │ changed │ moved │ deleted ──► take, join attributes, parts, words ──► or a conflict
//!  the result parses, and holds what both hold (`guard`)
//! ```

mod anchors;
mod body;
mod guard;
mod hunks;
mod tags;
mod tasks;
#[cfg(test)]
mod tests;
mod units;
mod words;

use super::construct::macros;
use super::storage::{NodeId, Span, Tree};
use super::to_markdown;
use body::Body;
use units::{New, Pairing, Side, Slot, Unit, is_akin, side, units};
use words::{Joining, merge_words};

pub use hunks::{Choice, Hunk, Hunks, State, hunks, resolve};

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// Both sides' edits in one body that parses.
    Clean(String),
    /// The sides cannot be joined: the places to look at, nothing decided.
    Conflict(Vec<Place>),
}

/// A place where two edits cannot be joined, as Markdown; empty where a side has nothing there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What was there.
    pub base: String,
    /// What we made of it.
    pub mine: String,
    /// What they made of it.
    pub theirs: String,
}

impl Place {
    fn new(sources: [&str; 3]) -> Place {
        let [base, mine, theirs] = sources.map(|source| to_markdown(source).markdown);
        Place { base, mine, theirs }
    }
}

/// Merges two edits of one body. Laws: `merge(b,x,b) = x`, `merge(b,b,x) = x`, `merge(b,x,x) = x`.
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merge {
    if ours == theirs || theirs == base {
        return Merge::Clean(ours.to_owned());
    }
    if ours == base {
        return Merge::Clean(theirs.to_owned());
    }
    let all = || Merge::Conflict(vec![Place::new([base, ours, theirs])]);
    let (Some(base), Some(ours), Some(theirs)) = (Body::parse(base), Body::parse(ours), Body::parse(theirs))
    else {
        return all();
    };
    let bodies = [&base, &ours, &theirs];
    let mut merger = Merger { bodies, places: Vec::new(), joining: Joining::Allowed, rigid: false };
    let merged = merger.children([0, 0, 0]);
    if !merger.places.is_empty() {
        return Merge::Conflict(merger.places());
    }
    let merged = tasks::renumber(&merged, &ours, &theirs);
    match merged.as_deref().and_then(Body::parse).filter(|merged| guard::holds(merged, bodies)) {
        Some(body) => Merge::Clean(body.tree.source.to_owned()),
        None => all(),
    }
}

/// How many pairs of new items are compared before their place counts as a conflict.
const MAX_LISTED: usize = 2_500;

/// What became of something that has three spellings: a side's, if the other left it; else the greater, so
/// that it does not depend on the side.
fn either<'s>(base: &'s str, ours: &'s str, theirs: &'s str) -> &'s str {
    if ours == base {
        theirs
    } else if theirs == base {
        ours
    } else {
        ours.max(theirs)
    }
}

struct Merger<'b, 's> {
    /// Base, ours, theirs.
    bodies: [&'b Body<'s>; 3],
    /// Where the sides cannot be joined: the bytes of each body.
    places: Vec<[Option<Span>; 3]>,
    /// Whether prose may merge by word here.
    joining: Joining,
    /// Whether the rows of the table around are parted by merged cells and must stay where they are.
    rigid: bool,
}

impl Merger<'_, '_> {
    /// Notes a place where the sides cannot be joined.
    fn clash(&mut self, spans: [Option<Span>; 3]) {
        self.places.push(spans);
    }

    fn places(&self) -> Vec<Place> {
        let text = |at: usize, span: Option<Span>| span.map_or("", |span| self.bodies[at].tree.slice(span));
        self.places.iter().map(|spans| Place::new([0, 1, 2].map(|at| text(at, spans[at])))).collect()
    }

    fn tree(&self, at: usize) -> &Tree<'_> {
        &self.bodies[at].tree
    }

    /// Merges the content of one element of each body.
    fn children(&mut self, ids: [NodeId; 3]) -> String {
        let bodies = self.bodies;
        let found = [0, 1, 2].map(|at| units(bodies[at], ids[at]));
        let pairing = self.pairing(self.tree(0).name(ids[0]));
        let [ours, theirs] = [1, 2].map(|at| side((bodies[0], &found[0]), (bodies[at], &found[at]), pairing));
        let mut out = String::new();
        for index in 0..=found[0].len() {
            self.gap(index, &found[0], [&ours, &theirs], &mut out);
            let Some(unit) = found[0].get(index) else { break };
            let slots = (ours.slots[index], theirs.slots[index]);
            let here = [Some(unit.span), slots.0.span(), slots.1.span()];
            match slots {
                (Slot::Same, Slot::Same) => out.push_str(bodies[0].tree.slice(unit.span)),
                (Slot::Changed { unit, .. } | Slot::Touched(unit), Slot::Same) => {
                    out.push_str(bodies[1].tree.slice(unit.span));
                }
                (Slot::Same, Slot::Changed { unit, .. } | Slot::Touched(unit)) => {
                    out.push_str(bodies[2].tree.slice(unit.span));
                }
                // Both moved, or one moved what the other left or changed: it is written where it went.
                (Slot::Moved, Slot::Same | Slot::Touched(_) | Slot::Changed { .. } | Slot::Moved)
                | (Slot::Same | Slot::Touched(_) | Slot::Changed { .. }, Slot::Moved) => {}
                (Slot::Deleted, Slot::Deleted | Slot::Same) | (Slot::Same, Slot::Deleted) => {}
                (Slot::Deleted, Slot::Touched(touched)) => self.delete_touched(*unit, touched, 2),
                (Slot::Touched(touched), Slot::Deleted) => self.delete_touched(*unit, touched, 1),
                (Slot::Deleted, Slot::Changed { .. } | Slot::Moved)
                | (Slot::Changed { .. } | Slot::Moved, Slot::Deleted) => self.clash(here),
                (Slot::Changed { sure: false, .. }, Slot::Changed { .. })
                | (Slot::Changed { .. }, Slot::Changed { sure: false, .. }) => self.clash(here),
                (
                    Slot::Changed { unit: ours, .. } | Slot::Touched(ours),
                    Slot::Changed { unit: theirs, .. } | Slot::Touched(theirs),
                ) => self.unit([*unit, ours, theirs], &mut out),
            }
        }
        out
    }

    fn pairing(&self, name: &str) -> Pairing {
        match name {
            "tr" | "ac:layout-section" => Pairing::Place,
            "table" | "tbody" | "thead" | "tfoot" if self.rigid => Pairing::Place,
            "ac:task" => Pairing::Kind,
            name if macros::is_macro(name) => Pairing::Kind,
            _ => Pairing::Content,
        }
    }

    /// One side deleted what says the same in the other: gone, unless somebody commented on it meanwhile.
    fn delete_touched(&mut self, was: Unit, touched: Unit, side: usize) {
        if self.bodies[0].markers(was.span) != self.bodies[side].markers(touched.span) {
            let mut spans = [Some(was.span), None, None];
            spans[side] = Some(touched.span);
            self.clash(spans);
        }
    }

    /// Writes what is new before a unit of the base.
    fn gap(&mut self, index: usize, base: &[Unit], sides: [&Side; 2], out: &mut String) {
        let news = sides.map(|side| side.gaps[index].as_slice());
        let says = |side: usize| {
            news[side].iter().map(|new| new.unit.says(self.bodies[side + 1])).collect::<Vec<_>>()
        };
        let is_blank = [0, 1].map(|side| says(side).iter().all(|said| said.is_empty()));
        let same = says(0) == says(1);
        match is_blank {
            [_, true] if !news[0].is_empty() => out.push_str(&self.news(0, news[0], base, sides)),
            [true, _] => out.push_str(&self.news(1, news[1], base, sides)),
            _ if same => {
                for (one, other) in news[0].iter().zip(news[1]) {
                    match (one.from, other.from) {
                        (Some(from), Some(other_from)) if from == other_from => {
                            self.unit([base[from], one.unit, other.unit], out);
                        }
                        (None, None) => {
                            let bytes = [
                                self.bodies[1].tree.slice(one.unit.span),
                                self.bodies[2].tree.slice(other.unit.span),
                            ];
                            out.push_str(bytes[0].max(bytes[1]));
                        }
                        _ => self.clash([None, Some(one.unit.span), Some(other.unit.span)]),
                    }
                }
            }
            _ => self.both_new(news, base, sides, out),
        }
    }

    /// Both sides put something here. Items and rows follow one another, unless one may be the other's,
    /// edited; other blocks would stand in an order that nobody wrote.
    fn both_new(&mut self, news: [&[New]; 2], base: &[Unit], sides: [&Side; 2], out: &mut String) {
        let is_listed = |side: usize| {
            let tree = self.tree(side + 1);
            let name = |new: &New| new.unit.element.map(|id| tree.name(id));
            news[side].iter().all(|new| matches!(name(new), Some("li" | "tr" | "ac:task")))
        };
        let said = |side: usize| {
            let said = news[side].iter().map(|new| new.unit.says(self.bodies[side + 1]));
            said.collect::<Vec<_>>()
        };
        let is_twice = || {
            let (one, other) = (said(0), said(1));
            one.len() * other.len() > MAX_LISTED
                || one.iter().any(|said| other.iter().any(|also| said != also && is_akin(said, also)))
        };
        if !is_listed(0) || !is_listed(1) || is_twice() {
            let whole = |side: usize| news[side].iter().map(|new| new.unit.span).reduce(Span::join);
            self.clash([None, whole(0), whole(1)]);
            return;
        }
        let (first, second) = if said(0) <= said(1) { (0, 1) } else { (1, 0) };
        let known = said(first);
        let rest: Vec<New> = news[second]
            .iter()
            .filter(|new| !known.contains(&new.unit.says(self.bodies[second + 1])))
            .copied()
            .collect();
        out.push_str(&self.news(first, news[first], base, sides));
        out.push_str(&self.news(second, &rest, base, sides));
    }

    /// The bytes of what one side put somewhere; what it moved there has the other side's edits.
    fn news(&mut self, side: usize, news: &[New], base: &[Unit], sides: [&Side; 2]) -> String {
        let mut out = String::new();
        for new in news {
            let bytes = self.bodies[side + 1].tree.slice(new.unit.span);
            let Some(from) = new.from else {
                out.push_str(bytes);
                continue;
            };
            match sides[1 - side].slots[from] {
                Slot::Same => out.push_str(bytes),
                Slot::Touched(other) | Slot::Changed { unit: other, sure: true } => {
                    let units = if side == 0 { [new.unit, other] } else { [other, new.unit] };
                    self.unit([base[from], units[0], units[1]], &mut out);
                }
                // Counted where it was.
                Slot::Deleted => {}
                slot @ (Slot::Moved | Slot::Changed { sure: false, .. }) => {
                    let mut spans = [Some(base[from].span), slot.span(), slot.span()];
                    spans[side + 1] = Some(new.unit.span);
                    self.clash(spans);
                }
            }
        }
        out
    }

    /// Merges a unit that both sides changed.
    fn unit(&mut self, units: [Unit; 3], out: &mut String) {
        let trees = [0, 1, 2].map(|at| &self.bodies[at].tree);
        let content = |at: usize| trees[at].slice(Span { end: units[at].end, ..units[at].span });
        let gap = |at: usize| trees[at].slice(Span { start: units[at].end, ..units[at].span });
        let contents = [0, 1, 2].map(content);
        if contents[1] == contents[2] || contents[1] == contents[0] || contents[2] == contents[0] {
            out.push_str(either(contents[0], contents[1], contents[2]));
        } else {
            self.changed_unit(units, contents, out);
        }
        out.push_str(either(gap(0), gap(1), gap(2)));
    }

    fn changed_unit(&mut self, units: [Unit; 3], contents: [&str; 3], out: &mut String) {
        let (places, len) = (self.places.len(), out.len());
        let spans = units.map(|unit| Some(unit.span));
        match units.map(|unit| unit.element) {
            [None, None, None] => match merge_words(contents, self.joining) {
                Some(merged) => out.push_str(&merged),
                None => self.clash(spans),
            },
            [Some(base), Some(ours), Some(theirs)] => self.element([base, ours, theirs], out),
            _ => self.clash(spans),
        }
        if self.places.len() == places {
            return;
        }
        // A side that says what the base says has nothing to lose but comment markers.
        let idle = [1, 2].map(|at| {
            let markers = |at: usize| self.bodies[at].markers(units[at].span);
            units[at].says(self.bodies[at]) == units[0].says(self.bodies[0]) && markers(at) == markers(0)
        });
        let taken = match idle {
            [true, true] => contents[1].max(contents[2]),
            [true, false] => contents[2],
            [false, true] => contents[1],
            [false, false] => return,
        };
        self.places.truncate(places);
        out.truncate(len);
        out.push_str(taken);
    }

    fn element(&mut self, ids: [NodeId; 3], out: &mut String) {
        let trees = [0, 1, 2].map(|at| &self.bodies[at].tree);
        let names = [0, 1, 2].map(|at| trees[at].name(ids[at]));
        let renamed_twice = names[1] != names[0] && names[2] != names[0] && names[1] != names[2];
        let name = either(names[0], names[1], names[2]);
        let closed = matches!(
            name,
            "ac:plain-text-body" | "ac:parameter" | "ac:link" | "ac:image" | "pre" | "ac:adf-extension"
        );
        let macro_names = [0, 1, 2].map(|at| macros::name(trees[at], ids[at]));
        let other_macro = macros::is_macro(name) && macro_names.iter().any(|other| *other != macro_names[0]);
        let grid = if name == "table" { grid(trees, ids) } else { Grid::Loose };
        let here = [0, 1, 2].map(|at| Some(trees[at].node(ids[at]).outer));
        if renamed_twice || closed || other_macro || grid == Grid::Reshaped {
            self.clash(here);
            return;
        }
        match tags::merge_tags(trees, ids, name) {
            Some(tag) => out.push_str(&tag),
            None => self.clash(here),
        }
        let outside = (self.joining, self.rigid);
        if name == "table" || (macros::is_macro(name) && !macros::has_block_body(trees[0], ids[0])) {
            self.joining = Joining::OneSide;
        }
        if name == "table" {
            self.rigid = grid == Grid::Rigid;
        }
        let content = self.children(ids);
        (self.joining, self.rigid) = outside;
        out.push_str(&content);
        out.push_str(&format!("</{name}>"));
    }
}

/// What the shapes of three tables allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grid {
    /// Rows may come, go and move.
    Loose,
    /// Cells are merged, and the shapes are equal: cells may change in place.
    Rigid,
    Reshaped,
}

fn grid(trees: [&Tree<'_>; 3], ids: [NodeId; 3]) -> Grid {
    let shapes = [0, 1, 2].map(|at| shape(trees[at], ids[at]));
    let plain = |row: &Vec<String>| row.iter().all(String::is_empty);
    let width = shapes[0].first().map_or(0, Vec::len);
    if shapes.iter().flatten().all(|row| row.len() == width && plain(row)) {
        return Grid::Loose;
    }
    if shapes[0] == shapes[1] && shapes[0] == shapes[2] { Grid::Rigid } else { Grid::Reshaped }
}

/// The cells of each row of a table: what they span, empty where it is one row and column.
fn shape(tree: &Tree<'_>, table: NodeId) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for child in tree.children(table) {
        match tree.name(child) {
            "tr" => {
                let cells = tree.children(child).filter(|cell| matches!(tree.name(*cell), "td" | "th"));
                rows.push(cells.map(|cell| span(tree, cell)).collect());
            }
            "tbody" | "thead" | "tfoot" => rows.extend(shape(tree, child)),
            _ => {}
        }
    }
    rows
}

fn span(tree: &Tree<'_>, cell: NodeId) -> String {
    let attribute = |name| tree.attribute(cell, name).filter(|span| span.trim() != "1");
    match (attribute("colspan"), attribute("rowspan")) {
        (None, None) => String::new(),
        (columns, rows) => format!("{columns:?} {rows:?}"),
    }
}
