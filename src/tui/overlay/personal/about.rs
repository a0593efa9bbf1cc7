//! Screen 1: name, address and start, and the home page as it will be.

use super::{Field, Personal, radio};
use crate::domain::SafeText;
use crate::tui::widget::input::Styles;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The column of the answers.
const INDENT: u16 = 10;

impl Personal {
    pub(super) fn draw_about(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let line = |y: u16| Rect { y: area.y + y, height: u16::from(y < area.height), ..area };
        let answer = |y: u16| {
            let line = line(y);
            Rect { x: line.x + INDENT, width: line.width.saturating_sub(INDENT), ..line }
        };
        let label = |text: &'static str, field: Option<Field>| {
            let here = field == Some(self.field);
            Span::styled(text, if here { theme.accent } else { theme.muted })
        };
        frame.render_widget(label("Name", Some(Field::Name)), line(0));
        frame.render_widget(label("Address", None), line(1));
        frame.render_widget(label("Start", Some(Field::Start)), line(2));
        let styles = Styles { text: theme.text, placeholder: theme.muted, token: theme.accent };
        match self.field {
            Field::Name => self.name.draw(frame, answer(0), styles),
            Field::Start => {
                self.name.draw_in(answer(0), frame.buffer_mut(), styles);
            }
        }
        frame.render_widget(self.address(world), answer(1));
        frame.render_widget(self.starts(answer(2).width, world), answer(2));
        let remark = match (self.flow.problem(), self.flow.remark()) {
            (Some(problem), _) => Line::styled(problem, theme.bad),
            (None, Some(remark)) => Line::styled(remark, theme.warning),
            (None, None) => Line::styled(self.summary(), theme.muted),
        };
        frame.render_widget(remark, answer(3));
        sheet::draw_rule(frame, line(4), theme);
        let shown = Rect { y: area.y + 5, height: area.height.saturating_sub(5), ..area };
        self.draw_preview(frame, shown, world);
    }

    fn address(&self, world: &World) -> Line<'static> {
        let key = SafeText::line(self.flow.answers().key.as_str()).into_string();
        Line::from(vec![Span::raw(key), Span::styled("   ~ leads there, too", world.theme.muted)])
    }

    /// All starts beside each other, or one at a time where there is no room.
    fn starts(&self, width: u16, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let (templates, chosen) = (self.flow.templates(), self.flow.answers().start);
        let mut spans = Vec::new();
        for (index, template) in templates.iter().enumerate() {
            spans.push(radio(index == chosen, world));
            let style = if index == chosen { theme.text } else { theme.muted };
            spans.push(Span::styled(format!("{}   ", SafeText::line(&template.name)), style));
        }
        let all = Line::from(spans);
        if all.width() <= usize::from(width) {
            return all;
        }
        let name =
            templates.get(chosen).map_or(String::new(), |start| SafeText::line(&start.name).into_string());
        Line::from(vec![
            Span::styled("‹ ", theme.key),
            Span::raw(name),
            Span::styled(" ›", theme.key),
            Span::styled(format!("   {} of {}", chosen + 1, templates.len()), theme.muted),
        ])
    }

    fn summary(&self) -> String {
        let start = self.flow.templates().get(self.flow.answers().start);
        start.map_or(String::new(), |start| SafeText::line(&start.summary).into_string())
    }

    fn draw_preview(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        match self.flow.pages() {
            Ok(pages) => self.preview.draw(frame, area, &pages, world),
            Err(problem) => sheet::draw_empty(frame, area, &problem, &world.theme),
        }
    }
}
