//! Attachments: files of a page. The bytes are apart: lists never read them.

use super::{AttachmentId, PageId, UserId, Version};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The largest file unless the configuration says otherwise.
pub const FILE_LIMIT: u64 = 100 << 20;
/// The longest name of a file, in bytes: what file systems take.
const NAME_LIMIT: usize = 255;

/// A file of a page, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attachment {
    /// The backend's id, or a local one.
    pub id: AttachmentId,
    /// The page it belongs to; permissions follow it.
    pub page: PageId,
    /// Its name, unique on its page. Data only: never a path.
    pub name: String,
    /// Its media type as the uploader said; nothing is trusted to be what it says.
    pub media_type: String,
    /// How many bytes the newest version has.
    pub size: u64,
    /// SHA-256 of the newest version, in hexadecimal; empty when the wiki does not say.
    #[serde(default)]
    pub hash: String,
    /// Who attached it first.
    pub author: UserId,
    /// When.
    pub created: Timestamp,
    /// The newest version; its message is what the author says about the file.
    pub version: Version,
}

/// Why a name of a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileNameError {
    /// Nothing is left of it.
    #[error("a file needs a name")]
    Empty,
    /// Longer than any file system takes.
    #[error("the name of a file holds at most {NAME_LIMIT} bytes, this one has {0}")]
    TooLong(usize),
    /// Holds a character that no terminal or wiki shows.
    #[error("the name of a file cannot hold the character U+{0:04X}")]
    Control(u32),
}

/// Makes the name of an attachment of what a client sent: the last part of a path, checked.
pub fn file_name(given: &str) -> Result<String, FileNameError> {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty() || name.chars().all(|c| c == '.') {
        return Err(FileNameError::Empty);
    }
    if name.len() > NAME_LIMIT {
        return Err(FileNameError::TooLong(name.len()));
    }
    match name.chars().find(|&c| super::text::shown(c) != c) {
        Some(character) => Err(FileNameError::Control(character as u32)),
        None => Ok(name.to_owned()),
    }
}

/// Returns a name that every file system takes for a file saved from an attachment: what Windows reserves and
/// what a shell might take for an option is spelled out of the way.
pub fn disk_name(name: &str) -> String {
    let cleaned: String = name
        .chars()
        .map(|c| if super::text::shown(c) != c || "<>:\"/\\|?*".contains(c) { '_' } else { c })
        .collect();
    let cleaned = cleaned.trim().trim_end_matches('.').to_owned();
    let stem = cleaned.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let digit = |port: &str| {
        stem.strip_prefix(port).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    };
    let reserved = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || digit("COM") || digit("LPT");
    if cleaned.is_empty() || cleaned.starts_with(['-', '.', '~']) || reserved {
        return format!("_{cleaned}");
    }
    cleaned
}

/// Guesses the media type of a file by its name; what is not known is just bytes.
pub fn media_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let known = extension.and_then(|e| TYPES.iter().find(|(known, _)| *known == e));
    known.map_or("application/octet-stream", |(_, media)| media)
}

/// What people attach to pages.
const TYPES: [(&str, &str); 36] = [
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("c", "text/plain"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("log", "text/plain"),
    ("md", "text/markdown"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("py", "text/plain"),
    ("rs", "text/plain"),
    ("sh", "text/plain"),
    ("sql", "text/plain"),
    ("svg", "image/svg+xml"),
    ("toml", "text/plain"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("yaml", "text/plain"),
    ("zip", "application/zip"),
];

/// Says how large a file is, in the largest unit that leaves a number to read: `812 B`, `3.4 MB`.
pub fn size_words(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1_000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_last_part_of_a_path_and_never_a_way_out() {
        assert_eq!(file_name("../../etc/passwd").as_deref(), Ok("passwd"));
        assert_eq!(file_name("C:\\Users\\ann\\plan.txt").as_deref(), Ok("plan.txt"));
        assert_eq!(file_name(" ünï côde.png ").as_deref(), Ok("ünï côde.png"));
        for empty in ["", "/", "..", "a/..", ". "] {
            assert_eq!(file_name(empty), Err(FileNameError::Empty), "{empty:?}");
        }
        assert_eq!(file_name("a\u{1b}[31m.txt"), Err(FileNameError::Control(0x1b)));
        assert_eq!(file_name("a\0b"), Err(FileNameError::Control(0)));
        assert_eq!(file_name("gpj.\u{202e}exe"), Err(FileNameError::Control(0x202e)));
        assert!(matches!(file_name(&"x".repeat(256)), Err(FileNameError::TooLong(256))));
    }

    #[test]
    fn s10_saved_names_are_taken_by_every_file_system() {
        for (name, saved) in [
            ("plan.txt", "plan.txt"),
            ("con.txt", "_con.txt"),
            ("COM1", "_COM1"),
            ("company.txt", "company.txt"),
            ("-rf", "_-rf"),
            (".bashrc", "_.bashrc"),
            ("a:b|c?.txt", "a_b_c_.txt"),
            ("../x", "_.._x"),
            ("dots...", "dots"),
        ] {
            assert_eq!(disk_name(name), saved);
        }
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        let sizes = [0, 999, 1_000, 3_440_000, 999_960, 5_000_000_000].map(size_words);
        assert_eq!(sizes, ["0 B", "999 B", "1.0 kB", "3.4 MB", "1.0 MB", "5.0 GB"]);
    }

    #[test]
    fn types_are_guessed_by_name() {
        assert_eq!(media_type("a.PNG"), "image/png");
        assert_eq!(media_type("png"), "application/octet-stream");
        assert!(TYPES.is_sorted());
    }
}
