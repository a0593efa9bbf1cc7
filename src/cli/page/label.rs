//! `tildr page label`: list, add and remove labels.

use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::{Change, Label};
use crate::report::Report;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct LabelCommand {
    /// The page
    target: String,
    /// Labels to add; `--remove` for the other way; none to list them
    labels: Vec<String>,
    /// A label to remove, may be repeated
    #[arg(long, short, value_name = "LABEL")]
    remove: Vec<String>,
}

impl LabelCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let add = self.labels.iter().map(|label| parse(label)).collect::<Result<Vec<_>, _>>()?;
        let remove = self.remove.iter().map(|label| parse(label)).collect::<Result<Vec<_>, _>>()?;
        if !session.dry_run {
            for label in add.into_iter().filter(|label| !page.labels.contains(label)) {
                session.deliver(Change::AddLabel { page: page.id.clone(), label })?;
            }
            for label in remove.into_iter().filter(|label| page.labels.contains(label)) {
                session.deliver(Change::RemoveLabel { page: page.id.clone(), label })?;
            }
        }
        let now = session.store()?.page(&page.id)?.map_or(page, |row| row.page);
        if session.out.is_json() {
            return session.out.object(&json!({"id": now.id, "labels": now.labels}));
        }
        let rows: Vec<Vec<String>> = now.labels.iter().map(|label| vec![label.to_string()]).collect();
        session.out.list(&["label"], &rows, "no labels")
    }
}

fn parse(given: &str) -> Result<Label, Report> {
    Label::parse(given).ok_or_else(|| {
        Report::refused(format!("`{given}` cannot be a label")).hinted("use letters, digits, `-` and `_`")
    })
}
