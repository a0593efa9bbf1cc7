//! Every setting with its default; `config.example.toml` shows the same with comments.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// What a person can set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The colour theme by name; `terminal` uses the terminal's own 16 colours.
    pub theme: String,
    /// How many colours are used.
    pub colours: Colours,
    /// How pictures are drawn.
    pub pictures: Pictures,
    /// Whether wheel, click and drag are taken.
    pub mouse: bool,
    /// Whether borders and marks are drawn with ASCII only.
    pub ascii: bool,
    /// Whether the footer shows a tip now and then.
    pub tips: bool,
    /// Editing pages.
    pub edit: EditSettings,
    /// Notes.
    pub jot: JotSettings,
    /// Who this is on the embedded wiki.
    pub account: AccountSettings,
}

/// How many colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Colours {
    /// As many as the environment says.
    #[serde(rename = "auto")]
    Auto,
    /// None.
    #[serde(rename = "none")]
    None,
    /// The terminal's own.
    #[serde(rename = "16")]
    Sixteen,
    /// 256.
    #[serde(rename = "256")]
    Indexed,
    /// Any.
    #[serde(rename = "full")]
    Full,
}

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pictures {
    /// As the environment says.
    Auto,
    /// Not at all: their labels are shown.
    Off,
    /// Two coloured pixels in each cell.
    Halfblocks,
    /// The protocol of kitty.
    Kitty,
    /// Sixels.
    Sixel,
    /// The protocol of iTerm2.
    Iterm2,
}

/// How pages are edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EditSettings {
    /// Which editor `e` opens; `E` opens the other one.
    pub default: Editor,
    /// Whether the built-in editor has vim's modes.
    pub vim: bool,
    /// Whether the lists stay beside the built-in editor; otherwise the text has the whole width.
    pub lists: bool,
    /// The external editor; empty for `$VISUAL`, `$EDITOR` or `vi`.
    pub command: String,
}

/// Which editor opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Editor {
    /// The one in the interface.
    Builtin,
    /// The person's own.
    External,
}

/// Where notes go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JotSettings {
    /// `today`, or a page as TARGET: an id or `KEY:Title`.
    pub target: String,
    /// Notes before this time belong to the day before.
    pub day_starts: DayStart,
}

/// A time of day, written `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayStart(pub Time);

/// Who this is on the embedded wiki; empty fields come from the system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountSettings {
    /// The login name.
    pub login: String,
    /// The name others see.
    pub full_name: String,
}

impl Config {
    /// Every key as it is written with dots, in the order of the example file.
    pub const KEYS: [&'static str; 14] = [
        "theme",
        "colours",
        "pictures",
        "mouse",
        "ascii",
        "tips",
        "edit.default",
        "edit.vim",
        "edit.lists",
        "edit.command",
        "jot.target",
        "jot.day_starts",
        "account.login",
        "account.full_name",
    ];
}

impl Default for Config {
    fn default() -> Self {
        Self {
            theme: "terminal".to_owned(),
            colours: Colours::Auto,
            pictures: Pictures::Auto,
            mouse: true,
            ascii: false,
            tips: true,
            edit: EditSettings::default(),
            jot: JotSettings::default(),
            account: AccountSettings::default(),
        }
    }
}

impl Default for EditSettings {
    fn default() -> Self {
        Self { default: Editor::Builtin, vim: false, lists: false, command: String::new() }
    }
}

impl Default for JotSettings {
    fn default() -> Self {
        Self { target: "today".to_owned(), day_starts: DayStart(Time::midnight()) }
    }
}

impl Serialize for DayStart {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.strftime("%H:%M"))
    }
}

impl<'de> Deserialize<'de> for DayStart {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        Time::strptime("%H:%M", &written)
            .map(Self)
            .map_err(|_| serde::de::Error::custom(format!("`{written}` is not a time of day like `04:00`")))
    }
}
