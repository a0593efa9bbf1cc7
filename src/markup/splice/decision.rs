//! The plan of a save as sentences would tell it: what is kept, edited, moved, copied, new and deleted.

use super::plan::{BlockId, Fate, Plan};

/// What happens to a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Its bytes stay as they are.
    Keep,
    /// It stays where it is and changes inside.
    Edit,
    /// Its bytes go to another place.
    Move,
    /// A second one of a block that is there, without its ids.
    Copy,
    /// It is written from what was typed.
    New,
    /// Its bytes go.
    Delete,
}

/// What happens to one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What happens.
    pub act: Act,
    /// What it is, in a word or two: "paragraph", "jira macro".
    pub kind: String,
    /// Its line in the edited text, from 1; `None` when it is deleted.
    pub line: Option<usize>,
    /// Its line in the projection of the base, from 1; `None` when it is new.
    pub base_line: Option<usize>,
    /// How many blocks it stands in.
    pub depth: usize,
}

/// All decisions in the order of the edited text; what is deleted comes where it stood.
pub(crate) fn decisions(plan: &Plan<'_>) -> Vec<Decision> {
    let mut gone = vec![false; plan.base.len()];
    plan.deleted().into_iter().for_each(|id| gone[id] = true);
    let mut out = Vec::new();
    push_children(plan, 0, 0, 0, &gone, &mut out);
    out
}

fn push_children(
    plan: &Plan<'_>,
    was: BlockId,
    is: BlockId,
    depth: usize,
    gone: &[bool],
    out: &mut Vec<Decision>,
) {
    let mut old = plan.base.children(was).peekable();
    for is in plan.edited.children(is) {
        if let Fate::Keep(was) | Fate::Edit(was) = plan.fates[is] {
            while let Some(other) = old.next_if(|other| *other < was) {
                push_deleted(plan, other, depth, gone, out);
            }
            old.next_if_eq(&was);
        }
        push(plan, is, depth, gone, out);
    }
    old.for_each(|other| push_deleted(plan, other, depth, gone, out));
}

fn push(plan: &Plan<'_>, is: BlockId, depth: usize, gone: &[bool], out: &mut Vec<Decision>) {
    let (act, was) = match plan.fates[is] {
        Fate::Keep(was) => (Act::Keep, Some(was)),
        Fate::Edit(was) => (Act::Edit, Some(was)),
        Fate::Move(was) => (Act::Move, Some(was)),
        Fate::Copy(was) => (Act::Copy, Some(was)),
        Fate::New => (Act::New, None),
        Fate::Within => return,
    };
    let block = plan.edited.block(is);
    out.push(Decision {
        act,
        kind: block.name(),
        line: Some(block.line.max(1)),
        base_line: was.map(|was| plan.base.block(was).line.max(1)),
        depth,
    });
    match (act, was) {
        (Act::Edit, Some(was)) => push_children(plan, was, is, depth + 1, gone, out),
        (Act::New, _) => {
            for child in plan.edited.children(is) {
                push(plan, child, depth + 1, gone, out);
            }
        }
        _ => {}
    }
}

fn push_deleted(plan: &Plan<'_>, id: BlockId, depth: usize, gone: &[bool], out: &mut Vec<Decision>) {
    if !gone[id] {
        return;
    }
    let block = plan.base.block(id);
    out.push(Decision {
        act: Act::Delete,
        kind: block.name(),
        line: None,
        base_line: Some(block.line.max(1)),
        depth,
    });
}

#[cfg(test)]
mod tests {
    use super::Act;
    use crate::markup::{Splice, explain};

    const TOC: &str = "<ac:structured-macro ac:name=\"toc\" ac:macro-id=\"1\"/>";

    /// The acts on the outermost blocks with the lines they name.
    fn acts(base: &str, edited: &str) -> Vec<(Act, String, Option<usize>, Option<usize>)> {
        let decisions = explain(base, edited).decisions.into_iter();
        decisions
            .filter(|decision| decision.depth == 0)
            .map(|decision| (decision.act, decision.kind, decision.line, decision.base_line))
            .collect()
    }

    #[test]
    fn every_block_has_its_decision() {
        let base = format!("<p>a one</p>{TOC}<p>b</p><h1>c</h1>");
        let edited = "a two\n\nb\n\n::toc\n\n::toc\n\nnew\n";
        assert_eq!(
            acts(&base, edited),
            [
                (Act::Edit, "paragraph".to_owned(), Some(1), Some(1)),
                (Act::Keep, "paragraph".to_owned(), Some(3), Some(5)),
                (Act::Move, "toc macro".to_owned(), Some(5), Some(3)),
                (Act::Copy, "toc macro".to_owned(), Some(7), Some(3)),
                (Act::New, "paragraph".to_owned(), Some(9), None),
                (Act::Delete, "heading".to_owned(), None, Some(7)),
            ]
        );
        assert_eq!(acts(&base, "a one\n\n::toc\n\nb\n\n# c\n"), []);
    }

    #[test]
    fn what_is_in_an_edited_block_is_one_deeper() {
        let base = "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>";
        let decisions = explain(base, "- a\n  - B\n- c\n").decisions;
        let found: Vec<_> = decisions.iter().map(|one| (one.act, one.kind.as_str(), one.depth)).collect();
        let expected = [
            (Act::Edit, "list", 0),
            (Act::Edit, "list item", 1),
            (Act::Keep, "paragraph", 2),
            (Act::Edit, "list", 2),
            (Act::Edit, "list item", 3),
            (Act::Edit, "paragraph", 4),
            (Act::Keep, "list item", 1),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_refusal_still_says_what_was_decided() {
        let table = "<p>a</p><table><tr><td colspan=\"2\">x</td></tr></table>";
        let explained = explain(table, "b\n\n:::table\n::cell{A1}\n\nx\n\n::cell{B1}\n\ny\n:::\n");
        assert!(matches!(explained.splice, Splice::Refused(_)));
        assert_eq!(explained.decisions.first().map(|one| one.act), Some(Act::Edit));
    }
}
