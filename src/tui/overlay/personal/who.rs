//! Screen 2: who can see it, and beside each choice what it means, computed as the wiki will.

use super::{Personal, radio};
use crate::admin::personal::Who;
use crate::domain::SafeText;
use crate::tui::widget::input::Styles;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

/// The longest choice with its number and sign, and room for the line beside it.
const CHOICES: u16 = 40;

/// From this width on the consequences stand beside the choices, else below them.
const BESIDE: u16 = 76;

impl Personal {
    pub(super) fn draw_who(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let choices = 6 + u16::from(area.width >= BESIDE);
        let (left, right) = if area.width >= BESIDE {
            let middle = (area.width / 2).max(CHOICES);
            let left = Rect { width: middle - 1, ..area };
            let bar = Rect { x: area.x + middle, width: 1, ..area };
            let rule = world.theme.signs.border.vertical_left;
            for y in 0..bar.height {
                frame.render_widget(
                    Span::styled(rule, world.theme.rule),
                    Rect { y: bar.y + y, height: 1, ..bar },
                );
            }
            (left, Rect { x: area.x + middle + 2, width: area.width.saturating_sub(middle + 2), ..area })
        } else {
            let left = Rect { height: choices.min(area.height), ..area };
            sheet::draw_rule(
                frame,
                Rect { y: area.y + choices, height: u16::from(area.height > choices), ..area },
                &world.theme,
            );
            let below = choices + 1;
            (left, Rect { y: area.y + below, height: area.height.saturating_sub(below), ..area })
        };
        self.draw_choices(frame, left, world);
        self.draw_consequences(frame, right, world);
    }

    fn draw_choices(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let chosen = self.flow.answers().who;
        for (y, who) in Who::ALL.into_iter().enumerate().filter(|(y, _)| *y < usize::from(area.height)) {
            let line = Rect { y: area.y + y as u16, height: 1, ..area };
            let style = if who == chosen { theme.text } else { theme.muted };
            let key = Span::styled(format!("{} ", y + 1), theme.key);
            let text = Line::from(vec![key, radio(who == chosen, world), Span::styled(who.label(), style)]);
            frame.render_widget(text, line);
        }
        let line = Rect {
            x: area.x + 4,
            y: area.y + 5,
            width: area.width.saturating_sub(4),
            height: u16::from(area.height > 5),
        };
        if chosen == Who::Listed {
            let styles = Styles { text: theme.accent, placeholder: theme.muted, token: theme.accent };
            self.listed.draw(frame, line, styles);
        }
    }

    fn draw_consequences(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let mut lines = Vec::new();
        match (self.flow.problem(), self.flow.audience()) {
            (Some(problem), _) => lines.push(Line::styled(SafeText::line(&problem).into_string(), theme.bad)),
            (None, Some(audience)) => {
                lines.push(Line::from(vec![
                    Span::styled("Who will see it: ", theme.muted),
                    Span::styled(audience.badge.to_string(), theme.badge(&audience.badge)),
                ]));
                let sentences = self.flow.consequences();
                let sentences = sentences.iter().map(|sentence| SafeText::line(sentence).into_string());
                lines.extend(sentences.map(Line::raw));
            }
            (None, None) => {}
        }
        // Where there is room the sentences stand apart.
        let roomy = usize::from(area.height) >= lines.len() * 3;
        let spaced: Vec<Line<'_>> = lines
            .into_iter()
            .flat_map(|line| std::iter::once(line).chain(roomy.then(Line::default)))
            .collect();
        frame.render_widget(Paragraph::new(spaced).wrap(Wrap { trim: true }), area);
    }
}
