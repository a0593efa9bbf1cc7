//! `tildr page list`: trees, the trash, pages with a label.

use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::{Label, Page, PageId, Space, SpaceStatus};
use crate::replica::{Mark, PageRow, Replica};
use crate::report::Report;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct List {
    /// Only this space
    #[arg(long, value_name = "KEY")]
    space: Option<String>,
    /// Only what is below this page
    #[arg(long, value_name = "TARGET")]
    under: Option<String>,
    /// Only pages with this label
    #[arg(long, conflicts_with_all = ["under", "trash"])]
    label: Option<String>,
    /// The trash
    #[arg(long)]
    trash: bool,
    /// Blog posts instead of pages
    #[arg(long)]
    blog: bool,
    /// How many levels deep
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    depth: usize,
}

/// A page in a list with its depth in the tree.
struct Line {
    depth: usize,
    row: PageRow,
}

impl List {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let replica = session.replica()?;
        let lines = self.lines(session, replica)?;
        let spaces = replica.spaces()?;
        let key = |page: &Page| {
            spaces
                .iter()
                .find(|space| space.id == page.space)
                .map_or_else(String::new, |space| space.key.to_string())
        };
        if session.out.is_json() {
            let objects =
                lines.iter().map(|line| object(&line.row, &key(&line.row.page), line.depth)).collect();
            return session.out.object(&serde_json::Value::Array(objects));
        }
        let rows: Vec<Vec<String>> =
            lines.iter().map(|line| cells(line, &key(&line.row.page), session)).collect();
        session.out.list(&["id", "space", "mark", "title"], &rows, self.emptiness())
    }

    fn lines(&self, session: &Session, replica: &Replica) -> Result<Vec<Line>, Report> {
        let space = self.space.as_deref().map(|key| target::space(session, key)).transpose()?;
        let flat = |pages: Vec<Page>| {
            let in_space = |page: &Page| space.as_ref().is_none_or(|space| space.id == page.space);
            let line = |page: Page| Line {
                depth: 0,
                row: PageRow { page, has_children: false, mark: Mark::default() },
            };
            pages.into_iter().filter(in_space).map(line).collect()
        };
        if self.trash {
            return Ok(flat(replica.trashed(space.as_ref().map(|space| &space.id))?));
        }
        if let Some(label) = &self.label {
            let label =
                Label::parse(label).ok_or_else(|| Report::refused(format!("`{label}` cannot be a label")))?;
            return Ok(flat(replica.labelled(&label)?));
        }
        let mut lines = Vec::new();
        if let Some(under) = &self.under {
            let page = target::page(session, under)?.page;
            self.walk(replica, &page, &mut lines)?;
            return Ok(lines);
        }
        let spaces = match space {
            Some(space) => vec![space],
            None => replica.spaces()?.into_iter().filter(|s| s.status == SpaceStatus::Active).collect(),
        };
        for space in &spaces {
            self.space_lines(replica, space, &mut lines)?;
        }
        Ok(lines)
    }

    fn space_lines(&self, replica: &Replica, space: &Space, lines: &mut Vec<Line>) -> Result<(), Report> {
        if self.blog {
            lines.extend(replica.blog_posts(&space.id)?.into_iter().map(|row| Line { depth: 0, row }));
            return Ok(());
        }
        self.children(replica, space, None, 0, lines)
    }

    fn walk(&self, replica: &Replica, page: &Page, lines: &mut Vec<Line>) -> Result<(), Report> {
        let space =
            replica.space(&page.space)?.ok_or_else(|| Report::refused("the space of the page is gone"))?;
        self.children(replica, &space, Some(&page.id), 0, lines)
    }

    /// Depth first, with a stack of its own: trees may be deeper than the program's.
    fn children(
        &self,
        replica: &Replica,
        space: &Space,
        parent: Option<&PageId>,
        depth: usize,
        lines: &mut Vec<Line>,
    ) -> Result<(), Report> {
        let mut waiting: Vec<Line> =
            replica.children(&space.id, parent)?.into_iter().rev().map(|row| Line { depth, row }).collect();
        while let Some(line) = waiting.pop() {
            let next = line.depth + 1;
            if line.row.has_children && next < self.depth {
                let children = replica.children(&space.id, Some(&line.row.page.id))?;
                waiting.extend(children.into_iter().rev().map(|row| Line { depth: next, row }));
            }
            lines.push(line);
        }
        Ok(())
    }

    fn emptiness(&self) -> &'static str {
        if self.trash {
            "the trash is empty"
        } else {
            "no pages yet: `tildr space add-personal` makes your space, `tildr page new TITLE` a page"
        }
    }
}

fn cells(line: &Line, key: &str, session: &Session) -> Vec<String> {
    let page = &line.row.page;
    let indent = if session.out.is_tty() { "  ".repeat(line.depth) } else { String::new() };
    vec![
        page.id.to_string(),
        key.to_owned(),
        mark(line.row.mark).to_owned(),
        format!("{indent}{}", page.title),
    ]
}

/// `^ * !` as everywhere.
fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark { conflict: true, .. } => "!",
        Mark { draft: true, .. } => "*",
        Mark { queued: true, .. } => "^",
        _ => "",
    }
}

fn object(row: &PageRow, key: &str, depth: usize) -> serde_json::Value {
    let page = &row.page;
    json!({
        "id": page.id, "space": key, "title": page.title, "parent": page.parent, "depth": depth,
        "kind": page.kind, "status": page.status, "version": page.version.number, "updated": page.version.when,
        "labels": page.labels, "queued": row.mark.queued, "draft": row.mark.draft, "conflict": row.mark.conflict,
    })
}
