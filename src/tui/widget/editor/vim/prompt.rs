//! The line that is typed behind `:`, `/` and `?`, with those typed before.

use super::keys::{BACKSPACE, DOWN, ENTER, UP, control};
use super::{Mode, Vim};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;

/// A line that is typed: after `:`, `/` or `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// `:`, `/` or `?`.
    pub sign: char,
    /// What was typed.
    pub text: String,
    /// How many lines back among those typed before.
    pub(super) back: usize,
}

impl Vim {
    pub(super) fn prompt_key(&mut self, key: char, editor: &mut Editor, now: Timestamp) {
        let Some(prompt) = &mut self.prompt else { return };
        match key {
            ENTER => {
                let Some(Prompt { sign, text, .. }) = self.prompt.take() else { return };
                self.lines_before.push((sign, text.clone()));
                if sign == ':' && self.mode == Mode::Visual {
                    self.end_visual(editor);
                }
                self.read(Some(&text), editor, now);
            }
            BACKSPACE if prompt.text.is_empty() => {
                self.prompt = None;
                self.keys.clear();
            }
            BACKSPACE => {
                prompt.text.pop();
            }
            UP | DOWN => {
                let typed: Vec<&String> = self
                    .lines_before
                    .iter()
                    .rev()
                    .filter(|(sign, _)| (*sign == ':') == (prompt.sign == ':'))
                    .map(|(_, text)| text)
                    .collect();
                prompt.back = if key == UP {
                    (prompt.back + 1).min(typed.len())
                } else {
                    prompt.back.saturating_sub(1)
                };
                prompt.text = prompt.back.checked_sub(1).map_or_else(String::new, |back| typed[back].clone());
            }
            key if key == control('u') => prompt.text.clear(),
            key if key == control('w') => {
                let kept = prompt.text.trim_end().rfind(' ').map_or(0, |blank| blank + 1);
                prompt.text.truncate(kept);
            }
            key if (key as u32) < 32 && key != '\t' => {}
            key => prompt.text.push(key),
        }
    }

    /// Puts pasted text into the line that is typed; `false` when there is none.
    pub fn paste(&mut self, text: &str) -> bool {
        match &mut self.prompt {
            Some(prompt) => prompt.text.push_str(text.lines().next().unwrap_or_default()),
            None => return false,
        }
        true
    }
}
