//! What the wiki computes, drawn where its macro stands: in a box that names the source, or as a labelled box
//! with the macro's parameters while nobody has answered.

use super::super::block::Run;
use super::super::directive::Call;
use super::super::line::{Line, safe};
use super::super::style::{Role, Style};
use super::blocks::unknown;
use super::boxed::{self, Frame};
use super::prose::prose;
use super::{Context, Folds, drawn, sequence};

/// Draws the answer number `at`.
pub(super) fn dynamic(context: Context<'_>, at: usize, call: &Call, line: u32) -> Vec<Line> {
    let Some(answer) = context.document.results.get(at) else { return unknown(context, call, line) };
    let document = &*answer.document;
    let frame = Frame {
        role: Role::Frame,
        label: vec![drawn(safe(&answer.label), Role::Label)],
        title: Vec::new(),
        line,
    };
    let inner = |inner: Context<'_>| {
        // Its lines are those of another text: here they all stand where the macro stands.
        let inner = Context { document, folds: &Folds::AllOpen, pictures: &super::NO_PICTURES, ..inner };
        let mut lines = sequence(inner, &document.blocks);
        if lines.is_empty() {
            let text = "nothing is written there".to_owned();
            lines = prose(inner, &[Run { text, style: Style::of(Role::Faint), target: None }], line);
        }
        for laid in &mut lines {
            laid.source = line;
            for span in &mut laid.spans {
                span.target = span.target.map(|target| target + answer.first_target);
            }
        }
        lines
    };
    boxed::draw(context, frame, inner)
}
