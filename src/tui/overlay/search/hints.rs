//! What a search says about itself: where it looks, how many there are, what an operator may go on with, what is
//! wrong.

use super::Search;
use crate::domain::query::{Found, Problem};
use crate::domain::{SafeText, Scope};
use crate::tui::widget::frame::cut;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// How many there are, here and elsewhere.
pub(super) fn counts(search: &Search, world: &World) -> Line<'static> {
    let Some(found) = search.found() else { return Line::default() };
    let many = |count: usize| match count {
        Found::COUNTED.. => format!("{}+", Found::COUNTED),
        _ => count.to_string(),
    };
    // Pages, and the people, spaces, labels and files among them.
    let here = many(found.here.max(found.hits.len()) + found.others.len());
    let text = match search.scopes[search.scope] {
        _ if !found.settled => format!("{here} found, newest first"),
        Scope::All => format!("{here} found"),
        _ => format!("{here} here {} {} elsewhere", world.theme.signs.dot, many(found.elsewhere)),
    };
    Line::styled(text, world.theme.muted)
}

/// Where it looks, among where it may.
pub(super) fn scopes(search: &Search, world: &World) -> Line<'static> {
    let theme = &world.theme;
    let mut spans = vec![Span::styled("in ", theme.muted)];
    for (index, scope) in search.scopes.iter().enumerate() {
        let name = scope_name(scope, world);
        spans.push(match index == search.scope {
            true => Span::styled(format!("[{name}]"), theme.accent),
            false => Span::styled(format!(" {name} "), theme.muted),
        });
        spans.push(Span::raw(" "));
    }
    Line::from(spans)
}

/// Returns how a scope is called: "all spaces", "ENG", "below Platform".
pub(super) fn scope_name(scope: &Scope, world: &World) -> String {
    let name = match scope {
        Scope::All => "all spaces".to_owned(),
        Scope::Space(space) => {
            world.shelf(space).map_or("this space".to_owned(), |shelf| shelf.space.key.to_string())
        }
        Scope::Subtree(page) => {
            let hand = world.hand.as_ref().filter(|hand| hand.page == *page).map(|hand| hand.title.clone());
            let open = world.page.as_ref().filter(|open| open.id() == page);
            let title = hand.or_else(|| open.map(|open| open.row.page.title.clone()));
            title.map_or("below a page".to_owned(), |title| format!("below {title}"))
        }
    };
    let name = SafeText::line(&name).into_string();
    if name.width() <= 26 { name } else { format!("{}{}", cut(&name, 25), world.theme.signs.ellipsis) }
}

/// What the operator at the end may go on with, else what is wrong.
pub(super) fn hint(search: &Search, world: &World) -> Option<Line<'static>> {
    let theme = &world.theme;
    let completions = search.completions();
    if let Some(first) = completions.first() {
        let mut spans = vec![Span::styled("Tab ", theme.key)];
        spans.extend(sheet::marked(&first.value, &[], theme.accent, theme.accent));
        for (index, completion) in completions.iter().enumerate() {
            if index > 0 {
                spans.extend(sheet::marked(&format!("  {}", completion.value), &[], theme.text, theme.text));
            }
            if !completion.about.is_empty() {
                spans.extend(sheet::marked(&format!(" {}", completion.about), &[], theme.muted, theme.muted));
            }
        }
        return Some(Line::from(spans));
    }
    let problem = search.found().filter(|_| search.is_current())?.problems.first()?;
    let style = if problem.fatal { theme.bad } else { theme.muted };
    Some(Line::from(sheet::marked(&told(problem), &[], style, style)))
}

fn told(problem: &Problem) -> String {
    match problem.possible.is_empty() {
        true => format!("{problem}."),
        false => format!("{problem}. Possible: {}", problem.possible.join(" ")),
    }
}

/// What stands where nothing was found.
pub(super) fn empty(search: &Search, _world: &World) -> String {
    let Some(found) = search.found() else { return "Searching.".to_owned() };
    match found.elsewhere {
        _ if found.problems.iter().any(|problem| problem.fatal) => {
            "Nothing can be found like this: see above. Ctrl-F shows what is possible.".to_owned()
        }
        0 => "Nothing found. Fewer letters find more.".to_owned(),
        more => format!("Nothing here, but {more} elsewhere: Tab looks there."),
    }
}
