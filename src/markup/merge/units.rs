//! A side in terms of the base: which of its blocks is which, what moved, what is new and where.

use std::collections::{HashMap, HashSet, VecDeque};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::body::{Body, OPEN, SHUT, is_parameter, is_trivial};
use crate::markup::align::{pair_in_order, similarity};
use crate::markup::construct::macros;
use crate::markup::storage::inline;
use crate::markup::storage::{NodeId, NodeKind, Span, Tree};

/// One block, or a run of text between blocks, with the white space behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    first: NodeId,
    last: NodeId,
    /// The element; `None` for a run of text.
    pub(super) element: Option<NodeId>,
    pub(super) span: Span,
    /// Where its trailing white space starts.
    pub(super) end: u32,
}

impl Unit {
    pub(super) fn says<'b>(&self, body: &'b Body<'_>) -> &'b str {
        body.says(self.first, self.last)
    }

    /// What decides whether one unit can have become another.
    fn kind(&self, body: &Body<'_>) -> String {
        let Some(id) = self.element else { return String::new() };
        match body.tree.name(id) {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "h".to_owned(),
            "ol" => "ul".to_owned(),
            "th" => "td".to_owned(),
            name if macros::is_macro(name) => format!("macro {}", macros::name(&body.tree, id)),
            name if is_parameter(name) => {
                format!("parameter {}", body.tree.attribute(id, "ac:name").unwrap_or_default())
            }
            name => name.to_owned(),
        }
    }
}

/// What a side did to a unit of the base.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slot {
    Same,
    /// It says the same in other bytes.
    Touched(Unit),
    /// `sure` unless another unit nearby could as well be what became of it.
    Changed {
        unit: Unit,
        sure: bool,
    },
    /// It stands elsewhere among its siblings: see `New::from`.
    Moved,
    Deleted,
}

impl Slot {
    /// Its bytes on the side, where it still stands in its place.
    pub(super) fn span(&self) -> Option<Span> {
        match self {
            Slot::Touched(unit) | Slot::Changed { unit, .. } => Some(unit.span),
            Slot::Same | Slot::Moved | Slot::Deleted => None,
        }
    }
}

/// A unit that stands where the base has none.
#[derive(Debug, Clone, Copy)]
pub(super) struct New {
    pub(super) unit: Unit,
    /// The unit of the base that was moved here.
    pub(super) from: Option<usize>,
}

/// A side's units: what became of each unit of the base, and what is new before each and at the end.
pub(super) struct Side {
    pub(super) slots: Vec<Slot>,
    pub(super) gaps: Vec<Vec<New>>,
}

/// How siblings find their partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pairing {
    /// By what they say.
    Content,
    /// By their place, as cells of a row do.
    Place,
    /// By their kind, as the parts of a macro or a task do.
    Kind,
}

/// The units of an element's content.
pub(super) fn units(body: &Body<'_>, parent: NodeId) -> Vec<Unit> {
    let tree = &body.tree;
    let mut units: Vec<Unit> = Vec::new();
    for id in tree.children(parent) {
        let outer = tree.node(id).outer;
        let blank = tree.node(id).kind == NodeKind::Text && tree.slice(outer).trim().is_empty();
        match units.last_mut() {
            Some(last) if blank => {
                last.span.end = outer.end;
                if last.element.is_none() {
                    last.last = id;
                }
            }
            Some(last) if last.element.is_none() && is_inline(tree, id) => {
                last.last = id;
                last.span.end = outer.end;
                last.end = outer.end;
            }
            _ => {
                let element = (!is_inline(tree, id)).then_some(id);
                let end = if blank { outer.start } else { outer.end };
                units.push(Unit { first: id, last: id, element, span: outer, end });
            }
        }
    }
    units
}

/// Elements that stand in a run of text.
fn is_inline(tree: &Tree<'_>, id: NodeId) -> bool {
    let name = tree.name(id);
    match tree.node(id).kind {
        NodeKind::Element if macros::is_macro(name) => !macros::has_block_body(tree, id),
        NodeKind::Element => inline::is_inline(name),
        _ => true,
    }
}

/// A unit of the side that was one of the base.
#[derive(Debug, Clone, Copy)]
struct Partner {
    base: usize,
    sure: bool,
    moved: bool,
}

/// Puts a side's units in terms of the base's.
pub(super) fn side(base: (&Body<'_>, &[Unit]), own: (&Body<'_>, &[Unit]), pairing: Pairing) -> Side {
    let partners = match pairing {
        Pairing::Place if base.1.len() == own.1.len() => in_place(own.1.len()),
        Pairing::Kind => by_kind(base, own).unwrap_or_else(|| by_content(base, own)),
        _ => by_content(base, own),
    };
    let mut side =
        Side { slots: vec![Slot::Deleted; base.1.len()], gaps: vec![Vec::new(); base.1.len() + 1] };
    let mut next = 0;
    for (unit, partner) in own.1.iter().zip(partners) {
        let Some(partner) = partner else {
            side.gaps[next].push(New { unit: *unit, from: None });
            continue;
        };
        if partner.moved {
            side.slots[partner.base] = Slot::Moved;
            side.gaps[next].push(New { unit: *unit, from: Some(partner.base) });
            continue;
        }
        let was = &base.1[partner.base];
        side.slots[partner.base] = if base.0.tree.slice(was.span) == own.0.tree.slice(unit.span) {
            Slot::Same
        } else if was.says(base.0) == unit.says(own.0) {
            Slot::Touched(*unit)
        } else {
            Slot::Changed { unit: *unit, sure: partner.sure }
        };
        next = next.max(partner.base + 1);
    }
    side
}

fn in_place(len: usize) -> Vec<Option<Partner>> {
    (0..len).map(|base| Some(Partner { base, sure: true, moved: false })).collect()
}

/// Pairs parts of which there is one of each kind; their order says nothing.
fn by_kind(base: (&Body<'_>, &[Unit]), own: (&Body<'_>, &[Unit])) -> Option<Vec<Option<Partner>>> {
    let mut places = HashMap::new();
    for (at, unit) in base.1.iter().enumerate() {
        if places.insert(unit.kind(base.0), at).is_some() {
            return None;
        }
    }
    let kinds: Vec<String> = own.1.iter().map(|unit| unit.kind(own.0)).collect();
    if kinds.iter().collect::<HashSet<_>>().len() < kinds.len() {
        return None;
    }
    let partner =
        |kind: &String| places.get(kind).map(|base| Partner { base: *base, sure: true, moved: false });
    Some(kinds.iter().map(partner).collect())
}

/// Pairs what says the same in order, then what says the same elsewhere, then what changed in place.
fn by_content(base: (&Body<'_>, &[Unit]), own: (&Body<'_>, &[Unit])) -> Vec<Option<Partner>> {
    let old: Vec<&str> = base.1.iter().map(|unit| unit.says(base.0)).collect();
    let new: Vec<&str> = own.1.iter().map(|unit| unit.says(own.0)).collect();
    let mut partners: Vec<Option<Partner>> = vec![None; new.len()];
    let mut hunks: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        let (_, gone, come) = op.as_tag_tuple();
        if matches!(op, DiffOp::Equal { .. }) {
            for (base, own) in gone.zip(come) {
                partners[own] = Some(Partner { base, sure: true, moved: false });
            }
        } else {
            hunks.push((gone.collect(), come.collect()));
        }
    }
    pair_moved(&old, &new, &mut hunks, &mut partners);
    for (gone, come) in &hunks {
        let kinds = (
            gone.iter().map(|at| base.1[*at].kind(base.0)).collect::<Vec<_>>(),
            come.iter().map(|at| own.1[*at].kind(own.0)).collect::<Vec<_>>(),
        );
        let texts = (
            gone.iter().map(|at| old[*at]).collect::<Vec<_>>(),
            come.iter().map(|at| new[*at]).collect::<Vec<_>>(),
        );
        for (o, n, sure) in pair_changed(&texts.0, &texts.1, |o, n| kinds.0[o] == kinds.1[n]) {
            partners[come[n]] = Some(Partner { base: gone[o], sure, moved: false });
        }
    }
    pair_moved_and_changed(base, own, &mut partners);
    partners
}

/// What is left and shares most of its words with something that is gone was moved and changed.
fn pair_moved_and_changed(
    base: (&Body<'_>, &[Unit]),
    own: (&Body<'_>, &[Unit]),
    partners: &mut [Option<Partner>],
) {
    let taken: HashSet<usize> = partners.iter().flatten().map(|partner| partner.base).collect();
    let gone: Vec<usize> = (0..base.1.len()).filter(|at| !taken.contains(at)).collect();
    let come: Vec<usize> = (0..own.1.len()).filter(|at| partners[*at].is_none()).collect();
    if gone.is_empty() || come.is_empty() || gone.len() * come.len() > MAX_WORK {
        return;
    }
    let old: Vec<_> = gone.iter().map(|at| words(base.1[*at].says(base.0))).collect();
    let new: Vec<_> = come.iter().map(|at| words(own.1[*at].says(own.0))).collect();
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (o, at) in gone.iter().enumerate() {
        let kind = base.1[*at].kind(base.0);
        for (n, other) in come.iter().enumerate() {
            let shared = similarity(&old[o], &new[n]);
            if shared >= ENOUGH && !old[o].is_empty() && kind == own.1[*other].kind(own.0) {
                pairs.push((shared, *at, *other));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let mut taken = HashSet::new();
    for (_, at, other) in pairs {
        if partners[other].is_none() && taken.insert(at) {
            partners[other] = Some(Partner { base: at, sure: true, moved: true });
        }
    }
}

/// What left one place and stands in another with the same words was moved; takes it out of the hunks.
fn pair_moved(
    old: &[&str],
    new: &[&str],
    hunks: &mut [(Vec<usize>, Vec<usize>)],
    partners: &mut [Option<Partner>],
) {
    let mut left: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for at in hunks.iter().flat_map(|hunk| &hunk.0).filter(|at| !is_trivial(old[**at])) {
        left.entry(old[*at]).or_default().push_back(*at);
    }
    let mut moved = HashSet::new();
    for (_, come) in hunks.iter_mut() {
        come.retain(|at| {
            let Some(base) = left.get_mut(new[*at]).and_then(VecDeque::pop_front) else { return true };
            moved.insert(base);
            partners[*at] = Some(Partner { base, sure: true, moved: true });
            false
        });
    }
    for (gone, _) in hunks.iter_mut() {
        gone.retain(|at| !moved.contains(at));
    }
}

/// Beyond this many comparisons only what is equally far from the start is compared.
const MAX_WORK: usize = 40_000;
/// How much two units must share to be one that changed.
pub(super) const ENOUGH: f32 = 0.4;
/// How much better a pair must be than the next best one to be sure.
const LEAD: f32 = 0.15;

/// Pairs what changed in place: the same kind of thing, sharing words, in order.
fn pair_changed(
    old: &[&str],
    new: &[&str],
    same_kind: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize, bool)> {
    let even = old.len() == new.len();
    if old.len() * new.len() > MAX_WORK {
        let shorter = old.len().min(new.len());
        return (0..shorter).filter(|at| same_kind(*at, *at)).map(|at| (at, at, even)).collect();
    }
    let old_words: Vec<_> = old.iter().map(|text| words(text)).collect();
    let new_words: Vec<_> = new.iter().map(|text| words(text)).collect();
    let scores: Vec<Vec<f32>> = (0..old.len())
        .map(|o| {
            let score = |n| if same_kind(o, n) { similarity(&old_words[o], &new_words[n]) } else { -1.0 };
            (0..new.len()).map(score).collect()
        })
        .collect();
    let fits = |o: usize, n: usize| scores[o][n] >= ENOUGH || (even && o == n && scores[o][n] >= 0.0);
    let pairs =
        pair_in_order(old.len(), new.len(), |o, n| if fits(o, n) { scores[o][n] + 0.01 } else { 0.0 });
    let rival = |o: usize, n: usize| {
        let others = (0..new.len()).filter(|other| *other != n).map(|other| scores[o][other]);
        let others = others.chain((0..old.len()).filter(|other| *other != o).map(|other| scores[other][n]));
        others.fold(-1.0, f32::max)
    };
    let is_sure = |o: usize, n: usize| {
        let (own, rival) = (scores[o][n], rival(o, n));
        (even && o == n && rival <= own) || rival < ENOUGH.max(own - LEAD)
    };
    pairs.into_iter().map(|(o, n)| (o, n, is_sure(o, n))).collect()
}

/// Whether two texts share so many words that one may be the other, edited.
pub(super) fn is_akin(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    !one.is_empty() && similarity(&one, &other) >= ENOUGH
}

/// The words of what a unit says, tags aside; where there are none, those of its tags.
pub(super) fn words(said: &str) -> HashSet<String> {
    let collect = |text: &str, out: &mut HashSet<String>| {
        let words = text.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty());
        out.extend(words.map(str::to_owned));
    };
    let mut out = HashSet::new();
    for part in said.split(SHUT) {
        collect(part.split(OPEN).next().unwrap_or(""), &mut out);
    }
    if out.is_empty() {
        collect(said, &mut out);
    }
    out
}
