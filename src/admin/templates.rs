//! The starts a new personal space can have, compiled in, and what they look like filled in.
//!
//! A template is used once, at creation; afterwards its pages are pages like any other (S0-12).

use crate::domain::template::{Template, UnknownVariable, fill};
use crate::markup;
use crate::remote::PlannedPage;
use jiff::civil::Date;

/// The built-in starts, the default one first.
const SOURCES: [&str; 4] = [
    include_str!("../../assets/templates/about-me.toml"),
    include_str!("../../assets/templates/empty.toml"),
    include_str!("../../assets/templates/public-private.toml"),
    include_str!("../../assets/templates/journal.toml"),
];

/// What the variables of a template stand for.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The full name of the owner.
    pub user: &'a str,
    /// The key of the space.
    pub key: &'a str,
    /// The display name of the space.
    pub name: &'a str,
    /// The day of creation.
    pub today: Date,
}

/// A page of a template with its variables filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The title.
    pub title: String,
    /// The body.
    pub markdown: String,
    /// Whether it and what is below it is for the owner alone.
    pub private: bool,
}

/// Returns the built-in starts, the default one first.
pub fn built_in() -> Vec<Template> {
    SOURCES.iter().filter_map(|source| toml::from_str(source).ok()).collect()
}

/// Returns the start that is always there, whatever happens to the others (E10).
pub fn empty() -> Template {
    toml::from_str(SOURCES[1]).expect("a test reads every built-in template")
}

/// Fills the variables of every page of a template.
pub fn filled(template: &Template, facts: Facts<'_>) -> Result<Vec<Filled>, UnknownVariable> {
    let value = |name: &str| match name {
        "user.name" => Some(facts.user.to_owned()),
        "space.key" => Some(facts.key.to_owned()),
        "space.name" => Some(facts.name.to_owned()),
        "date" => Some(facts.today.to_string()),
        _ => None,
    };
    // A name is text, not markup: what Markdown would read in it is escaped in bodies, not in titles.
    let in_text = |name: &str| value(name).map(|text| escaped(&text));
    template
        .pages
        .iter()
        .map(|page| {
            Ok(Filled {
                title: fill(&page.title, value)?,
                markdown: fill(page.markdown.trim_start(), in_text)?,
                private: page.private,
            })
        })
        .collect()
}

/// Returns the pages as they are stored.
pub fn planned(pages: &[Filled]) -> Vec<PlannedPage> {
    pages
        .iter()
        .map(|page| PlannedPage {
            title: page.title.clone(),
            storage: markup::to_storage(&page.markdown).storage,
            private: page.private,
        })
        .collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if r"\`*_{}[]<>#|~@:".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts<'static> {
        Facts { user: "Ann Lee", key: "~ann", name: "Ann Lee", today: jiff::civil::date(2026, 11, 21) }
    }

    #[test]
    fn s0_12_every_built_in_start_reads_and_fills() {
        let names: Vec<String> = built_in().into_iter().map(|template| template.name).collect();
        assert_eq!(names, ["About me", "Empty", "Public + Private", "Journal"]);
        for template in built_in() {
            let pages = filled(&template, facts()).unwrap();
            assert_eq!(pages[0].title, "Ann Lee Home", "the home page comes first");
            assert!(!template.summary.is_empty());
            assert!(pages.iter().all(|page| !page.markdown.contains("{{")));
        }
    }

    #[test]
    fn s0_41_only_the_private_root_is_private() {
        let pages = filled(&built_in()[2], facts()).unwrap();
        let private: Vec<&str> =
            pages.iter().filter(|page| page.private).map(|page| page.title.as_str()).collect();
        assert_eq!(private, ["Private"]);
    }

    #[test]
    fn links_of_a_template_lead_to_its_own_pages() {
        for template in built_in() {
            let pages = filled(&template, facts()).unwrap();
            for link in pages.iter().flat_map(|page| page.markdown.split("[[").skip(1)) {
                let title = link.split("]]").next().unwrap();
                assert!(pages.iter().any(|page| page.title == title), "`{title}` in {}", template.name);
            }
        }
    }

    #[test]
    fn gf_20_a_name_is_text_and_never_markup() {
        let pages = filled(&built_in()[0], Facts { user: "*A* [[B]]", ..facts() }).unwrap();
        assert_eq!(pages[0].title, "*A* [[B]] Home");
        assert!(pages[0].markdown.contains(r"\*A\* \[\[B\]\]"));
    }

    #[test]
    fn an_unknown_variable_is_named() {
        let mut template = empty();
        template.pages[0].markdown = "{{nope}}".to_owned();
        assert_eq!(filled(&template, facts()).unwrap_err().0, "nope");
    }
}
