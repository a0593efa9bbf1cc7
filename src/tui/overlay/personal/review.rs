//! Screen 3: everything once more, and what has changed on the wiki meanwhile.

use super::{Personal, watch_line};
use crate::admin::personal::Screen;
use crate::domain::SafeText;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

impl Personal {
    pub(super) fn draw_review(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let answers = self.flow.answers();
        let safe = |text: &str| SafeText::line(text).into_string();
        let row = |label: &'static str, value: Vec<Span<'static>>| {
            let mut spans = vec![Span::styled(format!("{label:<14}"), theme.muted)];
            spans.extend(value);
            Line::from(spans)
        };
        let start = self.flow.templates().get(answers.start).map_or(String::new(), |start| safe(&start.name));
        let pages = self.flow.pages().unwrap_or_default();
        let titles: Vec<String> = pages.iter().map(|page| safe(&page.title)).collect();
        let mut seen = Vec::new();
        if let Some(audience) = self.flow.audience() {
            seen.push(Span::styled(audience.badge.to_string(), theme.badge(&audience.badge)));
            if !matches!(audience.badge, crate::domain::Badge::OnlyYou) {
                seen.push(Span::styled(format!("   {}", safe(&answers.who_in_words())), theme.muted));
            }
        }
        let mut lines = vec![
            row("Name", vec![Span::styled(safe(answers.name.trim()), theme.title)]),
            row("Address", vec![Span::raw(safe(answers.key.as_str()))]),
            row(
                "Start",
                vec![Span::raw(start), Span::styled(format!("   {}", titles.join(", ")), theme.muted)],
            ),
            row("Who sees it", seen),
            row("Watch", vec![Span::raw(watch_line(answers))]),
            Line::default(),
        ];
        if answers.anew {
            let text = "The space you have now keeps its pages under another address.";
            lines.push(Line::styled(text, theme.warning));
        }
        if let Screen::Review { news } = self.flow.screen()
            && !news.is_empty()
        {
            lines.push(Line::styled("Since you began, something has changed:", theme.warning));
            lines.extend(
                news.iter()
                    .map(|line| Line::styled(format!("{} {}", theme.signs.dot, safe(line)), theme.warning)),
            );
            lines.push(Line::default());
        }
        lines.push(Line::from(vec![
            Span::styled("Nothing exists yet. ", theme.muted),
            Span::styled("Enter", theme.key),
            Span::styled(" makes it all at once; ", theme.muted),
            Span::styled("u", theme.key),
            Span::styled(" takes it back afterwards.", theme.muted),
        ]));
        let top =
            Rect { y: area.y + u16::from(area.height > 14), height: area.height.saturating_sub(1), ..area };
        frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), top);
    }
}
