//! A save on its way, step by step, and what is typed meanwhile.

use super::*;
use crate::tui::effect::Intent;
use crate::tui::outcome::{Manuscript, Outcome};

/// An editor with a letter typed whose save is noted as an operation, and what is to be worked out of it.
fn saving(world: &World) -> (Editor, OpId, Box<Manuscript>) {
    let mut editor = editor("one");
    press(&mut editor, world, "a");
    editor.on_kept(None, world);
    assert_eq!(press(&mut editor, world, "f2"), [Effect::BeginSave(PageId::new("7"), Form::Markdown)]);
    let op = OpId::fresh();
    let mut effects = editor.on_save_begun(Some(op));
    let Some(Effect::WorkOut(manuscript)) = effects.pop() else { panic!("{effects:?}") };
    (editor, op, manuscript)
}

/// What is worked out is told to the editor; returns what is committed of it.
fn committed(editor: &mut Editor, op: OpId, manuscript: &Manuscript, world: &World) -> Entry {
    assert!(editor.waits_for(&PageId::new("7"), Some(op)));
    let mut effects = editor.on_worked_out(Outcome::of(manuscript), world);
    let Some(Effect::FinishSave { op: Some(of), edit, .. }) = effects.pop() else { panic!("{effects:?}") };
    let Intent::Edit { page, base_version, base, storage, message } = *edit else { panic!("{edit:?}") };
    let change = Change::Edit { page, base_version, base, storage, message };
    Entry { op: of, at: at(0), change, group: None }
}

#[test]
fn f3_a_save_goes_through_its_steps_and_the_editor_ends_with_the_last() {
    let world = world();
    let (mut editor, op, manuscript) = saving(&world);
    assert_eq!((manuscript.text.as_str(), manuscript.op), ("aone\n", Some(op)));
    assert_eq!(state(&editor, &world), "saving…");
    assert_eq!(press(&mut editor, &world, "f2 right"), [], "it is on its way, and keys are answered");
    let entry = committed(&mut editor, op, &manuscript, &world);
    assert_eq!(entry.op, op);
    // Nothing is over before it is durable.
    assert_eq!(editor.on_committed(&[]), []);
    assert_eq!(editor.on_saved(&entry, false, &world), []);
    assert_eq!(state(&editor, &world), "");
    assert_eq!(editor.on_committed(&[entry]), [Effect::EndEdit]);
    // A short page is there at once.
    let (mut editor, op, manuscript) = saving(&world);
    let entry = committed(&mut editor, op, &manuscript, &world);
    assert_eq!(editor.on_saved(&entry, true, &world), [Effect::CloseEdit]);
}

#[test]
fn f3_what_is_typed_during_a_save_is_a_draft_of_what_was_saved() {
    let world = world();
    // Before it is worked out, before it is durable, and before it is shown.
    for moment in 0..3 {
        let (mut editor, op, manuscript) = saving(&world);
        let mut effects = Vec::new();
        if moment == 0 {
            press(&mut editor, &world, "b");
        }
        let entry = committed(&mut editor, op, &manuscript, &world);
        if moment == 1 {
            press(&mut editor, &world, "b");
        }
        effects.extend(editor.on_saved(&entry, false, &world));
        if moment == 2 {
            effects.extend(press(&mut editor, &world, "b"));
        }
        let Some(Effect::KeepDraft(draft)) = effects.first() else { panic!("{moment}: {effects:?}") };
        assert_eq!((draft.text.as_str(), draft.base.as_str()), ("abone\n", "<p>aone</p>"), "{moment}");
        assert_eq!(editor.on_committed(&[entry]), [], "{moment}");
        editor.on_kept(None, &world);
        assert_eq!(state(&editor, &world), "draft saved", "{moment}");
        assert_eq!(press(&mut editor, &world, "f2").len(), 1, "{moment}: it can be saved again");
    }
}

#[test]
fn f3_a_save_that_fails_or_is_refused_can_be_tried_again() {
    let world = world();
    let (mut editor, op, manuscript) = saving(&world);
    committed(&mut editor, op, &manuscript, &world);
    assert_eq!(editor.on_not_saved(), [Effect::GiveUpSave(op)]);
    assert_eq!(state(&editor, &world), "draft saved");
    let (mut editor, op, _) = saving(&world);
    let refused = Outcome::Refused { why: "a table has no end".into(), at: (1, 1) };
    let effects = editor.on_worked_out(refused, &world);
    assert!(matches!(effects[..], [Effect::GiveUpSave(of), Effect::Say(_)] if of == op), "{effects:?}");
    // What would be asked about is not while somebody types: the letters would answer.
    let (mut editor, op, _) = saving(&world);
    press(&mut editor, &world, "y");
    let loses = Outcome::Changed {
        storage: String::new(),
        removes: vec!["1 jira macro".to_owned()],
        warnings: Vec::new(),
    };
    assert!(loses.is_loss());
    let effects = editor.on_worked_out(loses, &world);
    assert!(matches!(effects[..], [Effect::GiveUpSave(of), Effect::Say(_)] if of == op), "{effects:?}");
}

#[test]
fn f3_an_editor_that_is_left_while_it_saves_leaves_the_save_alone() {
    let world = world();
    let (mut editor, op, _) = saving(&world);
    assert_eq!(press(&mut editor, &world, "esc"), [Effect::SyncJournal, Effect::EndEdit]);
    assert!(!editor.waits_for(&PageId::new("8"), Some(op)));
    assert!(!editor.waits_for(&PageId::new("7"), Some(OpId::fresh())));
}
