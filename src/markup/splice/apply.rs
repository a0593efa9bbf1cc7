//! The replacements that carry out a plan: blocks come, go and move between their neighbours.

use std::collections::VecDeque;

use super::plan::{BlockId, Fate, Plan};
use super::{Refusal, atoms};
use crate::markup::construct::{Renderer, task};
use crate::markup::model::{Block, Head, Origin};
use crate::markup::patch::Patch;
use crate::markup::prove;
use crate::markup::storage::{NodeKind, Span, Tree};
use crate::markup::words::{self, Donor};

/// Into so many parts a text is parted with the bytes of its words.
const PARTS: usize = 8;

/// Carries out a plan: the new body.
pub(crate) fn apply(tree: &Tree<'_>, plan: &Plan<'_>) -> Result<String, Refusal> {
    let mut placeholders = Vec::new();
    atoms::collect(plan.base.block(0), &mut placeholders);
    let mut first = Splicer::new(tree, plan, &placeholders);
    first.children(0, 0)?;
    let mut done = first;
    if done.renderer.carried.asked {
        // Only now is it known which placeholders left their place: their bytes go where they are asked for.
        let mut second = Splicer::new(tree, plan, &placeholders);
        second.free(&done, &placeholders);
        second.children(0, 0)?;
        done = second;
    }
    if let Some(error) = done.renderer.errors.into_iter().next() {
        return Err(error);
    }
    let all = Span::new(0, tree.source.len());
    done.patch.apply(tree.source, all).ok_or_else(|| prove::failed("two changes meet in one place"))
}

pub(super) struct Splicer<'p, 'b, 't, 's> {
    pub(super) tree: &'t Tree<'s>,
    plan: &'p Plan<'b>,
    pub(super) renderer: Renderer,
    pub(super) patch: Patch,
}

impl<'p, 'b, 't, 's> Splicer<'p, 'b, 't, 's> {
    fn new(tree: &'t Tree<'s>, plan: &'p Plan<'b>, placeholders: &[(String, Span)]) -> Self {
        let in_layout = (1..tree.len()).any(|id| tree.name(id) == "ac:layout");
        let mut renderer = Renderer { next_task: task::next_id(tree), in_layout, ..Renderer::default() };
        let bytes = |id: BlockId| {
            plan.base.block(id).origin.map(|origin| (origin.outer, tree.slice(origin.outer).to_owned()))
        };
        for (is, fate) in plan.fates.iter().enumerate() {
            let hash = plan.edited.block(is).hash();
            match fate {
                Fate::Move(was) => {
                    renderer.carried.moved.entry(hash).or_default().extend(bytes(*was));
                }
                Fate::Copy(was) => {
                    renderer.carried.copies.extend(bytes(*was).map(|(_, bytes)| (hash, bytes)));
                }
                _ => {}
            }
        }
        for (spelling, span) in placeholders {
            let bytes = || tree.slice(*span).to_owned();
            renderer.carried.atoms.entry(spelling.clone()).or_insert_with(bytes);
        }
        Splicer { tree, plan, renderer, patch: Patch::default() }
    }

    /// Takes over the placeholders that a first run found to have left their place.
    fn free(&mut self, first: &Splicer<'_, '_, '_, '_>, placeholders: &[(String, Span)]) {
        let gone = Spans::new(first.patch.spans().collect());
        let carried = Spans::new(first.renderer.carried.used.clone());
        for (spelling, span) in placeholders {
            if gone.hold(*span) && !carried.hold(*span) {
                let free: &mut VecDeque<String> =
                    self.renderer.carried.free_atoms.entry(spelling.clone()).or_default();
                free.push_back(self.tree.slice(*span).to_owned());
            }
        }
    }

    /// Writes the replacements for the children of a pair of blocks.
    pub(super) fn children(&mut self, was: BlockId, is: BlockId) -> Result<(), Refusal> {
        let plan = self.plan;
        let (base, edited) = (plan.base.block(was), plan.edited.block(is));
        self.learn_style(base);
        let stays = |id: BlockId| match plan.fates[id] {
            Fate::Keep(was) | Fate::Edit(was) => Some(was),
            _ => None,
        };
        let mut places = Places::new(plan, was);
        let mut added = String::new();
        let children: Vec<BlockId> = plan.edited.children(is).collect();
        for (at, &child) in children.iter().enumerate() {
            let Some(was) = stays(child) else {
                let from = added.len();
                let near = children[at.saturating_sub(PARTS)..at].iter().rev();
                let before = near.copied().find(|id| stays(*id).is_some());
                let behind =
                    children.iter().skip(at + 1).take(PARTS).copied().find(|id| stays(*id).is_some());
                let edited_beside = before.into_iter().chain(behind).filter_map(|id| match plan.fates[id] {
                    Fate::Edit(was) => Some(plan.base.block(was)),
                    _ => None,
                });
                let is_new = plan.fates[child] == Fate::New;
                if !(is_new && self.part(edited_beside, plan.edited.block(child), &mut added)) {
                    self.render_new(base, edited, plan.edited.block(child), &mut added);
                }
                let mut beside = at.checked_sub(1).into_iter().chain([at + 1]);
                if beside
                    .any(|at| children.get(at).and_then(|id| stays(*id)).is_some_and(|id| self.is_bare(id)))
                {
                    set_apart(&mut added, from);
                }
                continue;
            };
            if !added.is_empty() {
                self.insert(base, places.before(Some(was)), std::mem::take(&mut added));
            }
            places.pass(was);
            let Some(origin) = plan.base.block(was).origin else { continue };
            if matches!(plan.fates[child], Fate::Edit(_)) {
                self.edit(was, child, origin)?;
            }
        }
        if !added.is_empty() {
            self.insert(base, places.before(None), added);
        }
        for child in plan.base.children(was).filter(|child| !plan.stays[*child]) {
            if let Some(origin) = plan.base.block(child).origin {
                self.patch.delete(self.with_gap(origin));
            }
        }
        Ok(())
    }

    /// Writes new text with the bytes of words that left a text beside it, as when a paragraph is parted;
    /// false where there are none.
    fn part<'d>(&mut self, beside: impl Iterator<Item = &'d Block>, child: &Block, out: &mut String) -> bool {
        let name = match child.head {
            Head::Paragraph => "p".to_owned(),
            Head::Heading(level) => format!("h{level}"),
            _ => return false,
        };
        let donors: Vec<Donor<'d>> = std::iter::once(Donor::NONE)
            .chain(beside.filter(|block| block.is_leaf()).filter_map(|block| {
                let inner = block.origin?.inner;
                let has_more_than_text = self.tree.slice(inner).contains(['&', '<']);
                has_more_than_text.then_some(Donor { pieces: &block.pieces, inner })
            }))
            .collect();
        if donors.len() == 1 {
            return false;
        }
        let mark = self.renderer.carried.mark();
        let text = words::compose(self.tree.source, &donors, &child.pieces, &mut self.renderer);
        if !prove::says(&text, &child.pieces) {
            self.renderer.carried.give_back(mark);
            return false;
        }
        out.push_str(&format!("<{name}>{text}</{name}>"));
        true
    }

    /// Whether a block of the base is text that stands in no element of its own.
    fn is_bare(&self, was: BlockId) -> bool {
        let block = self.plan.base.block(was);
        block.head == Head::Paragraph && block.origin.is_some_and(|origin| origin.node == 0)
    }

    fn edit(&mut self, was: BlockId, is: BlockId, origin: Origin) -> Result<(), Refusal> {
        let (old, new) = (self.plan.base.block(was), self.plan.edited.block(is));
        self.edit_block(old, new, origin)?;
        if old.is_leaf() || matches!(old.head, Head::Code { .. }) { Ok(()) } else { self.children(was, is) }
    }

    /// The bytes of a block and the white space that sets it apart from the next.
    fn with_gap(&self, origin: Origin) -> Span {
        let is_alone = origin.edge.start < origin.outer.start && origin.edge.end > origin.outer.end;
        let outer = if is_alone { origin.edge } else { origin.outer };
        if origin.node == 0 && !is_alone {
            return outer;
        }
        let rest = &self.tree.source[outer.end as usize..];
        let gap = rest.len() - rest.trim_start_matches(['\n', '\r', ' ', '\t']).len();
        let ends_parent = rest[gap..].starts_with("</") || rest[gap..].is_empty();
        let is_gap = rest[gap..].starts_with('<') && !ends_parent;
        Span { end: outer.end + if is_gap { gap as u32 } else { 0 }, ..outer }
    }

    fn insert(&mut self, parent: &Block, at: Option<u32>, text: String) {
        if let Some(at) = at {
            self.patch.insert(at, text);
            return;
        }
        let Some(origin) = parent.origin else { return };
        self.patch.fill(self.tree, origin.body, &text);
    }

    fn render_new(&mut self, base: &Block, edited: &Block, child: &Block, out: &mut String) {
        let in_empty_item = matches!(base.head, Head::Item(_)) && base.children.is_empty();
        match (&edited.head, &child.head) {
            (Head::Item(_), Head::Paragraph) if in_empty_item && edited.children.len() == 1 => {
                self.renderer.item(std::slice::from_ref(child), false, out);
            }
            (Head::Row, Head::Cell(_)) => {
                let name = base
                    .children
                    .first()
                    .and_then(|cell| cell.origin)
                    .map_or("td", |origin| self.tree.name(origin.node));
                self.renderer.cell(if name == "th" { "th" } else { "td" }, child, out);
            }
            _ => self.renderer.block(child, out),
        }
    }

    /// New items and cells are written like those around them.
    fn learn_style(&mut self, base: &Block) {
        let wraps = |block: &Block| {
            let origin = block.origin?;
            let first = self
                .tree
                .children(origin.node)
                .find(|child| self.tree.node(*child).kind == NodeKind::Element);
            Some(first.is_some_and(|first| self.tree.name(first) == "p"))
        };
        match &base.head {
            Head::List { tasks: false, .. } => {
                if let Some(wraps) = base.children.first().and_then(wraps) {
                    self.renderer.style.paragraph_in_item = wraps;
                }
            }
            Head::Table => {
                let cell = base.children.last().and_then(|row| row.children.first());
                if let Some(wraps) = cell.and_then(wraps) {
                    self.renderer.style.paragraph_in_cell = wraps;
                }
            }
            _ => {}
        }
    }
}

/// A macro right beside bare text would be read as a part of that line.
fn set_apart(added: &mut String, from: usize) {
    let is_bodiless = ["<ac:structured-macro", "<ac:macro"].iter().any(|tag| added[from..].starts_with(tag))
        && !added[from..].contains("-body>");
    if is_bodiless {
        added.insert_str(from, "<p>");
        added.push_str("</p>");
    }
}

/// Where new blocks go among the children of a block.
struct Places<'p, 'b> {
    plan: &'p Plan<'b>,
    children: Vec<BlockId>,
    /// The first child that was not passed yet.
    next: usize,
}

impl<'p, 'b> Places<'p, 'b> {
    fn new(plan: &'p Plan<'b>, parent: BlockId) -> Self {
        Places { plan, children: plan.base.children(parent).collect(), next: 0 }
    }

    /// What comes now comes behind that child.
    fn pass(&mut self, child: BlockId) {
        self.next = self.children.partition_point(|other| *other <= child);
    }

    /// The place of new blocks that stand before a child that stays: where one was that is gone, for it may
    /// have wrappers around it, else behind the one before.
    fn before(&self, stays: Option<BlockId>) -> Option<u32> {
        let origin = |at: usize| self.plan.base.block(self.children[at]).origin;
        let gone = self.children.get(self.next).is_some_and(|next| Some(*next) != stays);
        if gone || self.next == 0 {
            return self
                .children
                .get(self.next)
                .and_then(|_| origin(self.next))
                .map(|origin| origin.edge.start);
        }
        origin(self.next - 1).map(|origin| origin.edge.end)
    }
}

/// Ranges in order, for asking whether one of them holds another.
struct Spans(Vec<Span>);

impl Spans {
    fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_by_key(|span| (span.start, span.end));
        Spans(spans)
    }

    fn hold(&self, span: Span) -> bool {
        let next = self.0.partition_point(|other| other.start <= span.start);
        next.checked_sub(1).is_some_and(|at| self.0[at].end >= span.end)
    }
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::edits;

    #[test]
    fn both_parts_of_a_parted_text_keep_entities_and_colours() {
        let red = |text: &str| format!("<span style=\"color: red\">{text}</span>");
        edits(
            &format!("<p class='c'>one&nbsp;two three {} caf&eacute; end</p>", red("four five")),
            "three ",
            "three\n\n",
            &format!("<p class='c'>one&nbsp;two three</p><p>{} caf&eacute; end</p>", red("four five")),
        );
        edits(
            &format!("<p>a long beginning {} end &mdash; of it</p>", red("four five")),
            "four ",
            "four\n\n",
            &format!("<p>a long beginning {}</p><p>{} end &mdash; of it</p>", red("four"), red("five")),
        );
        let marked = "<ac:inline-comment-marker ac:ref=\"1\">here</ac:inline-comment-marker>";
        edits(
            &format!("<p>one two three, and {marked} it is</p>"),
            "three, ",
            "three,\n\n",
            &format!("<p>one two three,</p><p>and {marked} it is</p>"),
        );
    }

    #[test]
    fn a_macro_beside_bare_text_gets_a_paragraph() {
        let odd = |id: &str| format!("<ac:structured-macro ac:name=\"odd\"{id}/>");
        let one = odd(" ac:macro-id='7'");
        let stored = format!("{one}<p>a</p>bare <b>text</b>");
        let after = format!("{one}<p>a</p><p>{}</p>bare <b>text</b>", odd(""));
        edits(&stored, "a\n\nbare", "a\n\n::odd\n\nbare", &after);
        let stored = format!("<p>a</p>bare<p>b</p>{one}");
        edits(
            &stored,
            "bare\n\nb\n\n::odd",
            "bare\n\n::odd\n\nb",
            &format!("<p>a</p>bare<p>{one}</p><p>b</p>"),
        );
    }
}
