//! Roles: what a piece of text *is*. How a role looks is the theme's affair (or `text::ansi`'s).

use crate::tui::highlight::Class;

/// What a span is for; a theme gives each role its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// Running text.
    #[default]
    Text,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// The line under a heading, a rule, the frame of a table or box.
    Frame,
    /// Bullets, numbers, task boxes, the bar of a quotation.
    Marker,
    /// The head row of a table and other small captions.
    Label,
    /// Code inside a line.
    Code,
    /// Code in a block.
    CodeBlock,
    /// A word of code in a block, as far as its language is known.
    Syntax(Class),
    /// A link to a page or a place on a page.
    PageLink,
    /// A link that leaves the wiki.
    WebLink,
    /// An image's stand-in.
    Image,
    /// A status lozenge.
    Status(Colour),
    /// A date.
    Date,
    /// A person.
    Mention,
    /// A macro shown by name, and everything else that tildr keeps but does not draw.
    Macro,
    /// The frame and title of a panel.
    Panel(PanelKind),
    /// Things said by tildr about the page, not by the page; source that is not rendered.
    Faint,
}

/// The colours of status lozenges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Colour {
    /// Grey, also for names nobody knows.
    #[default]
    Grey,
    /// Red.
    Red,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
}

impl Colour {
    /// Returns the colour of that name; grey for a name nobody knows.
    pub fn named(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "red" => Self::Red,
            "yellow" => Self::Yellow,
            "green" => Self::Green,
            "blue" => Self::Blue,
            "purple" => Self::Purple,
            _ => Self::Grey,
        }
    }
}

/// The kinds of panels, by what they ask of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PanelKind {
    /// Information.
    Note,
    /// A tip.
    Tip,
    /// Something not to miss.
    Important,
    /// Take care.
    Warning,
    /// Danger.
    Caution,
    /// A panel without a meaning of its own.
    Plain,
}

impl PanelKind {
    /// Returns the kind a marker (`NOTE`, `tip`, …) names; names of other programs go to the nearest kind.
    pub fn named(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "note" | "info" | "abstract" | "summary" | "todo" => Self::Note,
            "tip" | "hint" | "success" | "check" | "done" => Self::Tip,
            "important" | "question" | "help" | "faq" => Self::Important,
            "warning" | "attention" => Self::Warning,
            "caution" | "danger" | "error" | "failure" | "bug" => Self::Caution,
            _ => Self::Plain,
        }
    }
}

/// A role and the marks upon it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Style {
    /// What it is.
    pub role: Role,
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
    /// Struck through.
    pub strike: bool,
    /// Underlined.
    pub underline: bool,
    /// Somebody commented on it.
    pub commented: bool,
}

impl Style {
    /// Returns a style with a role and no marks.
    pub const fn of(role: Role) -> Self {
        Self { role, strong: false, emphasis: false, strike: false, underline: false, commented: false }
    }

    /// Returns the same marks on another role.
    pub const fn with_role(self, role: Role) -> Self {
        Self { role, ..self }
    }
}
