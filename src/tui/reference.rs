//! The keys as a page of Markdown: `docs/keys.md` is this text.

use super::action::Context;
use super::keymap::Keymap;
use std::fmt::Write as _;

/// Returns every key of a keymap, by where it counts.
pub fn keys(keymap: &Keymap) -> String {
    let mut text = String::from(
        "# Keys\n\nDrawn from `assets/keys.toml` and the table in `src/tui/action` by a test; do not edit by hand.\n\
         Put your own over them in `keys.toml` of the configuration folder (`tildr config path`), for example\n\n\
         ```toml\n[browse]\n\"g n\" = \"add\"\nq = \"none\"\n```\n",
    );
    for context in Context::ALL {
        let own: Vec<_> =
            keymap.bindings(context).iter().filter(|binding| binding.context == context).collect();
        if own.is_empty() {
            continue;
        }
        let _ = write!(text, "\n## {} (`{}`)\n\n", context.title(), context.name());
        if let Some(parent) = context.parent() {
            let _ = write!(text, "With the keys of `{}`.\n\n", parent.name());
        }
        text.push_str("| key | action | what it does |\n| --- | --- | --- |\n");
        let mut actions: Vec<_> = own.iter().map(|binding| binding.action).collect();
        actions.sort_unstable();
        actions.dedup();
        for action in actions {
            let keys = keymap.ways(context, action);
            let keys: Vec<String> = keys.iter().map(|key| code(key)).collect();
            let about = action.about();
            let _ = writeln!(text, "| {} | `{}` | {} |", keys.join(" "), about.name, about.help);
        }
    }
    text + &mouse()
}

/// What the mouse does.
const MOUSE: &[(&str, &str)] = &[
    ("wheel", "scrolls what is under it: a list, the page, the editor, whatever lies on top"),
    ("click on a space or page", "opens it"),
    ("click on the sign before a title", "opens or closes the branch"),
    ("click in the page", "follows the link, ticks the task, folds or unfolds the part"),
    ("click in the editor", "puts the cursor there; dragging selects"),
    ("click on a row of a list on top", "selects it; on the selected row it does what Enter does"),
    (
        "click on a key that is named",
        "presses it: in the footer, at the foot of a box, in the list of keys that may follow",
    ),
    ("click on `synced`, `^2`, `*1`, `!1`", "syncs, shows the outbox, the drafts, the conflict"),
    ("drag the line between panes", "gives one more room; a double click gives all their usual share"),
    ("double click on the upper border of a pane", "gives it the whole screen, and back"),
    (
        "`%`",
        "gives the mouse back to the terminal, to select text with it, or takes it again; most terminals select with \
         Shift held, too",
    ),
];

fn mouse() -> String {
    let mut text = String::from(
        "\n## The mouse\n\nEverything can be done without it. `mouse = false` in the settings leaves it to the \
         terminal.\n\n| do | and it |\n| --- | --- |\n",
    );
    for (what, does) in MOUSE {
        let _ = writeln!(text, "| {what} | {does} |");
    }
    text
}

/// A key as inline code in a table.
fn code(key: &str) -> String {
    match key {
        "`" => "`` ` ``".to_owned(),
        key => format!("`{}`", key.replace('|', "\\|")),
    }
}
