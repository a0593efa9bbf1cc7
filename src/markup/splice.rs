//! Saving: what was edited between two projections becomes replacements in the stored bytes.
//!
//! Three passes: align base and edit from the top down, collect what left its place, then write the
//! replacements. The result is proved before anybody sees it (`prove`).

use std::collections::{HashMap, HashSet};

use super::align::align;
use super::construct::{Renderer, code, macros, opaque, render_atom, table, task};
use super::markdown::{attributes, parse};
use super::model::{Block, Head, Origin, PieceKind, key, push_plain};
use super::patch::Patch;
use super::projection::Projected;
use super::storage::{NodeId, NodeKind, Span, Tree};
use super::{Refusal, Splice, prove, words};

/// Applies an edit. `edited` is compared with the projection of `base`.
pub(crate) fn splice(base: &str, edited: &str) -> Splice {
    let tree = match Tree::parse(base) {
        Ok(tree) => tree,
        Err(reason) => return Splice::Refused(Refusal { line: 1, reason }),
    };
    let projected = Projected::new(&tree);
    let edited = unify(edited);
    if edited.trim_end_matches('\n') == projected.markdown.trim_end_matches('\n') {
        return Splice::Unchanged;
    }
    match Splicer::run(&tree, &projected, &edited) {
        Ok(storage) if storage == base => Splice::Unchanged,
        Ok(storage) => {
            let removes = prove::removed(&tree, &storage);
            Splice::Changed { storage, removes }
        }
        Err(refusal) => Splice::Refused(refusal),
    }
}

fn unify(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// What becomes of the children of a block.
struct Plan {
    /// For each edited block: the base block it was, and the plan for its children.
    steps: Vec<Option<(usize, Option<Plan>)>>,
}

struct Splicer<'t, 's> {
    tree: &'t Tree<'s>,
    renderer: Renderer,
    patch: Patch,
}

impl<'t, 's> Splicer<'t, 's> {
    fn run(tree: &'t Tree<'s>, projected: &Projected, edited: &str) -> Result<String, Refusal> {
        let base = projected.read_back()?;
        let mut parsed = parse::parse(edited);
        if let Some(error) = parsed.errors.into_iter().next() {
            return Err(error);
        }
        let mut atoms = HashMap::new();
        collect_atoms(&base, tree, &mut atoms);
        // A changed attribute of a placeholder that is there makes a spelling that is not.
        let names: HashSet<&str> = atoms.keys().filter_map(|spelling| opaque::name(spelling)).collect();
        let is_known = |spelling: &str| {
            atoms.contains_key(spelling) || opaque::name(spelling).is_some_and(|name| names.contains(name))
        };
        settle_atoms(&mut parsed.document, &is_known);
        parsed.document.seal();
        if parsed.document.hash() == base.hash() {
            return Ok(tree.source.to_owned());
        }
        let surplus = surplus(&base, &parsed.document);
        let renderer = Renderer { next_task: task::next_id(tree), atoms, surplus, ..Renderer::default() };
        let mut splicer = Splicer { tree, renderer, patch: Patch::default() };
        let plan = plan(&base, &parsed.document)?;
        splicer.collect(&base, &plan);
        splicer.children(&base, &parsed.document, &plan)?;
        if let Some(error) = splicer.renderer.errors.into_iter().next() {
            return Err(error);
        }
        let all = Span::new(0, tree.source.len());
        let storage = splicer
            .patch
            .apply(tree.source, all)
            .ok_or_else(|| prove::failed("two changes meet in one place"))?;
        prove::check(&storage, &parsed.document)?;
        Ok(storage)
    }

    /// Remembers the bytes of everything that is not kept in place.
    fn collect(&mut self, base: &Block, plan: &Plan) {
        let mut kept = vec![false; base.children.len()];
        for (index, inner) in plan.steps.iter().flatten() {
            kept[*index] = true;
            if let Some(inner) = inner {
                self.collect(&base.children[*index], inner);
            }
        }
        for (child, kept) in base.children.iter().zip(kept) {
            if kept {
                self.remember_copies(child);
            } else {
                self.remember(child);
            }
        }
    }

    fn remember(&mut self, block: &Block) {
        let Some(origin) = block.origin else { return };
        if origin.node != 0 && !matches!(block.head, Head::Cell(_)) {
            let bytes = self.tree.slice(origin.outer).to_owned();
            self.renderer.moved.entry(block.hash()).or_default().insert(0, bytes);
        }
        for child in &block.children {
            self.remember(child);
        }
    }

    /// Macros that stay where they are may be copied by copying their text.
    fn remember_copies(&mut self, block: &Block) {
        if let (Head::Leaf { .. } | Head::Container { .. }, Some(origin)) = (&block.head, block.origin) {
            let bytes = macros::without_ids(self.tree.slice(origin.outer));
            self.renderer.copies.insert(block.hash(), bytes);
        }
        for child in &block.children {
            self.remember_copies(child);
        }
    }

    /// Writes the replacements for the children of a pair of blocks.
    fn children(&mut self, base: &Block, edited: &Block, plan: &Plan) -> Result<(), Refusal> {
        self.check_geometry(base, edited)?;
        self.learn_style(base);
        let mut kept = vec![false; base.children.len()];
        for (index, _) in plan.steps.iter().flatten() {
            kept[*index] = true;
        }
        let first_kept = plan.steps.iter().flatten().next().map(|(index, _)| *index);
        let mut at = first_kept
            .or((!base.children.is_empty()).then_some(0))
            .and_then(|index| base.children[index].origin)
            .map(|origin| origin.edge.start);
        let mut added = String::new();
        for (child, step) in edited.children.iter().zip(&plan.steps) {
            let Some((index, inner)) = step else {
                self.render_new(base, edited, child, &mut added);
                continue;
            };
            self.insert(base, at, std::mem::take(&mut added));
            let was = &base.children[*index];
            let Some(origin) = was.origin else { continue };
            at = Some(origin.edge.end);
            if let Some(inner) = inner {
                self.edit(was, child, origin, inner)?;
            }
        }
        self.insert(base, at, added);
        for (child, kept) in base.children.iter().zip(kept) {
            if let (Some(origin), false) = (child.origin, kept) {
                self.patch.delete(self.with_gap(origin));
            }
        }
        Ok(())
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
        if text.is_empty() {
            return;
        }
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

    /// Cells of rich tables and columns of layouts cannot come or go.
    fn check_geometry(&self, base: &Block, edited: &Block) -> Result<(), Refusal> {
        let Head::Container { name, .. } = &base.head else { return Ok(()) };
        if !matches!(name.as_str(), "table" | "columns") {
            return Ok(());
        }
        let heads = |block: &Block| block.children.iter().map(|child| child.head.clone()).collect::<Vec<_>>();
        if heads(base) == heads(edited) {
            return Ok(());
        }
        let what = if name == "table" { "the cells of this table" } else { "the columns of this layout" };
        Err(Refusal {
            line: edited.line.max(1),
            reason: format!(
                "{what} cannot be added, removed or reordered here; edit the storage format instead"
            ),
        })
    }

    /// Writes the replacements for one block that was edited.
    fn edit(&mut self, was: &Block, is: &Block, origin: Origin, plan: &Plan) -> Result<(), Refusal> {
        if was.is_unreadable() {
            return Err(Refusal {
                line: is.line.max(1),
                reason: "this block cannot be edited as Markdown; edit the storage format instead".to_owned(),
            });
        }
        match (&was.head, &is.head) {
            (Head::Heading(old), Head::Heading(new)) if old != new => {
                self.retag(origin.node, &format!("h{new}"))
            }
            (Head::Code { info: old_info, text: old_text }, Head::Code { info, text }) => {
                return self.edit_code(origin, (old_info, old_text), (info, text), is.line);
            }
            (Head::List { start: Some(old), .. }, Head::List { start: Some(new), .. }) if old != new => {
                self.patch.set_attribute(self.tree, origin.node, "start", &new.to_string())
            }
            (Head::Item(Some(old)), Head::Item(Some(new))) if old != new => {
                self.tick(origin.node, *new, is.line)?
            }
            (Head::Cell(old), Head::Cell(new)) if old != new => {
                table::set_align(self.tree, origin.node, *new, &mut self.patch);
            }
            (Head::Panel { title: old, .. }, Head::Panel { title: new, .. }) if old != new => {
                macros::set_parameters(
                    self.tree,
                    origin.node,
                    &[("title".to_owned(), old.clone())],
                    &[("title".to_owned(), new.clone())],
                    &mut self.patch,
                );
            }
            (Head::Container { attributes: old, .. }, Head::Container { attributes: new, .. })
            | (Head::Leaf { attributes: old, .. }, Head::Leaf { attributes: new, .. })
                if old != new =>
            {
                self.edit_attributes(origin.node, old, new, is.line)?;
            }
            _ => {}
        }
        if was.is_leaf() {
            return self.edit_text(was, is, origin);
        }
        self.children(was, is, plan)
    }

    fn edit_text(&mut self, was: &Block, is: &Block, origin: Origin) -> Result<(), Refusal> {
        if key(&was.pieces) == key(&is.pieces) {
            return Ok(());
        }
        if was.pieces.is_empty() {
            let mut text = String::new();
            self.renderer.pieces(&is.pieces, &mut text);
            self.patch.fill(self.tree, origin.body, &text);
            return Ok(());
        }
        let patch = words::edit(self.tree.source, &was.pieces, &is.pieces, origin.inner, &mut self.renderer);
        if patch.apply(self.tree.source, origin.inner).is_some_and(|text| prove::says(&text, &is.pieces)) {
            self.patch.append(patch);
            return Ok(());
        }
        let mut text = String::new();
        self.renderer.pieces(&is.pieces, &mut text);
        if !prove::says(&text, &is.pieces) {
            return Err(Refusal {
                line: is.line.max(1),
                reason: "this text cannot be saved as it is typed".to_owned(),
            });
        }
        self.patch.replace(origin.inner, text);
        Ok(())
    }

    fn retag(&mut self, id: NodeId, name: &str) {
        let node = self.tree.node(id);
        self.patch.replace(node.name, name);
        if !node.self_closing {
            let start = node.inner.end + 2;
            self.patch.replace(Span { start, end: start + (node.name.end - node.name.start) }, name);
        }
    }

    fn tick(&mut self, id: NodeId, done: bool, line: usize) -> Result<(), Refusal> {
        let status = task::status(self.tree, id).map(|status| self.tree.node(status));
        let status =
            status.ok_or_else(|| Refusal { line, reason: "this task has no status to change".to_owned() })?;
        self.patch.replace(status.inner, task::status_text(done));
        Ok(())
    }

    fn edit_code(
        &mut self,
        origin: Origin,
        old: (&str, &str),
        new: (&str, &str),
        line: usize,
    ) -> Result<(), Refusal> {
        if old.0 != new.0 {
            if !macros::is_macro(self.tree.name(origin.node))
                || code::macro_name(old.0) != code::macro_name(new.0)
            {
                return Err(Refusal {
                    line,
                    reason: "the kind of this block cannot be changed here".to_owned(),
                });
            }
            macros::set_parameters(
                self.tree,
                origin.node,
                &code::parameters(old.0),
                &code::parameters(new.0),
                &mut self.patch,
            );
        }
        if old.1 == new.1 {
            return Ok(());
        }
        if !code::is_plain(self.tree, origin.body) {
            return Err(Refusal {
                line,
                reason:
                    "this block holds formatting that Markdown cannot keep; edit the storage format instead"
                        .to_owned(),
            });
        }
        let text = code::render_body(self.tree, origin.body, new.1);
        if origin.inner.is_empty() {
            self.patch.fill(self.tree, origin.body, &text);
        } else {
            self.patch.replace(origin.inner, text);
        }
        Ok(())
    }

    fn edit_attributes(&mut self, id: NodeId, old: &str, new: &str, line: usize) -> Result<(), Refusal> {
        let strip = |text: &str| text.split_once('#').map_or(text, |(before, _)| before).to_owned();
        let read = |text: &str| attributes::read(text).or_else(|| attributes::read(&strip(text)));
        match (read(old), read(new)) {
            (Some(old), Some(new)) if macros::is_macro(self.tree.name(id)) => {
                macros::set_parameters(self.tree, id, &old, &new, &mut self.patch);
                Ok(())
            }
            _ => Err(Refusal {
                line: line.max(1),
                reason: "the attributes of this block cannot be changed here".to_owned(),
            }),
        }
    }
}

/// Plans a pair of blocks from the top down.
fn plan(base: &Block, edited: &Block) -> Result<Plan, Refusal> {
    let is_row = matches!(base.head, Head::Row) && base.children.len() == edited.children.len();
    let is_fixed = matches!(&base.head, Head::Container { name, .. } if name == "table" || name == "columns");
    let pairs = if is_row || (is_fixed && base.children.len() == edited.children.len()) {
        (0..edited.children.len()).map(Some).collect()
    } else {
        align(&base.children, &edited.children)
    };
    let mut steps = Vec::with_capacity(pairs.len());
    for (child, pair) in edited.children.iter().zip(pairs) {
        let Some(index) = pair else {
            steps.push(None);
            continue;
        };
        let was = &base.children[index];
        let inner = if was.hash() == child.hash() { None } else { Some(plan(was, child)?) };
        steps.push(Some((index, inner)));
    }
    Ok(Plan { steps })
}

fn collect_atoms(block: &Block, tree: &Tree<'_>, out: &mut HashMap<String, String>) {
    for piece in &block.pieces {
        if let PieceKind::Atom(spelling) = &piece.kind {
            out.entry(spelling.clone()).or_insert_with(|| tree.slice(piece.span).to_owned());
        }
    }
    for child in &block.children {
        collect_atoms(child, tree, out);
    }
}

/// Placeholders that are none, because nothing of that name is known or can be made, are text.
pub(crate) fn settle_atoms(block: &mut Block, is_known: &dyn Fn(&str) -> bool) {
    let is_text = |kind: &PieceKind| matches!(kind, PieceKind::Atom(spelling) if !is_known(spelling) && render_atom(spelling).is_none());
    if block.pieces.iter().any(|piece| is_text(&piece.kind)) {
        let mut pieces = Vec::new();
        for piece in std::mem::take(&mut block.pieces) {
            match &piece.kind {
                PieceKind::Atom(spelling) if is_text(&piece.kind) => push_plain(spelling, &mut pieces),
                _ => pieces.push(piece),
            }
        }
        block.pieces = pieces;
    }
    for child in &mut block.children {
        settle_atoms(child, is_known);
    }
}

fn surplus(base: &Block, edited: &Block) -> HashMap<String, usize> {
    let (mut before, mut after) = (HashMap::new(), HashMap::new());
    count_atoms(base, &mut before);
    count_atoms(edited, &mut after);
    after
        .into_iter()
        .map(|(spelling, count)| {
            let was = before.get(&spelling).copied().unwrap_or(0);
            (spelling, count.saturating_sub(was))
        })
        .collect()
}

fn count_atoms(block: &Block, out: &mut HashMap<String, usize>) {
    for piece in &block.pieces {
        if let PieceKind::Atom(spelling) = &piece.kind {
            *out.entry(spelling.clone()).or_default() += 1;
        }
    }
    for child in &block.children {
        count_atoms(child, out);
    }
}

/// Renders Markdown that has no base.
pub(crate) fn render(markdown: &str) -> (String, Vec<String>) {
    let mut parsed = parse::parse(markdown);
    settle_atoms(&mut parsed.document, &|_| false);
    parsed.document.seal();
    let mut renderer = Renderer { next_task: 1, ..Renderer::default() };
    let mut storage = String::new();
    renderer.blocks(&parsed.document.children, &mut storage);
    let mut warnings = parsed.warnings;
    warnings.extend(
        parsed.errors.iter().chain(&renderer.errors).map(|refusal| format!("{refusal}; kept as text")),
    );
    (storage, warnings)
}
