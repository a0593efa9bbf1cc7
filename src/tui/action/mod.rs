//! Every action of the interface: one table with name, title and help, from which the palette, the
//! searchable help, the menu, the footer and `docs/keys.md` are drawn.
//!
//! What an action does is decided by whoever takes it: the overlay on top, else the focused pane, else
//! `update`. Which keys lead to it is decided by `assets/keys.toml`.

mod context;

pub use context::Context;

/// What must be there for an action to make sense; a missing need is told as the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A space that is open in the tree.
    Space,
    /// A page under the cursor or open.
    Page,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The action.
    pub action: Action,
    /// How `keys.toml` and `:` spell it.
    pub name: &'static str,
    /// One to three words for footers and menus.
    pub title: &'static str,
    /// One sentence for the help.
    pub help: &'static str,
    /// Where it makes sense.
    pub contexts: &'static [Context],
    /// What it needs.
    pub need: Need,
}

macro_rules! actions {
    ($($action:ident $name:literal $title:literal $help:literal [$($context:ident)*] $need:ident;)*) => {
        /// Something a person can ask for. The table below says what each is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $help] $action,)*
        }

        /// The table.
        pub const ACTIONS: &[About] = &[
            $(About {
                action: Action::$action,
                name: $name,
                title: $title,
                help: $help,
                contexts: &[$(Context::$context),*],
                need: Need::$need,
            },)*
        ];
    };
}

actions! {
    // Moving about.
    Down "down" "down" "Goes one line down" [Browse List Input] Nothing;
    Up "up" "up" "Goes one line up" [Browse List Input] Nothing;
    Left "left" "close" "Closes a branch or goes to its parent; scrolls left in a page" [Browse List Move] Nothing;
    Right "right" "open" "Opens a branch or goes into it; scrolls right in a page" [Browse List Move] Nothing;
    PageDown "page-down" "page down" "Goes one screen down" [Browse List Input] Nothing;
    PageUp "page-up" "page up" "Goes one screen up" [Browse List Input] Nothing;
    HalfDown "half-down" "half down" "Goes half a screen down" [Browse List] Nothing;
    HalfUp "half-up" "half up" "Goes half a screen up" [Browse List] Nothing;
    Top "top" "top" "Goes to the first line" [Browse List Input] Nothing;
    Bottom "bottom" "bottom" "Goes to the last line" [Browse List Input] Nothing;
    Open "open" "open" "Opens what is selected, or follows the link in focus" [Browse List Input] Nothing;
    Close "close" "back" "Closes this, or goes back; at the top it quits" [Browse List Input Question Editor] Nothing;
    ScrollDown "scroll-down" "scroll" "Scrolls the page down without leaving the list" [Browse Permissions] Nothing;
    ScrollUp "scroll-up" "scroll up" "Scrolls the page up without leaving the list" [Browse Permissions] Nothing;
    NextPane "next-pane" "next pane" "Goes to the next pane, or to the next field" [Browse List Input] Nothing;
    PreviousPane "previous-pane" "previous pane" "Goes to the pane or field before" [Browse List Input] Nothing;
    FocusSpaces "focus-spaces" "spaces" "Goes to the spaces" [Browse] Nothing;
    FocusPages "focus-pages" "pages" "Goes to the page tree" [Browse] Nothing;
    FocusPage "focus-page" "page" "Goes to the page" [Browse] Nothing;
    ExpandAll "expand-all" "expand all" "Opens everything: branches below, folded parts of a page" [Pages Page] Nothing;
    CollapseAll "collapse-all" "collapse all" "Closes every branch, folds every part of a page" [Pages Page] Nothing;

    // Going somewhere.
    GoHome "go-home" "my space" "Goes to your personal space, and offers to add one when there is none" [Browse List] Nothing;
    Jot "jot" "jot" "Writes a note into today's page of your personal space" [Browse List] Nothing;
    Today "today" "today" "Opens today's page of your journal" [Browse] Nothing;
    GoSpaces "go-spaces" "spaces" "Goes to the directory of spaces" [Browse List] Nothing;
    GoRecent "go-recent" "recent" "Goes to the pages you opened last" [Browse List] Nothing;
    GoFavourites "go-favourites" "favourites" "Goes to your favourite spaces" [Browse List] Nothing;
    GoOutbox "go-outbox" "outbox" "Shows the changes that wait to be delivered" [Browse List] Nothing;
    GoDrafts "go-drafts" "drafts" "Shows texts that are not saved as a version yet" [Browse List] Nothing;
    GoWatched "go-watched" "watched" "Shows the spaces and pages you watch" [Browse List] Nothing;
    GoTasks "go-tasks" "tasks" "Lists open tasks: those that are for you, or all that you may see" [Browse List] Nothing;
    Around "around" "linked pages" "Lists the pages that link here, that are linked from here, and that share a label" [Browse] Page;
    GoTrash "go-trash" "trash" "Shows the trash, to restore from it" [Browse List] Nothing;
    GoPage "go-page" "go to page" "Jumps to any page by a few letters of its title" [Browse List] Nothing;
    GoLabels "go-labels" "all labels" "Shows every label and the pages that carry it" [Browse List] Nothing;
    GoBack "go-back" "back" "Goes back to the page before" [Browse] Nothing;
    GoForward "go-forward" "forward" "Goes forward again" [Browse] Nothing;
    GoParent "go-parent" "parent page" "Opens the page above" [Browse] Page;

    // Finding.
    Filter "filter" "filter" "Filters the list while you type; in a page it finds text" [Browse List] Nothing;
    FindNext "find-next" "next match" "Goes to the next match" [Browse Diff Conflict] Nothing;
    FindPrevious "find-previous" "previous match" "Goes to the match before" [Browse Diff Conflict] Nothing;
    Search "search" "search" "Searches titles and bodies of every space" [Browse List] Nothing;
    SearchHere "search-here" "search here" "Searches below the page in hand" [Browse] Page;
    SavedSearches "saved-searches" "saved searches" "Shows the searches that have a name" [Browse List] Nothing;
    Operators "operators" "operators" "Shows what a search can be narrowed with" [Search] Nothing;
    SaveSearch "save-search" "save search" "Gives the search a name, to run it again" [Search] Nothing;
    ForgetSearch "forget-search" "forget search" "Forgets the selected search" [Search] Nothing;
    SwitchScope "switch-scope" "scope" "Changes where the search looks, or where the jot goes" [Search Jot] Nothing;

    // Looking at a list in another way.
    Sort "sort" "order" "Puts the list into another order: its own, by title or name, by date, by size" [Pages Spaces] Nothing;
    OnlyMine "only-mine" "mine" "Shows only what you changed last, or spaces you own" [Pages Spaces] Nothing;
    OnlyRestricted "only-restricted" "restricted" "Shows only what not everybody can see" [Pages Spaces] Nothing;
    OnlyDrafts "only-drafts" "drafts" "Shows only what has a draft" [Pages Spaces] Nothing;
    OnlyConflicts "only-conflicts" "conflicts" "Shows only what has a conflict" [Pages Spaces] Nothing;
    OnlyChanged "only-changed" "changed" "Shows only what changed in the last day, 7 days, 30 days" [Pages Spaces] Nothing;
    OnlyChangedSince "only-changed-since" "changed since" "Shows only what changed since a day" [Pages Spaces] Nothing;
    OnlyLabel "only-label" "label" "Shows only what carries a label, or spaces of a category" [Pages Spaces] Nothing;
    ShowAll "show-all" "show all" "Shows everything again" [Pages Spaces] Nothing;

    // Changing.
    Add "add" "add page" "Adds a page below the one in hand" [Browse] Space;
    AddSibling "add-sibling" "add beside" "Adds a page after the one in hand" [Browse] Space;
    AddPost "add-post" "new post" "Adds a blog post of today to the space" [Browse] Space;
    AddPersonalSpace "add-personal-space" "add my space" "Adds your personal space, step by step" [Browse List] Nothing;
    Edit "edit" "edit" "Edits the page here" [Browse Beside Conflict] Page;
    EditExternal "edit-external" "$EDITOR" "Edits the page in $EDITOR; every save there becomes a draft here" [Browse Editor] Page;
    EditStorage "edit-storage" "edit storage" "Edits what is stored, as XHTML: the way out where Markdown cannot say it" [Browse Editor] Page;
    Rename "rename" "rename" "Gives the page another title" [Browse Editor] Page;
    Move "move" "move to" "Moves the page, or all marked pages, to a place found by its name" [Browse Permissions] Page;
    PickUp "pick-up" "move" "Picks up the page, or all marked pages, to carry through the tree" [Pages] Page;
    PutDown "put-down" "put down" "Puts the carried pages down where they are shown" [Carry] Nothing;
    PutBack "put-back" "put back" "Leaves the carried pages where they were" [Carry] Nothing;
    CopyTo "copy-to" "copy to" "Copies the page, or all marked pages, to another place, with or without what is below" [Browse] Page;
    WithBelow "with-below" "with below" "Copies what is below the pages, too, or not" [Move] Nothing;
    MoveUp "move-up" "move up" "Moves the page before the one above it" [Pages] Page;
    MoveDown "move-down" "move down" "Moves the page after the one below it" [Pages] Page;
    Trash "trash" "trash" "Puts the page, or all marked pages, into the trash" [Browse] Page;
    Undo "undo" "undo" "Takes the last action back" [Browse List] Nothing;
    Redo "redo" "redo" "Does again what was taken back" [Browse List] Nothing;
    Mark "mark" "mark" "Marks the page for what comes next" [Pages List] Nothing;
    MarkRange "mark-range" "mark range" "Marks from the last mark to here" [Pages List] Nothing;
    ClearMarks "clear-marks" "clear marks" "Takes all marks away" [Pages List] Nothing;
    Labels "labels" "labels" "Shows and changes the labels of the page, or of all marked pages" [Browse] Page;
    Comments "comments" "comments" "Shows what is said about the page, to answer and to write" [Browse] Page;
    Attachments "attachments" "files" "Shows the files of the page, to open, save and add" [Browse] Page;
    History "history" "history" "Shows the versions of the page and how they differ" [Browse] Page;
    Favourite "favourite" "favourite" "Puts the page or space among your favourites, or takes it out" [Browse] Nothing;
    Watch "watch" "watch" "Watches the page or space, or stops watching it" [Browse Watched] Nothing;
    Toggle "toggle" "toggle" "Ticks the task, folds or unfolds the part in focus" [Page List] Nothing;
    Conflict "conflict" "conflict" "Shows both sides of an edit that could not be merged" [Browse] Page;

    // Taking along.
    CopyUrl "copy-url" "copy URL" "Copies the address of the page" [Browse] Page;
    CopyTitle "copy-title" "copy title" "Copies the title of the page" [Browse] Page;
    CopyId "copy-id" "copy id" "Copies the id of the page" [Browse] Page;
    CopyMarkdown "copy-markdown" "copy Markdown" "Copies the page as Markdown" [Browse] Page;
    CopyLink "copy-link" "copy link" "Copies a link to the page, ready to paste into another" [Browse Beside] Page;
    ShowCopied "show-copied" "show copied" "Shows what was copied last, to select it by hand" [Browse List] Nothing;

    // In a page.
    FollowLink "follow-link" "follow link" "Puts a letter on every link; the letter follows it" [Browse] Page;
    NextLink "next-link" "next link" "Puts the next link in focus" [Page] Nothing;
    PreviousLink "previous-link" "previous link" "Puts the link before in focus" [Page] Nothing;
    SelectWords "select-words" "select words" "Selects words of the page from here on, to copy them or to comment on them" [Page Words] Nothing;
    CopyWords "copy-words" "copy" "Copies the selected words" [Words] Nothing;
    CommentWords "comment-words" "comment" "Begins a comment about the selected words" [Words] Nothing;
    Outline "outline" "outline" "Shows the headings of the page" [Browse] Page;
    Info "info" "info" "Shows who made the page, its versions and who can see it" [Browse] Page;
    NextHeading "next-heading" "next heading" "Goes to the next heading" [Page Editor] Nothing;
    PreviousHeading "previous-heading" "previous heading" "Goes to the heading before" [Page Editor] Nothing;

    // Writing.
    Save "save" "save" "Saves the text as a new version" [Editor Jot Conflict CommentText] Nothing;
    SaveClose "save-close" "save and close" "Saves the text as a new version and closes the editor" [Editor] Nothing;
    Leave "leave" "leave" "Leaves the editor; the draft stays" [Editor] Nothing;
    Discard "discard" "discard" "Throws the draft away, after a question" [Editor List] Nothing;
    EditUndo "edit-undo" "undo" "Takes back what was typed" [Editor] Nothing;
    EditRedo "edit-redo" "redo" "Types again what was taken back" [Editor] Nothing;
    EditCopy "edit-copy" "copy" "Copies the selection, or the line" [Editor] Nothing;
    EditCut "edit-cut" "cut" "Cuts the selection, or the line" [Editor] Nothing;
    EditPaste "edit-paste" "paste" "Inserts what was cut or copied here" [Editor] Nothing;
    SelectAll "select-all" "select all" "Selects the whole text" [Editor] Nothing;
    ToggleTask "toggle-task" "task" "Ticks the task of the line, or makes the line one" [Editor] Nothing;
    Bold "bold" "bold" "Makes the selection bold, or plain again" [Editor] Nothing;
    Italic "italic" "italic" "Makes the selection italic, or plain again" [Editor] Nothing;
    LinesUp "lines-up" "lines up" "Moves the line, or the selected lines, up" [Editor] Nothing;
    LinesDown "lines-down" "lines down" "Moves the line, or the selected lines, down" [Editor] Nothing;
    BlockUp "block-up" "block up" "Moves the list item, block or section above the one before it" [Editor] Nothing;
    BlockDown "block-down" "block down" "Moves the list item, block or section below the one after it" [Editor] Nothing;
    Indent "indent" "indent" "Moves list items one level in, with all below them" [Editor] Nothing;
    Outdent "outdent" "outdent" "Moves list items one level out, with all below them" [Editor] Nothing;
    HeadingDeeper "heading-deeper" "smaller heading" "Makes the heading one level smaller, or a line a heading" [Editor] Nothing;
    HeadingHigher "heading-higher" "larger heading" "Makes the heading one level larger, the largest plain text" [Editor] Nothing;
    Strike "strike" "strike" "Strikes the selection through, or makes it plain again" [Editor] Nothing;
    InlineCode "inline-code" "code" "Makes the selection code, or plain again" [Editor] Nothing;
    Fence "fence" "code block" "Puts the selection, or the block, into a block of code, or takes it out" [Editor] Nothing;
    Duplicate "duplicate" "duplicate" "Puts the selected lines, or the list item, below once more" [Editor] Nothing;
    SortLines "sort-lines" "sort" "Sorts the selected lines, or the items of the list" [Editor] Nothing;
    InsertTable "insert-table" "new table" "Inserts a table; Tab goes from cell to cell" [Editor] Nothing;
    AddRow "add-row" "row below" "Adds a row to the table below this one" [Editor] Nothing;
    DeleteRow "delete-row" "delete row" "Removes the row of the table" [Editor] Nothing;
    AddColumn "add-column" "column after" "Adds a column to the table after this one" [Editor] Nothing;
    DeleteColumn "delete-column" "delete column" "Removes the column of the table" [Editor] Nothing;
    Split "split" "page beside" "Puts another page beside the text, or takes it away" [Editor Beside] Nothing;
    SwitchSide "switch-side" "other side" "Goes to the page beside the text, and back" [Editor Beside] Nothing;
    SetMark "set-mark" "mark text" "Begins a selection here: moving extends it, pressed again it ends" [Editor] Nothing;
    DeleteLine "delete-line" "delete line" "Deletes the line, or the selected lines" [Editor] Nothing;
    ReplaceAll "replace-all" "replace" "Asks what to put in place of what is found, then replaces everything" [Editor] Nothing;
    MatchCase "match-case" "case" "Finds only what has the same capitals" [Find] Nothing;
    MatchWord "match-word" "word" "Finds only whole words" [Find] Nothing;
    MatchRegex "match-regex" "regex" "Finds a pattern: `^- `, `(\\w+)`; `$1` in the replacement is its first group" [Find] Nothing;
    InSelection "in-selection" "selection" "Finds only in the lines that were selected" [Find] Nothing;
    Find "find" "find" "Finds text in the editor" [Editor] Nothing;
    InsertLink "insert-link" "link" "Links to another page" [Editor Beside] Nothing;
    Preview "preview" "preview" "Shows the text as it will look, beside it or instead of it" [Editor Conflict] Nothing;
    Complete "complete" "complete" "Completes a page, person or block name" [Editor Input] Nothing;
    NewLine "new-line" "new line" "Begins another line" [Jot Editor] Nothing;
    KeepForEditor "keep-for-editor" "editor" "Goes on with this text in the editor" [Jot] Nothing;
    Task "task" "task" "Makes the jot a task, or a note again" [Jot] Nothing;

    // Answering.
    Yes "yes" "yes" "Says yes" [Question List] Nothing;
    No "no" "no" "Says no" [Question List] Nothing;
    Accept "accept" "accept" "Takes what is typed or selected" [Input Question] Nothing;

    // On lists of their own.
    Restore "restore" "restore" "Brings the selected page or version back" [Trash History Diff] Nothing;
    Retry "retry" "retry" "Tries to deliver the change again" [Outbox] Nothing;
    Drop "drop" "drop" "Drops the waiting change and what depends on it" [Outbox] Nothing;
    Compare "compare" "compare" "Compares this version with another" [History] Nothing;
    SideBySide "side-by-side" "side by side" "Shows both versions beside each other, or one above the other" [Diff] Nothing;
    TakeMine "take-mine" "mine" "Takes your side" [Conflict] Nothing;
    TakeTheirs "take-theirs" "theirs" "Takes their side" [Conflict] Nothing;
    TakeBoth "take-both" "both" "Takes both, yours first" [Conflict] Nothing;
    TakeAllMine "take-all-mine" "all mine" "Takes your side everywhere" [Conflict] Nothing;
    TakeAllTheirs "take-all-theirs" "all theirs" "Takes their side everywhere" [Conflict] Nothing;
    ShowBase "show-base" "before both" "Shows what stood there before both edits, or folds it away" [Conflict] Nothing;

    WriteComment "write-comment" "comment" "Writes a comment on the page" [Comments] Nothing;
    Reply "reply" "reply" "Answers the comment" [Comments] Nothing;
    EditComment "edit-comment" "edit" "Changes your comment" [Comments] Nothing;
    Resolve "resolve" "resolve" "Settles the thread, or opens it again" [Comments] Nothing;
    ShowResolved "show-resolved" "settled ones" "Shows settled threads too, or hides them" [Comments] Nothing;
    Delete "delete" "delete" "Deletes the comment or file for good, after a question; stages that a row goes" [Comments Attachments Permissions] Nothing;
    AddFile "add-file" "add file" "Adds a file to the page" [Attachments] Nothing;
    SaveFile "save-file" "save to" "Saves the file into a folder" [Attachments] Nothing;
    OpenFile "open-file" "open with" "Opens the file with the program of the system" [Attachments] Nothing;
    InsertFile "insert-file" "insert" "Puts the image or a link to the file at the end of the page" [Attachments] Nothing;

    Permissions "permissions" "permissions" "Shows who can see this and why, and changes it" [Browse] Nothing;
    Explain "explain" "why" "Says why the selected person can or cannot do something" [Permissions] Nothing;
    StageFix "stage-fix" "fix" "Stages what would let them, and goes on to the review" [Permissions] Nothing;
    AddSubject "add-subject" "add" "Adds a person or a group" [Permissions] Nothing;
    GrantView "grant-view" "grant View" "Stages View on the space for whoever is listed without it" [Permissions] Nothing;
    Lift "lift" "open page" "Stages that the page has no lists of its own" [Permissions] Nothing;
    OnlyMe "only-me" "only me" "Stages that nobody but you, and the owner, can see it" [Permissions] Nothing;
    MayRead "may-read" "read" "Stages that the selected one reads" [Permissions] Nothing;
    MayComment "may-comment" "comment" "Stages that the selected one reads and comments" [Permissions] Nothing;
    MayContribute "may-contribute" "contribute" "Stages that the selected one also adds, edits, and deletes what they made" [Permissions] Nothing;
    MayEdit "may-edit" "edit" "Stages that the selected one does everything with pages, posts, files and comments" [Permissions] Nothing;
    MayAdmin "may-admin" "admin" "Stages that the selected one administers the space, too" [Permissions] Nothing;
    Review "review" "review" "Shows who gains and who loses by what is staged; y makes it so" [Permissions] Nothing;

    // The program.
    Sync "sync" "sync now" "Delivers and fetches now" [Browse List] Nothing;
    Refresh "refresh" "refresh" "Reads this view again" [Browse List] Nothing;
    Menu "menu" "menu" "Shows everything that is possible here" [Browse Editor] Nothing;
    Palette "palette" "commands" "Finds any command by name" [Global] Nothing;
    Help "help" "keys" "Shows the keys; Enter runs one" [Browse List Global] Nothing;
    Log "log" "log" "Shows what happened: notices and errors" [Browse List] Nothing;
    Zoom "zoom" "zoom" "Gives the whole screen to this pane, and back" [Browse] Nothing;
    Unzoom "unzoom" "unzoom" "Shows all panes again" [Browse] Nothing;
    Narrower "narrower" "narrower" "Makes the left side narrower" [Browse] Nothing;
    Wider "wider" "wider" "Makes the left side wider" [Browse] Nothing;
    ResetWidths "reset-widths" "reset widths" "Gives the left side its usual width" [Browse] Nothing;
    Themes "themes" "themes" "Chooses the colours" [Browse] Nothing;
    Mouse "mouse" "mouse on/off" "Gives the mouse back to the terminal, or takes it again" [Browse] Nothing;
    Redraw "redraw" "redraw" "Draws the whole screen again" [Global] Nothing;
    Suspend "suspend" "suspend" "Puts the program to sleep until `fg`" [Global] Nothing;
    Cancel "cancel" "cancel" "Cancels what is going on; pressed twice it quits" [Global] Nothing;
    Quit "quit" "quit" "Quits; what waits is delivered next time" [Browse] Nothing;
    EndTips "no-more-tips" "no more tips" "Shows no tips any more" [Browse] Nothing;
    Welcome "welcome" "welcome" "Shows the welcome again" [Browse] Nothing;
}

impl Action {
    /// Returns its row of the table.
    pub fn about(self) -> &'static About {
        // The enum and the table come from one list, in one order.
        &ACTIONS[self as usize]
    }

    /// Returns its name in `keys.toml`.
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// Returns its title.
    pub fn title(self) -> &'static str {
        self.about().title
    }

    /// Returns the words for it in a place where they are others.
    pub fn title_in(self, context: Context) -> &'static str {
        match (self, context) {
            (Self::Filter, Context::Page) => "find",
            (Self::SelectWords, Context::Words) => "begin here",
            _ => self.title(),
        }
    }

    /// Finds an action by its name.
    pub fn named(name: &str) -> Option<Self> {
        ACTIONS.iter().find(|about| about.name == name).map(|about| about.action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_rows_are_in_order() {
        for (index, about) in ACTIONS.iter().enumerate() {
            assert_eq!(about.action as usize, index);
            assert_eq!(Action::named(about.name), Some(about.action), "{} twice", about.name);
            assert!(!about.help.ends_with('.'));
        }
    }
}
