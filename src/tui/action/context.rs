//! Where keys are looked up: one table of contexts, a row for each.

macro_rules! contexts {
    ($($(#[$doc:meta])* $context:ident $name:literal $title:literal $(in $parent:ident)?;)*) => {
        /// Where keys are looked up. A context inherits the keys of its [`Context::parent`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Context {
            $($(#[$doc])* $context,)*
        }

        impl Context {
            /// Every context, in the order of the help.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$context),*];

            /// Returns the name of its table in `keys.toml`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$context => $name,)*
                }
            }

            /// Returns where it stands in the interface, for headings.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$context => $title,)*
                }
            }

            /// Returns whose keys it inherits.
            pub fn parent(self) -> Option<Self> {
                match self {
                    $(Self::$context => None$(.or(Some(Self::$parent)))?,)*
                }
            }
        }
    };
}

// Name in `keys.toml`, heading of its part of the help, the context whose keys it inherits.
contexts! {
    /// Everywhere.
    Global "global" "Everywhere";
    /// The three panes: lists, tree and page.
    Browse "browse" "Lists and page" in Global;
    /// The directory of spaces.
    Spaces "spaces" "Spaces" in Browse;
    /// The page tree.
    Pages "pages" "Page tree" in Browse;
    /// The page that is read.
    Page "page" "Reading a page" in Browse;
    /// The editor.
    Editor "editor" "Editor" in Global;
    /// The lines under the editor in which words to find are typed.
    Find "find" "Finding in the editor" in Editor;
    /// The page beside the editor.
    Beside "beside" "A page beside the editor" in List;
    /// Any overlay that is a list.
    List "list" "Any list on top" in Global;
    /// Any overlay or line that takes text.
    Input "input" "Any line of text" in Global;
    /// A question with yes and no.
    Question "question" "A question" in Global;
    /// The jot line.
    Jot "jot" "Jot" in Input;
    /// Search.
    Search "search" "Search" in Input;
    /// Pages that are carried through the tree.
    Carry "carry" "Carrying pages" in Browse;
    /// The target picker of a move.
    Move "move" "Choosing a place" in Input;
    /// Labels.
    Labels "labels" "Labels" in Input;
    /// The trash.
    Trash "trash" "Trash" in List;
    /// What is watched.
    Watched "watched" "What you watch" in List;
    /// The outbox.
    Outbox "outbox" "Outbox" in List;
    /// Versions of a page.
    History "history" "History" in List;
    /// Two versions side by side.
    Diff "diff" "Two versions" in List;
    /// The guided personal space, where it asks for a choice.
    Personal "personal" "Adding a personal space" in List;
    /// The guided personal space, where it asks for text.
    PersonalText "personal-text" "Adding a personal space: text" in Input;
    /// A conflict of two edits.
    Conflict "conflict" "Conflict" in List;
    /// The headings of a page.
    Outline "outline" "Outline" in List;
    /// What is said about a page.
    Comments "comments" "Comments" in List;
    /// A comment that is written.
    CommentText "comment-text" "Writing a comment" in Input;
    /// The files of a page.
    Attachments "attachments" "Files of a page" in List;
    /// Words of a page that are selected.
    Words "words" "Selecting words of a page" in List;
    /// Who can see a thing, and why.
    Permissions "permissions" "Permissions" in List;
    /// Where that asks for text.
    PermissionsText "permissions-text" "Permissions: text" in Input;
}

impl Context {
    /// Returns itself, its parent, and so on up to [`Context::Global`].
    pub fn chain(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |context| context.parent())
    }
}
