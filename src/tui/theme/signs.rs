//! Signs and borders that depend on the character set.

use ratatui::symbols::border;

/// Signs and borders: Unicode, or ASCII where a font or a screen reader wants it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signs {
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// Borders of panes.
    pub border: border::Set<'static>,
    /// An open branch.
    pub open: &'static str,
    /// A closed branch.
    pub closed: &'static str,
    /// A page without children.
    pub leaf: &'static str,
    /// A favourite.
    pub star: &'static str,
    /// Watched.
    pub watched: &'static str,
    /// Between the parts of a path.
    pub path: &'static str,
    /// Between facts of a line.
    pub dot: &'static str,
    /// Left out.
    pub ellipsis: &'static str,
    /// Restricted.
    pub restricted: &'static str,
    /// Done, allowed.
    pub tick: &'static str,
    /// Not done, refused.
    pub cross: &'static str,
    /// A horizontal line.
    pub line: &'static str,
    /// A marked line.
    pub mark: &'static str,
    /// Where it goes.
    pub arrow: &'static str,
}

impl Signs {
    /// Returns the Unicode signs.
    pub const UNICODE: Self = Self {
        ascii: false,
        border: border::PLAIN,
        open: "▾",
        closed: "▸",
        leaf: "·",
        star: "★",
        watched: "◎",
        path: "›",
        dot: "·",
        ellipsis: "…",
        restricted: "⊘",
        tick: "✓",
        cross: "✗",
        line: "─",
        mark: "●",
        arrow: "→",
    };

    /// Returns the ASCII signs.
    pub const ASCII: Self = Self {
        ascii: true,
        border: border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        },
        open: "-",
        closed: "+",
        leaf: ".",
        star: "*",
        watched: "o",
        path: ">",
        dot: "-",
        ellipsis: "~",
        restricted: "x",
        tick: "v",
        cross: "x",
        line: "-",
        mark: "*",
        arrow: "->",
    };
}
