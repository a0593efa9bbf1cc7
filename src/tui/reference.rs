//! The keys as a page of Markdown: `docs/keys.md` is this text.

use super::action::Context;
use super::keymap::Keymap;
use std::fmt::Write as _;

/// Returns every key of a keymap, by where it counts.
pub fn keys(keymap: &Keymap) -> String {
    let mut text = String::from(
        "# Keys\n\nDrawn from `assets/keys.toml` and the table in `src/tui/action.rs` by a test; do not edit by hand.\n\
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
    text
}

/// A key as inline code in a table.
fn code(key: &str) -> String {
    match key {
        "`" => "`` ` ``".to_owned(),
        key => format!("`{}`", key.replace('|', "\\|")),
    }
}
