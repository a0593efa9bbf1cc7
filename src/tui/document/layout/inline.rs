//! What the wiki computes in a line of text: words stand in their place, anything more stands below the paragraph.

use super::super::block::{BlockKind, Run};
use super::super::directive::Call;
use super::super::dynamic::Resolved;
use super::super::line::Line;
use super::super::style::Role;
use super::prose::prose;
use super::{Context, blocks, dynamic};
use std::borrow::Cow;

/// What became of a macro in a line.
enum Answer<'a> {
    /// Words.
    Words(&'a Resolved, &'a [Run]),
    /// More than that: the number of the answer, none for a table of contents.
    Below(Option<usize>),
}

fn answer<'a>(context: Context<'a>, run: &Run) -> Option<Answer<'a>> {
    if run.style.role != Role::Macro {
        return None;
    }
    let (_, number) = context.document.inline.iter().find(|(spelling, _)| *spelling == run.text)?;
    let Some(number) = *number else { return Some(Answer::Below(None)) };
    let resolved = context.document.results.get(number)?;
    match resolved.document.blocks.as_slice() {
        [only] => match &only.kind {
            BlockKind::Paragraph(runs) => Some(Answer::Words(resolved, runs)),
            _ => Some(Answer::Below(Some(number))),
        },
        _ => Some(Answer::Below(Some(number))),
    }
}

/// Puts words in the place of their macros.
pub(super) fn answered<'a>(context: Context<'_>, runs: &'a [Run]) -> Cow<'a, [Run]> {
    if context.document.inline.is_empty() || !runs.iter().any(|run| answer(context, run).is_some()) {
        return Cow::Borrowed(runs);
    }
    let mut out: Vec<Run> = Vec::new();
    for run in runs {
        match answer(context, run) {
            None => out.push(run.clone()),
            Some(Answer::Words(resolved, words)) => out.extend(words.iter().cloned().map(|mut word| {
                word.target = word.target.map(|target| target + resolved.first_target);
                word
            })),
            Some(Answer::Below(_)) => {
                let name = Call::inline(&run.text).map_or_else(|| run.text.clone(), |call| call.name);
                out.push(Run { text: format!("{} {name}", context.glyphs.open), ..run.clone() });
            }
        }
    }
    Cow::Owned(out)
}

/// A paragraph, and below it what its macros show.
pub(super) fn paragraph(context: Context<'_>, runs: &[Run], line: u32) -> Vec<Line> {
    let below: Vec<(&Run, Option<usize>)> = runs
        .iter()
        .filter_map(|run| match answer(context, run)? {
            Answer::Below(number) => Some((run, number)),
            Answer::Words(..) => None,
        })
        .collect();
    let is_shown_below = |run: &Run| below.iter().any(|(other, _)| std::ptr::eq(*other, run));
    let has_words = runs.iter().any(|run| !run.text.trim().is_empty() && !is_shown_below(run));
    let mut lines = if has_words || below.is_empty() { prose(context, runs, line) } else { Vec::new() };
    for (run, number) in below {
        let Some(call) = Call::inline(&run.text) else { continue };
        lines.extend(match number {
            Some(number) => dynamic::dynamic(context, number, &call, line),
            None => blocks::contents(context, &call, line),
        });
    }
    lines
}
