//! The root state: the facts, the panes, the stack of overlays, and little else.

use super::action::Context;
use super::chord::Chord;
use super::effect::{Effect, Notice};
use super::pane::directory::Directory;
use super::pane::editor::Editor;
use super::pane::reader::Reader;
use super::pane::tree::Tree;
use super::surface::Surface;
use super::tips::Tips;
use super::widget::kept::Kept;
use super::widget::zone::Zone;
use super::world::World;
use crate::domain::{PageId, SpaceId, Timestamp};
use crate::replica::Form;
use ratatui::layout::{Position, Rect};

/// Everything the screen is drawn from.
pub struct State {
    /// The facts.
    pub world: World,
    /// Pane 1.
    pub spaces: Directory,
    /// Pane 2.
    pub pages: Tree,
    /// Pane 3, reading.
    pub reader: Reader,
    /// Pane 3, writing.
    pub editor: Option<Editor>,
    /// Overlays, the last one on top.
    pub overlays: Vec<Box<dyn Surface>>,
    /// The pane with the keys when no overlay has them.
    pub focus: Focus,
    /// How the panes share the screen.
    pub layout: Layout,
    /// What is told to people who are new.
    pub tips: Tips,
    /// The lists as they were drawn last, while nothing happened that they might show.
    pub lists: Option<Kept>,
    /// Where the last frame can be clicked.
    pub zones: Vec<Zone>,
    /// The last press, while it may become a double click.
    pub pressed: Option<Press>,
    /// Keys typed that may go on.
    pub pending: Vec<Chord>,
    /// The notice on the screen, with its number.
    pub notice: Option<(u64, Notice)>,
    /// Pages before and after this one.
    pub visits: Visits,
    /// Why no page is open, when the one that was open went out of sight.
    pub gone: Option<String>,
    /// What the next message of a kind is for.
    pub awaiting: Awaiting,
    /// Whether the loop is to end.
    pub ended: bool,
}

/// A pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The directory of spaces.
    Spaces,
    /// The page tree.
    Pages,
    /// The page.
    Page,
}

/// How the panes share the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns of the left side.
    pub left: u16,
    /// Whether the focused pane has the whole screen.
    pub zoomed: bool,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// Rows of the directory above the tree; `None` for the usual share.
    pub spaces: Option<u16>,
    /// Which line is being dragged.
    pub drag: Drag,
    /// Where spaces, pages and page were drawn last; empty when they were not.
    pub areas: [Rect; 3],
}

/// A line between panes that is being dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drag {
    /// None is.
    No,
    /// Between the lists and the page.
    Sides,
    /// Between the directory and the tree.
    Lists,
}

/// A press of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    /// When.
    pub when: Timestamp,
    /// Where.
    pub at: Position,
}

/// Pages before and after this one.
#[derive(Debug, Default)]
pub struct Visits {
    /// Older ones, the newest last.
    pub back: Vec<PageId>,
    /// Newer ones, the nearest last.
    pub forward: Vec<PageId>,
}

/// Things asked for whose answer decides what happens next.
#[derive(Debug, Default)]
pub struct Awaiting {
    /// A page link by title: the title, and the heading to go to.
    pub link: Option<(String, Option<String>)>,
    /// A page of the journal that was not there: its first note may be on its way. Until the next key.
    pub journal: Option<(SpaceId, String)>,
    /// The person just put pages away, or took something back: that the open page goes with it needs no other word.
    /// Until that, or the next key.
    pub own: bool,
    /// Open the page that the next commit creates, in the editor.
    pub created: bool,
    /// The page that opens in the editor when it is there, and as what.
    pub editing: Option<(PageId, Form)>,
    /// The page that is put beside the editor that opens next.
    pub beside: Option<PageId>,
    /// The editor that opens next hands over to `$EDITOR` at once.
    pub external: bool,
    /// A space whose home page is to open.
    pub space: Option<SpaceId>,
    /// What undo does instead of taking back a change, and when that was offered.
    pub undo: Option<(Timestamp, Effect)>,
    /// What was copied last.
    pub copied: Option<String>,
    /// Ctrl-C was pressed once.
    pub cancelled: bool,
    /// The present notice's number.
    pub notices: u64,
    /// The first directory has come.
    pub begun: bool,
}

impl State {
    /// A state with the facts and nothing on the screen yet.
    pub fn new(world: World) -> Self {
        let mouse = world.settings.mouse;
        let (tips, tells_escape_time) = (world.settings.tips, world.settings.tells_escape_time);
        Self {
            world,
            spaces: Directory::new(),
            pages: Tree::new(),
            reader: Reader::new(),
            editor: None,
            overlays: Vec::new(),
            focus: Focus::Spaces,
            layout: Layout {
                left: Layout::LEFT,
                zoomed: false,
                mouse,
                spaces: None,
                drag: Drag::No,
                areas: [Rect::ZERO; 3],
            },
            tips: Tips::new(tips, tells_escape_time),
            lists: None,
            zones: Vec::new(),
            pressed: None,
            pending: Vec::new(),
            notice: None,
            visits: Visits::default(),
            gone: None,
            awaiting: Awaiting::default(),
            ended: false,
        }
    }

    /// Whether the page in the page pane is this one, and all of it.
    pub fn shows_all_of(&self, page: &PageId) -> bool {
        self.world.page.as_ref().is_some_and(|opened| opened.id() == page && !opened.is_beginning)
    }

    /// Returns the surface with the keys.
    pub fn top(&mut self) -> &mut dyn Surface {
        if let Some(overlay) = self.overlays.last_mut() {
            return overlay.as_mut();
        }
        pane(self.focus, &mut self.spaces, &mut self.pages, &mut self.reader, &mut self.editor)
    }

    /// Returns a pane, and the facts.
    pub fn pane_and_world(&mut self, which: Focus) -> (&mut dyn Surface, &World) {
        let Self { spaces, pages, reader, editor, world, .. } = self;
        (pane(which, spaces, pages, reader, editor), world)
    }

    /// Returns the surface with the keys, and the facts.
    pub fn top_and_world(&mut self) -> (&mut dyn Surface, &World) {
        let Self { overlays, spaces, pages, reader, editor, focus, world, .. } = self;
        match overlays.last_mut() {
            Some(overlay) => (overlay.as_mut(), world),
            None => (pane(*focus, spaces, pages, reader, editor), world),
        }
    }

    /// Brings the derived facts up to date: what is in hand, which pane is behind the overlays.
    pub fn refresh_world(&mut self) {
        let pane = pane(self.focus, &mut self.spaces, &mut self.pages, &mut self.reader, &mut self.editor);
        self.world.behind = pane.context();
        self.world.mouse = self.layout.mouse;
        let selected = match self.focus {
            Focus::Pages => self.pages.selected().map(|row| &row.page),
            Focus::Page => self.world.page.as_ref().map(|opened| &opened.row.page),
            Focus::Spaces => None,
        };
        self.world.hand =
            selected.map(|page| super::world::Hand { page: page.id.clone(), title: page.title.clone() });
    }

    /// Returns where keys are looked up now.
    pub fn context(&mut self) -> Context {
        self.top().context()
    }
}

fn pane<'a>(
    focus: Focus,
    spaces: &'a mut Directory,
    pages: &'a mut Tree,
    reader: &'a mut Reader,
    editor: &'a mut Option<Editor>,
) -> &'a mut dyn Surface {
    match focus {
        Focus::Spaces => spaces,
        Focus::Pages => pages,
        Focus::Page => match editor {
            Some(editor) => editor,
            None => reader,
        },
    }
}

impl Focus {
    /// Every pane, in their order on the screen.
    pub const ALL: [Self; 3] = [Self::Spaces, Self::Pages, Self::Page];
}

impl Layout {
    /// The usual width of the left side.
    pub const LEFT: u16 = 34;
    /// The fewest rows of a list, its border included.
    pub const LEAST: u16 = 5;
    /// Below this many columns one pane is shown at a time.
    pub const NARROW: u16 = 100;
    /// The smallest screen that is drawn.
    pub const SMALLEST: (u16, u16) = (60, 16);
}
