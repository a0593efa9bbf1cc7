//! Answers what pages ask of other pages: children, reports, included pages. Runs beside the loop, reads the
//! replica only; what cannot be answered says why in a sentence.

mod query;

use crate::domain::{Page, PageId, PageKind, PageStatus, Space, SpaceId, SpaceKey};
use crate::markup::{self, PageName};
use crate::replica::{Pages, Replica, Result};
use crate::tui::document::{Document, Dynamic, Entry, Facts, Resolved, Value};
use jiff::tz::TimeZone;
use query::Query;
use std::collections::HashMap;
use std::sync::Arc;

/// Pages in pages in pages: deeper ones are not followed.
const DEEPEST: usize = 4;
/// Pages whose bodies one page may bring along.
const MOST_BODIES: usize = 200;
/// Pages that one list names.
const MOST_LISTED: usize = 500;

/// What answers are made with.
pub(super) struct Sources<'a> {
    /// The pages.
    pub(super) pages: &'a Pages<'a>,
    /// What mentions are called.
    pub(super) people: Arc<HashMap<String, String>>,
    /// For days.
    pub(super) zone: TimeZone,
}

/// Answers everything a page asks.
pub(super) fn answers(sources: &Sources<'_>, page: &PageId, document: &Document) -> Result<Vec<Resolved>> {
    let Some(page) = sources.pages.page(page)? else { return Ok(Vec::new()) };
    let mut left = MOST_BODIES;
    Resolver { sources, above: vec![page], left: &mut left }.answers(document)
}

/// Returns a page as the reader shows it: its body with what it shows of other pages.
pub fn whole(replica: &Replica, page: &PageId, storage: &str) -> Result<Document> {
    let users = replica.people()?;
    let people = Arc::new(super::open::people(&users));
    let reading = markup::to_reading(storage);
    let document = Document::read(reading.markdown(), &Facts::of(&reading, people.clone()));
    if document.dynamics().is_empty() {
        return Ok(document);
    }
    let zone = crate::config::zone();
    let answers = replica.pages(|pages| answers(&Sources { pages, people, zone }, page, &document))?;
    Ok(document.with(answers))
}

struct Resolver<'a> {
    sources: &'a Sources<'a>,
    /// The page that is shown, and those it brings along, down to the one that asks.
    above: Vec<Page>,
    left: &'a mut usize,
}

impl Resolver<'_> {
    fn answers(&mut self, document: &Document) -> Result<Vec<Resolved>> {
        document.dynamics().iter().map(|dynamic| self.answer(dynamic)).collect()
    }

    fn answer(&mut self, dynamic: &Dynamic) -> Result<Resolved> {
        let call = &dynamic.call;
        match call.name.as_str() {
            "children" | "pagetree" => self.below(dynamic),
            "include" => self.include(dynamic, false),
            "excerpt-include" => self.include(dynamic, true),
            "detailssummary" => self.report(dynamic),
            "contentbylabel" | "content-report-table" => self.labelled(dynamic),
            _ => self.newest(dynamic, call.name == "blog-posts"),
        }
    }

    fn here(&self) -> Option<&Page> {
        self.above.last()
    }

    fn said(&self, label: impl Into<String>, sentence: &str) -> Result<Resolved> {
        let sentence = match self.sources.pages.is_pulled()? {
            true => sentence.to_owned(),
            false => "Nothing has been fetched from the wiki yet: this fills with the first sync.".to_owned(),
        };
        Ok(Resolved::new(label, Document::sentence(&sentence)))
    }

    /// Finds the page that a macro names; otherwise the sentence that says why there is none.
    fn find(&self, name: &PageName) -> Result<std::result::Result<Page, String>> {
        let pages = self.sources.pages;
        let space = match &name.space {
            Some(key) => match pages.space_by_key(&SpaceKey::new(key.clone()))? {
                Some(space) => space.id,
                None => return Ok(Err(format!("There is no space {key} here, or you may not see it."))),
            },
            None => match self.here() {
                Some(page) => page.space.clone(),
                None => return Ok(Err("The page that asks is gone.".to_owned())),
            },
        };
        let found = pages.titled(&space, &name.title)?.into_iter().next();
        Ok(found.ok_or_else(|| {
            format!("“{}” is not here: it is gone, not synced yet, or you may not see it.", name.title)
        }))
    }

    // -- pages below ---------------------------------------------------------------------------------------

    fn below(&self, dynamic: &Dynamic) -> Result<Resolved> {
        let call = &dynamic.call;
        let is_tree = call.name == "pagetree";
        let word = if is_tree { "page tree" } else { "children" };
        let Some(here) = self.here() else { return self.said(word, "The page that asks is gone.") };
        let Some(space) = self.sources.pages.space(&here.space)? else {
            return self.said(word, "The space of this page is not here.");
        };
        let named = call.attribute("page").or_else(|| call.attribute("root")).unwrap_or("").trim();
        let (root, label) = match named {
            "/" | "@none" => (None, format!("pages of {}", space.key)),
            "@home" => (space.home.clone(), format!("pages of {}", space.key)),
            "@parent" => (here.parent.clone(), "pages beside this one".to_owned()),
            "@self" => (Some(here.id.clone()), "pages below".to_owned()),
            _ => match &dynamic.page {
                Some(name) => match self.find(name)? {
                    Ok(page) => {
                        let label = format!("pages below “{}”", page.title);
                        return self.list_below(dynamic, &page.space.clone(), Some(page.id), label);
                    }
                    Err(sentence) => return self.said(word, &sentence),
                },
                None if is_tree => (space.home.clone(), format!("pages of {}", space.key)),
                None => (Some(here.id.clone()), "pages below".to_owned()),
            },
        };
        self.list_below(dynamic, &space.id, root, label)
    }

    fn list_below(
        &self,
        dynamic: &Dynamic,
        space: &SpaceId,
        root: Option<PageId>,
        label: String,
    ) -> Result<Resolved> {
        let call = &dynamic.call;
        let all = call.attribute("all") == Some("true");
        let depth = match call.attribute("depth").or_else(|| call.attribute("startDepth")) {
            _ if all => usize::MAX,
            Some(depth) => depth.parse().ok().filter(|depth| *depth > 0).unwrap_or(usize::MAX),
            None => 1,
        };
        let query = Query::of(call);
        let first: usize = call.attribute("first").and_then(|first| first.parse().ok()).unwrap_or(usize::MAX);
        let below = |level: usize, parent: Option<&PageId>, most: usize| -> Result<Vec<(usize, Page)>> {
            let mut found = self.sources.pages.children(space, parent, MOST_LISTED + 1)?;
            query.sort(&mut found);
            found.truncate(most);
            Ok(found.into_iter().rev().map(|page| (level, page)).collect())
        };
        let mut entries = Vec::new();
        let mut waiting = below(0, root.as_ref(), first)?;
        while let Some((level, page)) = waiting.pop().filter(|_| entries.len() <= MOST_LISTED) {
            entries.push(entry(level, &page, String::new()));
            if level + 1 < depth {
                waiting.extend(below(level + 1, Some(&page.id), usize::MAX)?);
            }
        }
        self.listed(label, entries, "There are no pages below.")
    }

    fn listed(&self, label: String, mut entries: Vec<Entry>, none: &str) -> Result<Resolved> {
        if entries.is_empty() {
            return self.said(label, none);
        }
        let label = match entries.len() > MOST_LISTED {
            true => format!("{label}, the first {MOST_LISTED}"),
            false => label,
        };
        entries.truncate(MOST_LISTED);
        Ok(Resolved::new(label, Document::links(&entries)))
    }

    // -- newest and labelled pages --------------------------------------------------------------------------

    fn newest(&self, dynamic: &Dynamic, posts_only: bool) -> Result<Resolved> {
        let query = Query::of(&dynamic.call);
        let word = if posts_only { "blog posts" } else { "recently updated" };
        let spaces = match self.spaces(&query, dynamic, true)? {
            Ok(spaces) => spaces,
            Err(sentence) => return self.said(word, &sentence),
        };
        let ids: Vec<_> = spaces.iter().map(|space| space.id.clone()).collect();
        let found = if query.labels.is_empty() {
            self.sources.pages.newest(&ids, posts_only, query.most.min(MOST_LISTED))?
        } else {
            self.sources.pages.labelled(&query.labels, 1, &ids, query.most.min(MOST_LISTED))?
        };
        let told = |page: &Page| if posts_only { self.posted(page) } else { self.saved(page) };
        let entries = found.iter().map(|page| entry(0, page, told(page))).collect();
        let none = if posts_only { "There are no blog posts here." } else { "Nothing was written here yet." };
        self.listed(format!("{word}{}", names(&spaces)), entries, none)
    }

    fn labelled(&self, dynamic: &Dynamic) -> Result<Resolved> {
        let query = Query::of(&dynamic.call);
        let label = query.label("pages with ");
        let (found, of_spaces) = match self.with_labels(&query, dynamic)? {
            Ok(found) => found,
            Err(sentence) => return self.said(label, &sentence),
        };
        let entries = found.iter().map(|page| entry(0, page, self.saved(page))).collect();
        self.listed(label + &of_spaces, entries, "No page carries it.")
    }

    /// The pages with the labels of a query, as it wants them, and the words that name its spaces; or the sentence
    /// that says why there can be none.
    fn with_labels(
        &self,
        query: &Query,
        dynamic: &Dynamic,
    ) -> Result<std::result::Result<(Vec<Page>, String), String>> {
        if let Some(sentence) = query.refusal() {
            return Ok(Err(sentence));
        }
        let spaces = match self.spaces(query, dynamic, false)? {
            Ok(spaces) => spaces,
            Err(sentence) => return Ok(Err(sentence)),
        };
        let least = if query.all_labels { query.labels.len() } else { 1 };
        let ids: Vec<_> = spaces.iter().map(|space| space.id.clone()).collect();
        let mut found = self.sources.pages.labelled(&query.labels, least, &ids, MOST_LISTED)?;
        query.sort(&mut found);
        found.truncate(query.most);
        Ok(Ok((found, names(&spaces))))
    }

    /// The spaces a query is about; none for all of them.
    fn spaces(
        &self,
        query: &Query,
        dynamic: &Dynamic,
        own_by_default: bool,
    ) -> Result<std::result::Result<Vec<Space>, String>> {
        let mut keys = query.spaces.clone();
        keys.extend(
            dynamic.page.iter().filter(|page| page.title.is_empty()).filter_map(|page| page.space.clone()),
        );
        if keys.iter().any(|key| matches!(key.as_str(), "@all" | "@global" | "*")) {
            return Ok(Ok(Vec::new()));
        }
        if keys.is_empty() && own_by_default {
            keys.push("@self".to_owned());
        }
        let pages = self.sources.pages;
        let mut found = Vec::new();
        for key in keys {
            let space = match (key.as_str(), self.here()) {
                ("@self" | "currentSpace()", Some(page)) => pages.space(&page.space)?,
                _ => pages.space_by_key(&SpaceKey::new(key.clone()))?,
            };
            match space {
                Some(space) => found.push(space),
                None => return Ok(Err(format!("There is no space {key} here, or you may not see it."))),
            }
        }
        Ok(Ok(found))
    }

    /// Who saved a page, and when.
    fn saved(&self, page: &Page) -> String {
        self.by_on(page, page.version.when.to_zoned(self.sources.zone.clone()).date())
    }

    /// Who wrote a blog post, and for which day.
    fn posted(&self, page: &Page) -> String {
        match page.kind {
            PageKind::BlogPost { day } => self.by_on(page, day),
            PageKind::Page => self.saved(page),
        }
    }

    fn by_on(&self, page: &Page, day: jiff::civil::Date) -> String {
        let author = page.version.author.as_str();
        let name = self.sources.people.get(&format!("id:{author}")).map_or(author, String::as_str);
        format!("{name}, {}", day.strftime("%-d %b %Y"))
    }

    // -- other pages' words -----------------------------------------------------------------------------------

    fn include(&mut self, dynamic: &Dynamic, excerpt: bool) -> Result<Resolved> {
        let word = if excerpt { "excerpt" } else { "included page" };
        let Some(name) = &dynamic.page else {
            return self.said(word, "This macro names no page.");
        };
        let page = match self.find(name)? {
            Ok(page) => page,
            Err(sentence) => return self.said(word, &sentence),
        };
        let label = if excerpt { "excerpt of" } else { "from" };
        let label = format!("{label} “{}”", page.title);
        if self.above.iter().any(|above| above.id == page.id) {
            return self.said(label, "This page is shown above already: it includes itself.");
        }
        if self.above.len() > DEEPEST {
            return self.said(label, "Pages within pages are followed four deep, not further.");
        }
        let Some(document) = self.read(&page)? else {
            return self.said(label, "This page shows too many others to bring them all along.");
        };
        let part = match excerpt {
            true => document.excerpt(dynamic.call.attribute("name")),
            false => Some(document),
        };
        let Some(part) = part else {
            return self.said(label, "That page has no excerpt.");
        };
        let key =
            self.sources.pages.space(&page.space)?.map(|space| space.key.to_string()).unwrap_or_default();
        let (id, title) = (page.id.as_str().to_owned(), page.title.clone());
        self.above.push(page);
        let answers = self.answers(&part);
        self.above.pop();
        Ok(Resolved::new(label, part.with(answers?).quoted(&key, &id, &title)))
    }

    /// Parses the body of a page; `None` when enough were read.
    fn read(&mut self, page: &Page) -> Result<Option<Document>> {
        if *self.left == 0 || page.status == PageStatus::Trashed {
            return Ok(None);
        }
        *self.left -= 1;
        let body = self.sources.pages.body(&page.id)?.unwrap_or_default();
        let reading = markup::to_reading(&body);
        let facts = Facts::of(&reading, self.sources.people.clone());
        Ok(Some(Document::read(reading.markdown(), &facts)))
    }

    fn report(&mut self, dynamic: &Dynamic) -> Result<Resolved> {
        let query = Query::of(&dynamic.call);
        let label = query.label("page properties of ");
        let (found, of_spaces) = match self.with_labels(&query, dynamic)? {
            Ok(found) => found,
            Err(sentence) => return self.said(label, &sentence),
        };
        let wanted = dynamic.call.attribute("headings").map(query::list);
        let mut head: Vec<String> = wanted.clone().unwrap_or_default();
        let mut rows = Vec::new();
        for page in found {
            let Some(document) = self.read(&page)? else { break };
            let key =
                self.sources.pages.space(&page.space)?.map(|space| space.key.to_string()).unwrap_or_default();
            let document = document.quoted(&key, page.id.as_str(), &page.title);
            let properties = document.properties(dynamic.call.attribute("id"));
            if properties.is_empty() {
                continue;
            }
            if wanted.is_none() {
                for (name, _) in &properties {
                    if !name.is_empty() && !head.contains(name) && head.len() < 20 {
                        head.push(name.clone());
                    }
                }
            }
            rows.push((page, properties));
        }
        if rows.is_empty() {
            return self.said(label + &of_spaces, "No page has properties to report.");
        }
        let rows = rows.into_iter().map(|(page, mut properties)| {
            let mut row = vec![Value::Page(page.id.as_str().to_owned(), page.title)];
            row.extend(head.iter().map(|name| {
                let at = properties.iter().position(|(found, _)| found == name);
                at.map_or(Value::Text(String::new()), |at| Value::Part(properties.swap_remove(at).1))
            }));
            row
        });
        let rows: Vec<_> = rows.collect();
        let first = dynamic.call.attribute("firstcolumn").unwrap_or("Title").to_owned();
        head.insert(0, first);
        Ok(Resolved::new(label + &of_spaces, Document::report(&head, rows)))
    }
}

fn entry(depth: usize, page: &Page, note: String) -> Entry {
    Entry { depth, page: page.id.as_str().to_owned(), title: page.title.clone(), note }
}

fn names(spaces: &[Space]) -> String {
    let names: Vec<String> = spaces.iter().map(|space| space.key.to_string()).collect();
    if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) }
}
