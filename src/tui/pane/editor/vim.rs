//! The keys of vim on the screen: which keys are theirs, what they ask of the page, and the line under the text.
//!
//! What they do to the text is the widget's (`widget/editor/vim`).

use super::{Editor, say_bad};
use crate::tui::action::Action;
use crate::tui::chord::typed;
use crate::tui::effect::{Effect, Notice};
use crate::tui::theme::Theme;
use crate::tui::widget::editor::vim::{Ask, Vim, keys};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Keys with Ctrl that mean something outside of insert mode, whatever the key table says. Not Ctrl-N: it begins
/// the commands about blocks and tables, which vim has no keys for.
const CONTROLS: &str = "rvdufbeyph";

/// Returns a key as vim's state machine takes it.
fn letter(key: KeyEvent) -> Option<char> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    if key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER) {
        return None;
    }
    Some(match key.code {
        KeyCode::Char(letter) if control && letter.is_ascii_alphabetic() => keys::control(letter),
        KeyCode::Char(letter) if !control => letter,
        _ if control || key.modifiers.contains(KeyModifiers::SHIFT) && key.code != KeyCode::BackTab => {
            return None;
        }
        KeyCode::Enter => keys::ENTER,
        KeyCode::Esc => keys::ESCAPE,
        KeyCode::Tab => keys::TAB,
        KeyCode::BackTab => keys::BACK_TAB,
        KeyCode::Backspace => keys::BACKSPACE,
        KeyCode::Delete => keys::DELETE,
        KeyCode::Left => keys::LEFT,
        KeyCode::Right => keys::RIGHT,
        KeyCode::Up => keys::UP,
        KeyCode::Down => keys::DOWN,
        KeyCode::Home => keys::HOME,
        KeyCode::End => keys::END,
        _ => return None,
    })
}

/// Tells whether a key is vim's before any key table is asked.
pub(super) fn claims(vim: &Vim, key: &KeyEvent) -> bool {
    let KeyCode::Char(letter) = key.code else { return false };
    let control = key.modifiers == KeyModifiers::CONTROL;
    if vim.is_inserting() { control && letter == 'r' } else { control && CONTROLS.contains(letter) }
}

impl Editor {
    /// Gives a key to vim; `None` when it has no use for it.
    pub(super) fn vim_key(&mut self, key: KeyEvent, world: &World) -> Option<Vec<Effect>> {
        let vim = self.vim.as_mut()?;
        let letter = letter(key)?;
        let answer = vim.key(letter, &mut self.text, world.now);
        let inserting = vim.is_inserting();
        if answer.passed {
            return None;
        }
        let mut effects = self.flush(world);
        effects.extend(answer.copied.map(Effect::Copy));
        effects.extend(answer.says.map(|words| Effect::Say(Notice::plain(words))));
        effects.extend(match answer.asks {
            Some(Ask::Reload) => self.reload(world),
            asks => asks.and_then(ask).into_iter().collect(),
        });
        self.completion = None;
        if inserting && (typed(&key).is_some() || letter == keys::BACKSPACE) {
            effects.extend(self.offer(world));
        }
        Some(effects)
    }

    /// Takes Esc and its twins; `None` without vim.
    pub(super) fn vim_escape(&mut self, world: &World) -> Option<Vec<Effect>> {
        let vim = self.vim.as_mut()?;
        self.completion = None;
        if vim.is_busy() || vim.recording().is_some() {
            vim.key(keys::ESCAPE, &mut self.text, world.now);
            return Some(self.flush(world));
        }
        // Hands that know vim press Esc more often than they mean it.
        Some(vec![Effect::Say(Notice::plain(":q leaves, the draft is kept; :w saves"))])
    }
}

/// Returns what a command line asks of the page; nothing of what the editor does by itself.
fn ask(ask: Ask) -> Option<Effect> {
    Some(match ask {
        Ask::Reload => return None,
        Ask::Save => Effect::Act(Action::Save),
        Ask::SaveClose => Effect::Act(Action::SaveClose),
        Ask::Close => Effect::Act(Action::Close),
        Ask::Discard => Effect::Act(Action::Discard),
        Ask::Find => Effect::Act(Action::Find),
        Ask::EditStorage => Effect::Act(Action::EditStorage),
        Ask::Palette(words) if words.is_empty() => Effect::Act(Action::Palette),
        Ask::Palette(words) => say_bad(&format!("`:{words}` is no command of the editor")),
    })
}

/// Tells whether there is a line to draw under the text.
pub(super) fn has_line(vim: &Vim) -> bool {
    vim.prompt().is_some() || vim.is_asking()
}

/// Draws the line under the text: what is typed after `:` or `/`, or a question.
pub(super) fn draw(vim: &Vim, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
    frame.buffer_mut().set_style(area, theme.text);
    if vim.is_asking() {
        let keys = [
            ("y", " replace  "),
            ("n", " not this  "),
            ("a", " all  "),
            ("l", " this and end  "),
            ("q", " end"),
        ];
        let spans =
            keys.into_iter().flat_map(|(key, words)| [Span::styled(key, theme.key), Span::raw(words)]);
        frame.render_widget(Line::from_iter(spans), area);
        return;
    }
    let Some(prompt) = vim.prompt() else { return };
    // The end of the line is what is being typed: it stays in view.
    let text = crate::domain::SafeText::line(&prompt.text).into_string();
    let mut shown = text.as_str();
    while Span::raw(shown).width() + 2 > usize::from(area.width) {
        let first = shown.chars().next().map_or(0, char::len_utf8);
        shown = &shown[first..];
    }
    let line = Line::from(vec![Span::styled(prompt.sign.to_string(), theme.accent), Span::raw(shown)]);
    let column = area.x + line.width() as u16;
    frame.render_widget(line, area);
    frame.set_cursor_position((column.min(area.right().saturating_sub(1)), area.y));
}

/// Returns what the footer tells of keys that wait for more, and of a macro that is recorded.
pub(super) fn pending(vim: &Vim) -> String {
    match vim.recording() {
        Some(name) => format!("recording @{name}  {}", vim.pending()).trim_end().to_owned(),
        None => vim.pending(),
    }
}
