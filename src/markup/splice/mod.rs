//! Saving: what was edited between two projections becomes replacements in the stored bytes.
//!
//! `plan` decides what becomes of every block, `apply` writes the replacements, `leaf` those inside one
//! block. The result is proved before anybody sees it (`prove`).

mod apply;
mod atoms;
mod decision;
mod leaf;
mod number;
mod plan;

use super::construct::{Renderer, extension, layout, page};
use super::markdown::parse::{self, Remark};
use super::model::Block;
use super::projection::Projected;
use super::storage::Tree;
use super::{Refusal, Splice, prove};

pub use decision::{Act, Decision};
use plan::Plan;

/// What a save does, block by block, and what comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happens to each block, in the order of the edited text; empty when nothing was edited or the
    /// text cannot be read.
    pub decisions: Vec<Decision>,
    /// The outcome.
    pub splice: Splice,
}

/// Applies an edit. `edited` is compared with the projection of `base`.
pub(crate) fn splice(base: &str, edited: &str) -> Splice {
    explain(base, edited).splice
}

/// Applies an edit and says what becomes of each block.
pub(crate) fn explain(base: &str, edited: &str) -> Explanation {
    let mut decisions = Vec::new();
    let splice = match run(base, edited, &mut decisions) {
        Ok(splice) => splice,
        Err(refusal) => Splice::Refused(refusal),
    };
    Explanation { decisions, splice }
}

fn run(base: &str, edited: &str, decisions: &mut Vec<Decision>) -> Result<Splice, Refusal> {
    let tree = Tree::parse(base).map_err(|reason| Refusal { line: 1, reason })?;
    let projected = Projected::new(&tree);
    let edited = unify(edited);
    if edited.trim_end_matches('\n') == projected.markdown.trim_end_matches('\n') {
        return Ok(Splice::Unchanged);
    }
    let shown = projected.markdown.clone();
    let base_document = projected.read_back()?;
    let (mut document, warnings) = read(&edited, &shown, &base_document)?;
    if plan::has_numbers(&document) {
        let starts = Plan::new(&base_document, &document).renumbered();
        plan::set_starts(&mut document, &starts);
        document.seal();
    }
    if document.hash() == base_document.hash() {
        return unchanged(warnings);
    }
    let plan = Plan::new(&base_document, &document);
    *decisions = decision::decisions(&plan);
    plan.check()?;
    let storage = layout::settle(&tree, apply::apply(&tree, &plan)?);
    let storage = extension::refresh_fallbacks(&tree, storage);
    let after = prove::check(&storage, &document)?;
    prove::check_kept(&tree, &plan.kept(), &storage)?;
    prove::check_ids(&tree, &after)?;
    if storage == base {
        return unchanged(warnings);
    }
    let removes = prove::removed(&tree, &after);
    Ok(Splice::Changed { storage, removes, warnings: warnings.iter().map(Remark::to_string).collect() })
}

/// Nothing to save; where all that was typed has no storage form, the draft must not go with it.
fn unchanged(warnings: Vec<Remark>) -> Result<Splice, Refusal> {
    match warnings.into_iter().next() {
        None => Ok(Splice::Unchanged),
        Some(Remark { line, text }) => {
            Err(Refusal { line, reason: format!("{text}, and nothing else was edited") })
        }
    }
}

fn unify(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// Reads an edit and what of it cannot be kept; placeholders that neither the base has nor anybody can make
/// are text.
fn read(edited: &str, shown: &str, base: &Block) -> Result<(Block, Vec<Remark>), Refusal> {
    let mut parsed = number::parse(edited, shown, base)?;
    if let Some(error) = parsed.errors.into_iter().next() {
        return Err(error);
    }
    if atoms::settle_beside(&mut parsed.document, base) {
        parsed.document.seal();
    }
    Ok((parsed.document, new_warnings(parsed.warnings, shown)))
}

/// What is warned of and was not in the text before.
fn new_warnings(warnings: Vec<Remark>, shown: &str) -> Vec<Remark> {
    if warnings.is_empty() {
        return warnings;
    }
    let mut known: Vec<String> = parse::parse(shown).warnings.into_iter().map(|remark| remark.text).collect();
    let mut is_new = |remark: &Remark| match known.iter().position(|text| *text == remark.text) {
        Some(at) => {
            known.swap_remove(at);
            false
        }
        None => true,
    };
    warnings.into_iter().filter(|remark| is_new(remark)).collect()
}

/// Renders Markdown that has no base.
pub(crate) fn render(markdown: &str) -> (String, Vec<String>) {
    let mut parsed = parse::parse(markdown);
    if atoms::settle(&mut parsed.document, &|_| false) {
        parsed.document.seal();
    }
    let mut renderer = Renderer { next_task: 1, ..Renderer::default() };
    let mut storage = String::new();
    page::push(&mut renderer, &parsed.document.children, &mut storage);
    let mut warnings: Vec<String> = parsed.warnings.iter().map(Remark::to_string).collect();
    warnings.extend(
        parsed.errors.iter().chain(&renderer.errors).map(|refusal| format!("{refusal}; kept as text")),
    );
    (storage, warnings)
}
