//! What a macro asks for, from its parameters: labels, spaces, order, how many. CQL is understood as far as it
//! speaks of these.

use crate::domain::{Label, Page};
use crate::tui::document::Call;

/// A question about pages.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Query {
    pub(super) labels: Vec<Label>,
    /// Whether a page needs all of them.
    pub(super) all_labels: bool,
    /// Keys, or `@self`, `@all`.
    pub(super) spaces: Vec<String>,
    pub(super) most: usize,
    order: Order,
    is_reversed: bool,
    /// Conditions that nobody here can answer.
    odd: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Clone, Copy)]
enum Order {
    /// As it comes.
    #[default]
    Given,
    Title,
    Created,
    Saved,
}

impl Query {
    /// Reads the parameters of a macro.
    pub(super) fn of(call: &Call) -> Self {
        let value = |names: &[&str]| names.iter().find_map(|name| call.attribute(name));
        let mut query = Self { most: 15, ..Self::default() };
        if call.name == "detailssummary" {
            query.most = 30;
        }
        let most = value(&["max", "maxResults", "pageSize"]).and_then(|most| most.parse().ok());
        query.most = most.filter(|most| *most > 0).unwrap_or(query.most);
        query.labels = value(&["labels", "label"]).map(labels).unwrap_or_default();
        query.all_labels = value(&["operator"]).is_some_and(|word| word.eq_ignore_ascii_case("and"));
        query.spaces = value(&["spaces", "space", "spaceKey"]).map(list).unwrap_or_default();
        query.is_reversed = value(&["reverse", "reverseSort"]) == Some("true");
        query.order = match value(&["sort", "sortBy"]).unwrap_or("").to_ascii_lowercase().as_str() {
            "title" | "natural" | "bitwise" => Order::Title,
            "creation" | "created" => Order::Created,
            "modified" | "last modified" => Order::Saved,
            _ => Order::Given,
        };
        if let Some(cql) = value(&["cql"]) {
            query.cql(cql);
        }
        query
    }

    /// Puts pages into the order that is asked for.
    pub(super) fn sort(&self, pages: &mut [Page]) {
        match self.order {
            Order::Given => {}
            Order::Title => pages.sort_by_cached_key(|page| page.title.to_lowercase()),
            Order::Created => pages.sort_by_key(|page| page.created),
            Order::Saved => pages.sort_by_key(|page| page.version.when),
        }
        if self.is_reversed {
            pages.reverse();
        }
    }

    /// Names the labels, for the edge of a box.
    pub(super) fn label(&self, before: &str) -> String {
        let names: Vec<&str> = self.labels.iter().map(Label::as_str).collect();
        let joined = names.join(if self.all_labels { " and " } else { " or " });
        let plural = if names.len() > 1 { "labels" } else { "label" };
        match before {
            _ if names.is_empty() => before.rsplit_once(' ').map_or(before, |(start, _)| start).to_owned(),
            "page properties of " => format!("page properties, {plural} {joined}"),
            _ => format!("{before}{plural} {joined}"),
        }
    }

    /// Says why it cannot be answered.
    pub(super) fn refusal(&self) -> Option<String> {
        if !self.odd.is_empty() {
            return Some(format!("Only the wiki can answer this: {}.", self.odd.join(" and ")));
        }
        self.labels.is_empty().then(|| "This macro names no label.".to_owned())
    }

    fn cql(&mut self, cql: &str) {
        let lower = cql.to_lowercase();
        let body = match lower.find(" order by ") {
            Some(at) if cql.is_char_boundary(at) => &cql[..at],
            _ => cql,
        };
        for clause in clauses(body) {
            let Some((field, negated, values)) = clause_of(&clause) else {
                self.odd.push(clause);
                continue;
            };
            match field.as_str() {
                _ if negated => self.odd.push(clause),
                "label" => {
                    self.all_labels |= !self.labels.is_empty();
                    self.labels.extend(values.iter().filter_map(|name| Label::parse(name)));
                }
                "space" | "space.key" => self.spaces.extend(values),
                "type" if values.iter().all(|kind| kind == "page" || kind == "blogpost") => {}
                _ => self.odd.push(clause),
            }
        }
    }
}

/// Splits at `and` outside of brackets and quotes.
fn clauses(cql: &str) -> Vec<String> {
    let (mut found, mut clause) = (Vec::new(), String::new());
    let (mut depth, mut quoted) = (0, false);
    for word in cql.split_whitespace() {
        if depth == 0 && !quoted && word.eq_ignore_ascii_case("and") {
            found.push(std::mem::take(&mut clause));
            continue;
        }
        for character in word.chars() {
            match character {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                _ => {}
            }
        }
        if !clause.is_empty() {
            clause.push(' ');
        }
        clause.push_str(word);
    }
    found.push(clause);
    found.retain(|clause| !clause.is_empty());
    found
}

/// Reads `field = value`, `field in (a, b)`: the field, whether it says not, and the values.
fn clause_of(clause: &str) -> Option<(String, bool, Vec<String>)> {
    let at = clause.find(|c: char| !(c.is_alphanumeric() || c == '.'))?;
    let (field, rest) = clause.split_at(at);
    let rest = rest.trim();
    let (negated, rest) = match rest.strip_prefix("!=").or_else(|| rest.strip_prefix("not in")) {
        Some(rest) => (true, rest),
        None => (
            false,
            rest.strip_prefix('=').or_else(|| rest.strip_prefix("in").or_else(|| rest.strip_prefix("IN")))?,
        ),
    };
    let rest = rest.trim();
    if field.is_empty() || rest.to_lowercase().contains(" or ") {
        return None;
    }
    let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(rest);
    let values = list(inner).into_iter().map(|value| value.trim_matches('"').to_owned()).collect();
    Some((field.to_ascii_lowercase(), negated, values))
}

fn labels(text: &str) -> Vec<Label> {
    // `-` and `+` before a label are older spellings of not and and.
    list(text).iter().filter_map(|name| Label::parse(name.trim_start_matches('+'))).collect()
}

/// Splits at commas.
pub(super) fn list(text: &str) -> Vec<String> {
    text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(attributes: &[(&str, &str)]) -> Query {
        let attributes = attributes.iter().map(|(name, value)| crate::tui::document::Attribute {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        });
        Query::of(&Call {
            name: "contentbylabel".into(),
            attributes: attributes.collect(),
            spelling: String::new(),
        })
    }

    fn names(query: &Query) -> Vec<&str> {
        query.labels.iter().map(Label::as_str).collect()
    }

    #[test]
    fn labels_and_spaces_are_read_from_parameters_and_cql() {
        let plain = query(&[("labels", "plan, Draft"), ("operator", "AND"), ("max", "3")]);
        assert_eq!((names(&plain), plain.all_labels, plain.most), (vec!["plan", "draft"], true, 3));
        let cql = query(&[("cql", "label in (\"a\",\"b\") and space = \"ENG\" and type = \"page\"")]);
        assert_eq!((names(&cql), cql.spaces.as_slice()), (vec!["a", "b"], ["ENG".to_owned()].as_slice()));
        assert_eq!(cql.refusal(), None);
        assert!(query(&[("cql", "label = \"a\" AND label = \"b\"")]).all_labels);
    }

    #[test]
    fn what_only_the_wiki_knows_is_said() {
        for cql in
            ["label = \"a\" and creator = currentUser()", "label = a or label = b", "label != \"a\"", "("]
        {
            assert!(query(&[("cql", cql)]).refusal().is_some(), "{cql}");
        }
        assert_eq!(query(&[]).refusal().as_deref(), Some("This macro names no label."));
    }
}
