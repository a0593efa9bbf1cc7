//! Which block of the edited text is which block of the base: equal ones first, in order, then pairs of a
//! kind by the words they share.

use std::collections::HashSet;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::model::{Block, Head, key};

/// For each edited block the base block it was, if it was one. Order is kept: indexes only grow.
pub(crate) fn align(base: &[Block], edited: &[Block]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; edited.len()];
    let base_hashes: Vec<u64> = base.iter().map(Block::hash).collect();
    let edited_hashes: Vec<u64> = edited.iter().map(Block::hash).collect();
    let mut gaps: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut at = (0, 0);
    for op in capture_diff_slices(Algorithm::Patience, &base_hashes, &edited_hashes) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            gaps.push((at.0, old_index, at.1, new_index));
            for offset in 0..len {
                pairs[new_index + offset] = Some(old_index + offset);
            }
            at = (old_index + len, new_index + len);
        }
    }
    gaps.push((at.0, base.len(), at.1, edited.len()));
    let left: HashSet<u64> = gaps.iter().flat_map(|gap| &base_hashes[gap.0..gap.1]).copied().collect();
    let right: HashSet<u64> = gaps.iter().flat_map(|gap| &edited_hashes[gap.2..gap.3]).copied().collect();
    for (base_from, base_to, from, to) in gaps {
        // What is found elsewhere whole was moved, not edited.
        let old: Vec<usize> =
            (base_from..base_to).filter(|index| !right.contains(&base_hashes[*index])).collect();
        let new: Vec<usize> = (from..to).filter(|index| !left.contains(&edited_hashes[*index])).collect();
        pair_gap(base, edited, &old, &new, &mut pairs);
    }
    pairs
}

/// Pairs what is left in a gap: the set of pairs in order that share most.
fn pair_gap(base: &[Block], edited: &[Block], old: &[usize], new: &[usize], pairs: &mut [Option<usize>]) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    if old.len() * new.len() > 40_000 {
        for (old, new) in old.iter().zip(new) {
            if base[*old].is_same_kind(&edited[*new]) {
                pairs[*new] = Some(*old);
            }
        }
        return;
    }
    let old_words: Vec<_> = old.iter().map(|index| Words::new(&base[*index])).collect();
    let new_words: Vec<_> = new.iter().map(|index| Words::new(&edited[*index])).collect();
    let alone = old.len() == 1 && new.len() == 1 || old.len() == new.len();
    let score = |o: usize, n: usize| {
        let (was, is) = (&base[old[o]], &edited[new[n]]);
        let shared = old_words[o].similarity(&new_words[n]);
        let is_other_text = is_text(was) && is_text(is) && was.has_element();
        if !was.is_same_kind(is) {
            return if is_other_text && shared >= 0.5 { shared * 0.9 } else { 0.0 };
        }
        let fits = shared >= 0.3 || (alone && o == n) || is_structure(was);
        if fits { shared + 0.01 } else { 0.0 }
    };
    for (o, n) in pair_in_order(old.len(), new.len(), score) {
        pairs[new[n]] = Some(old[o]);
    }
}

/// Paragraphs and headings, which become each other by a sign.
fn is_text(block: &Block) -> bool {
    matches!(block.head, Head::Paragraph | Head::Heading(_))
}

/// The words of a block, and of an item those of its own line.
struct Words {
    all: HashSet<String>,
    lead: Option<HashSet<String>>,
    /// How its text begins.
    first: Option<String>,
}

impl Words {
    fn new(block: &Block) -> Self {
        let is_item = matches!(block.head, Head::Item(_));
        let text = key(&block.pieces);
        let first = text.split_whitespace().next().filter(|_| is_text(block));
        Words {
            all: words(block),
            lead: block.children.first().filter(|_| is_item).map(words),
            first: first.map(str::to_owned),
        }
    }

    /// What is nested in an item comes and goes; its own line says which item it is.
    fn similarity(&self, other: &Words) -> f32 {
        let all = similarity(&self.all, &other.all);
        match (&self.lead, &other.lead) {
            (Some(lead), Some(others)) => (2.0 * similarity(lead, others) + all) / 3.0,
            // A paragraph that was parted or joined goes on where it begins.
            _ if all > 0.0 && self.first.is_some() && self.first == other.first => all + 1.0,
            _ => all,
        }
    }
}

/// How many elements two sequences begin with alike, and end with alike beyond those.
pub(crate) fn common_ends<L, R>(left: &[L], right: &[R], same: impl Fn(&L, &R) -> bool) -> (usize, usize) {
    let head = left.iter().zip(right).take_while(|(left, right)| same(left, right)).count();
    let most = left.len().min(right.len()) - head;
    let tails = left.iter().rev().zip(right.iter().rev()).take(most);
    (head, tails.take_while(|(left, right)| same(left, right)).count())
}

/// The set of pairs that keeps the order of both sides and scores highest; a score of 0 is no pair.
pub(crate) fn pair_in_order(
    old: usize,
    new: usize,
    score: impl Fn(usize, usize) -> f32,
) -> Vec<(usize, usize)> {
    let mut best = vec![vec![0.0f32; new + 1]; old + 1];
    for o in (0..old).rev() {
        for n in (0..new).rev() {
            let skip = best[o + 1][n].max(best[o][n + 1]);
            let own = score(o, n);
            best[o][n] = if own > 0.0 { skip.max(best[o + 1][n + 1] + own) } else { skip };
        }
    }
    let mut pairs = Vec::new();
    let (mut o, mut n) = (0, 0);
    while o < old && n < new {
        let own = score(o, n);
        if own > 0.0 && best[o][n] <= best[o + 1][n + 1] + own {
            pairs.push((o, n));
            o += 1;
            n += 1;
        } else if best[o][n] <= best[o + 1][n] {
            o += 1;
        } else {
            n += 1;
        }
    }
    pairs
}

/// Blocks that are containers before they are text: better edited than made anew.
fn is_structure(block: &Block) -> bool {
    matches!(block.head, Head::Table | Head::Panel { .. } | Head::Container { .. } | Head::Leaf { .. })
}

fn words(block: &Block) -> HashSet<String> {
    let mut out = HashSet::new();
    push_words(block, &mut out);
    out
}

fn push_words(block: &Block, out: &mut HashSet<String>) {
    let text = key(&block.pieces);
    let code = match &block.head {
        Head::Code { text, .. } => text.as_str(),
        _ => "",
    };
    for word in text.split(|ch: char| !ch.is_alphanumeric()).chain(code.split_whitespace()) {
        if !word.is_empty() {
            out.insert(word.to_owned());
        }
    }
    for child in &block.children {
        push_words(child, out);
    }
}

pub(crate) fn similarity(left: &HashSet<String>, right: &HashSet<String>) -> f32 {
    let total = left.len() + right.len();
    if total == 0 {
        return 1.0;
    }
    let shared = left.intersection(right).count();
    2.0 * shared as f32 / total as f32
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::edits;

    #[test]
    fn the_first_part_of_a_paragraph_keeps_it_however_short_it_is() {
        edits(
            "<p class='c'>one two three four five six seven eight nine</p>",
            "one two three",
            "one two\n\nthree",
            "<p class='c'>one two</p><p>three four five six seven eight nine</p>",
        );
    }
}
