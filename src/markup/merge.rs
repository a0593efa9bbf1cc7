//! Three-way merge of stored bodies, by block; prose may merge by word, macros and tables never do.
//!
//! Works on the bytes: what neither side changed is taken over as it stands, and a side's invisible
//! changes (attributes, comment markers) merge like visible ones.

use std::collections::HashSet;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::align::{pair_in_order, similarity};
use super::construct::macros;
use super::merge_words::merge_words;
use super::storage::{NodeId, NodeKind, Span, Tree};

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// Both sides' edits in one body that parses.
    Clean(String),
    /// The sides cannot be joined: a value to look at, nothing decided.
    Conflict {
        /// How many places differ.
        places: usize,
    },
}

/// Merges two edits of one body. Laws: `merge(b,x,b) = x`, `merge(b,b,x) = x`, `merge(b,x,x) = x`.
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merge {
    if ours == theirs || theirs == base {
        return Merge::Clean(ours.to_owned());
    }
    if ours == base {
        return Merge::Clean(theirs.to_owned());
    }
    let (Ok(base), Ok(ours), Ok(theirs)) = (Tree::parse(base), Tree::parse(ours), Tree::parse(theirs)) else {
        return Merge::Conflict { places: 1 };
    };
    let mut merger = Merger { base: &base, ours: &ours, theirs: &theirs, places: 0, words: true };
    let merged = merger.children([0, 0, 0]);
    match Tree::parse(&merged) {
        Ok(_) if merger.places == 0 => Merge::Clean(merged),
        _ => Merge::Conflict { places: merger.places.max(1) },
    }
}

/// One block, or a run of text between blocks, with the white space behind it.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// The element; `None` for a run of text.
    element: Option<NodeId>,
    span: Span,
    /// Where its trailing white space starts.
    end: u32,
}

/// What a side did to a unit of the base.
#[derive(Debug, Clone, Copy)]
enum Slot {
    Same,
    Changed(Unit),
    Deleted,
}

/// A side's units in terms of the base's: what became of each, and what is new before each and at the end.
struct Side {
    slots: Vec<Slot>,
    gaps: Vec<Vec<Unit>>,
}

struct Merger<'t, 's> {
    base: &'t Tree<'s>,
    ours: &'t Tree<'s>,
    theirs: &'t Tree<'s>,
    places: usize,
    /// Whether prose may merge by word here.
    words: bool,
}

impl Merger<'_, '_> {
    /// Merges the content of one element of each body.
    fn children(&mut self, ids: [NodeId; 3]) -> String {
        let base = units(self.base, ids[0]);
        let ours = side(self.base, &base, self.ours, &units(self.ours, ids[1]));
        let theirs = side(self.base, &base, self.theirs, &units(self.theirs, ids[2]));
        let mut out = String::new();
        for index in 0..=base.len() {
            self.gap(&ours.gaps[index], &theirs.gaps[index], &mut out);
            let Some(unit) = base.get(index) else { break };
            match (ours.slots[index], theirs.slots[index]) {
                (Slot::Same, Slot::Same) => out.push_str(self.base.slice(unit.span)),
                (Slot::Changed(unit), Slot::Same) => out.push_str(self.ours.slice(unit.span)),
                (Slot::Same, Slot::Changed(unit)) => out.push_str(self.theirs.slice(unit.span)),
                (Slot::Deleted, Slot::Deleted | Slot::Same) | (Slot::Same, Slot::Deleted) => {}
                (Slot::Changed(ours), Slot::Changed(theirs)) => self.unit([*unit, ours, theirs], &mut out),
                (Slot::Changed(_), Slot::Deleted) | (Slot::Deleted, Slot::Changed(_)) => self.places += 1,
            }
        }
        out
    }

    fn gap(&mut self, ours: &[Unit], theirs: &[Unit], out: &mut String) {
        let text = |tree: &Tree<'_>, units: &[Unit]| {
            units.iter().map(|unit| tree.slice(unit.span)).collect::<String>()
        };
        let (ours, theirs) = (text(self.ours, ours), text(self.theirs, theirs));
        match (ours.is_empty(), theirs.is_empty()) {
            (false, false) if ours.trim() != theirs.trim() => self.places += 1,
            (true, _) => out.push_str(&theirs),
            _ => out.push_str(&ours),
        }
    }

    /// Merges a unit that both sides changed.
    fn unit(&mut self, units: [Unit; 3], out: &mut String) {
        let trees = [self.base, self.ours, self.theirs];
        let content = |at: usize| trees[at].slice(Span { end: units[at].end, ..units[at].span });
        let gap = |at: usize| trees[at].slice(Span { start: units[at].end, ..units[at].span });
        match (units[0].element, units[1].element, units[2].element) {
            _ if content(1) == content(2) || content(2) == content(0) => out.push_str(content(1)),
            _ if content(1) == content(0) => out.push_str(content(2)),
            (None, None, None) => self.prose([content(0), content(1), content(2)], out),
            (Some(base), Some(ours), Some(theirs)) => self.element([base, ours, theirs], out),
            _ => self.places += 1,
        }
        out.push_str(if gap(1) == gap(0) { gap(2) } else { gap(1) });
    }

    fn prose(&mut self, texts: [&str; 3], out: &mut String) {
        match merge_words(texts).filter(|_| self.words) {
            Some(merged) => out.push_str(&merged),
            None => self.places += 1,
        }
    }

    fn element(&mut self, ids: [NodeId; 3], out: &mut String) {
        let trees = [self.base, self.ours, self.theirs];
        let name = self.base.name(ids[0]);
        let any_empty = (0..3).any(|at| trees[at].node(ids[at]).self_closing);
        let renamed = (1..3).any(|at| trees[at].name(ids[at]) != name);
        let closed = matches!(
            name,
            "ac:plain-text-body" | "ac:parameter" | "ac:link" | "ac:image" | "pre" | "ac:adf-extension"
        );
        let macro_name = |at: usize| macros::name(trees[at], ids[at]);
        let other_macro = macros::is_macro(name) && (1..3).any(|at| macro_name(at) != macro_name(0));
        let reshaped = name == "table" && {
            let shapes = [0, 1, 2].map(|at| shape(trees[at], ids[at]));
            shapes[0] != shapes[1] || shapes[0] != shapes[2]
        };
        if any_empty || renamed || closed || other_macro || reshaped {
            self.places += 1;
            return;
        }
        let tags = [0, 1, 2].map(|at| trees[at].slice(trees[at].start_tag(ids[at])));
        match tags {
            [base, ours, theirs] if ours == theirs || theirs == base => out.push_str(ours),
            [base, ours, theirs] if ours == base => out.push_str(theirs),
            _ => self.places += 1,
        }
        let words = self.words;
        self.words &=
            name != "table" && (!macros::is_macro(name) || macros::has_block_body(self.base, ids[0]));
        let content = self.children(ids);
        self.words = words;
        out.push_str(&content);
        out.push_str(&format!("</{name}>"));
    }
}

/// How many cells each row of a table has.
fn shape(tree: &Tree<'_>, table: NodeId) -> Vec<usize> {
    let mut rows = Vec::new();
    for child in tree.children(table) {
        match tree.name(child) {
            "tr" => {
                rows.push(tree.children(child).filter(|cell| matches!(tree.name(*cell), "td" | "th")).count())
            }
            "tbody" | "thead" | "tfoot" => rows.extend(shape(tree, child)),
            _ => {}
        }
    }
    rows
}

/// Elements that stand in a run of text.
fn is_inline(tree: &Tree<'_>, id: NodeId) -> bool {
    let name = tree.name(id);
    match tree.node(id).kind {
        NodeKind::Element if macros::is_macro(name) => !macros::has_block_body(tree, id),
        NodeKind::Element => super::merge_words::is_inline_name(name),
        _ => true,
    }
}

fn units(tree: &Tree<'_>, parent: NodeId) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for id in tree.children(parent) {
        let outer = tree.node(id).outer;
        let blank = tree.node(id).kind == NodeKind::Text && tree.slice(outer).trim().is_empty();
        match units.last_mut() {
            Some(last) if blank => last.span.end = outer.end,
            Some(last) if last.element.is_none() && is_inline(tree, id) => {
                last.span.end = outer.end;
                last.end = outer.end;
            }
            _ => {
                let element = (!is_inline(tree, id)).then_some(id);
                units.push(Unit { element, span: outer, end: outer.end });
            }
        }
    }
    units
}

fn side(base_tree: &Tree<'_>, base: &[Unit], tree: &Tree<'_>, units: &[Unit]) -> Side {
    let old: Vec<&str> = base.iter().map(|unit| base_tree.slice(unit.span).trim_end()).collect();
    let new: Vec<&str> = units.iter().map(|unit| tree.slice(unit.span).trim_end()).collect();
    let mut pairs: Vec<Option<usize>> = vec![None; new.len()];
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for offset in 0..len {
                    pairs[new_index + offset] = Some(old_index + offset);
                }
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let names = |o: usize, n: usize| {
                    let name = |tree: &Tree<'_>, unit: &Unit| unit.element.map(|id| tree.name(id).to_owned());
                    name(base_tree, &base[old_index + o]) == name(tree, &units[new_index + n])
                };
                for (o, n) in pair_changed(
                    &old[old_index..old_index + old_len],
                    &new[new_index..new_index + new_len],
                    names,
                ) {
                    pairs[new_index + n] = Some(old_index + o);
                }
            }
            DiffOp::Insert { .. } | DiffOp::Delete { .. } => {}
        }
    }
    let mut side = Side { slots: vec![Slot::Deleted; base.len()], gaps: vec![Vec::new(); base.len() + 1] };
    let mut next = 0;
    for (unit, pair) in units.iter().zip(&pairs) {
        match pair {
            Some(index) => {
                let same = base_tree.slice(base[*index].span) == tree.slice(unit.span);
                side.slots[*index] = if same { Slot::Same } else { Slot::Changed(*unit) };
                next = index + 1;
            }
            None => side.gaps[next].push(*unit),
        }
    }
    side
}

/// Pairs what changed in place: the same kind of thing, sharing words, in order.
fn pair_changed(old: &[&str], new: &[&str], same_kind: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    if old.len() * new.len() > 40_000 {
        return (0..old.len().min(new.len())).filter(|at| same_kind(*at, *at)).map(|at| (at, at)).collect();
    }
    let words = |text: &&str| -> HashSet<String> {
        text.split(|ch: char| !ch.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (old_words, new_words): (Vec<_>, Vec<_>) =
        (old.iter().map(words).collect(), new.iter().map(words).collect());
    let even = old.len() == new.len();
    pair_in_order(old.len(), new.len(), |o, n| {
        let shared = similarity(&old_words[o], &new_words[n]);
        let fits = same_kind(o, n) && (shared >= 0.4 || (even && o == n));
        if fits { shared + 0.01 } else { 0.0 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(base: &str, ours: &str, theirs: &str) -> String {
        match merge(base, ours, theirs) {
            Merge::Clean(merged) => merged,
            conflict @ Merge::Conflict { .. } => panic!("{conflict:?}"),
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
    fn the_same_place_conflicts() {
        assert_eq!(
            merge(BASE, &BASE.replace("two", "2"), &BASE.replace("two", "zwei")),
            Merge::Conflict { places: 1 }
        );
        assert_eq!(
            merge(BASE, &BASE.replace("<p>b</p>", ""), &BASE.replace("<p>b</p>", "<p>c</p>")),
            Merge::Conflict { places: 1 }
        );
        let ends = |text: &str| format!("{BASE}<p>{text}</p>");
        assert_eq!(merge(BASE, &ends("mine"), &ends("yours")), Merge::Conflict { places: 1 });
    }

    #[test]
    fn macros_and_tables_never_merge_by_word() {
        let code = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[a b c]]></ac:plain-text-body></ac:structured-macro>";
        assert_eq!(
            merge(code, &code.replace("a ", "A "), &code.replace(" c", " C")),
            Merge::Conflict { places: 1 }
        );
        let table = "<table><tr><td>a b c</td><td>d</td></tr></table>";
        assert_eq!(
            merge(table, &table.replace("a ", "A "), &table.replace(" c", " C")),
            Merge::Conflict { places: 1 }
        );
        assert_eq!(
            clean(table, &table.replace("a ", "A "), &table.replace(">d<", ">D<")),
            "<table><tr><td>A b c</td><td>D</td></tr></table>"
        );
        let row = table.replace("</table>", "<tr><td>n</td><td>m</td></tr></table>");
        assert_eq!(merge(table, &row, &table.replace(">d<", ">D<")), Merge::Conflict { places: 1 });
    }

    #[test]
    fn a_comment_marker_set_meanwhile_survives() {
        let marked =
            BASE.replace("two", "<ac:inline-comment-marker ac:ref=\"1\">two</ac:inline-comment-marker>");
        assert_eq!(clean(BASE, &BASE.replace("four", "five"), &marked), marked.replace("four", "five"));
    }
}
