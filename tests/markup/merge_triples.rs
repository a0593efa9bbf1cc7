//! Triples for the merge: a page of every construct whose words stand once, and two people who edit it.
//!
//! Every word that is made is its own, so that a law can count it: `bw…` in the base, `ow…` and `tw…`
//! where a side typed it, `cw…` where both have the same edit.

use std::fmt::Write;

/// A small generator of numbers: the same triple for the same seed, everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 33) as usize) % limit.max(1)
    }

    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// An element or a run of words.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Words(Vec<String>),
    Element(Element),
}

#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) parts: Vec<Part>,
}

/// A page and how its lines end.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) root: Element,
    newline: &'static str,
}

/// Makes words that nobody made before.
#[derive(Debug)]
pub(crate) struct Words {
    prefix: &'static str,
    count: usize,
}

impl Words {
    pub(crate) fn new(prefix: &'static str) -> Self {
        Words { prefix, count: 0 }
    }

    fn next(&mut self, dice: &mut Dice) -> String {
        self.count += 1;
        // Composed and decomposed spellings must come through as they are.
        let accent = ["", "", "", "é", "e\u{301}", "日", "&amp;"][dice.below(7)];
        format!("{}{}{accent}", self.prefix, self.count)
    }

    fn some(&mut self, dice: &mut Dice) -> Vec<String> {
        (0..1 + dice.below(6)).map(|_| self.next(dice)).collect()
    }
}

fn element(name: &'static str, parts: Vec<Part>) -> Part {
    Part::Element(Element { name, attributes: Vec::new(), parts })
}

fn with(name: &'static str, attributes: &[(&'static str, &str)], parts: Vec<Part>) -> Part {
    let attributes = attributes.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Part::Element(Element { name, attributes, parts })
}

fn text(words: &mut Words, dice: &mut Dice) -> Part {
    Part::Words(words.some(dice))
}

fn inline(words: &mut Words, dice: &mut Dice) -> Vec<Part> {
    let mut parts = vec![text(words, dice)];
    if dice.one_in(3) {
        let target = words.next(dice);
        parts.push(match dice.below(6) {
            0 => element("strong", vec![text(words, dice)]),
            1 => with("a", &[("href", "https://x.example")], vec![text(words, dice)]),
            2 => element("ac:link", vec![with("ri:page", &[("ri:content-title", &target)], Vec::new())]),
            3 => with("ac:inline-comment-marker", &[("ac:ref", &target)], vec![text(words, dice)]),
            4 => with(
                "ac:structured-macro",
                &[("ac:name", "status")],
                vec![with("ac:parameter", &[("ac:name", "title")], vec![Part::Words(vec![target])])],
            ),
            _ => with("span", &[("style", "color: red")], vec![text(words, dice)]),
        });
        if dice.one_in(2) {
            parts.push(text(words, dice));
        }
    }
    parts
}

fn item(words: &mut Words, dice: &mut Dice, depth: usize) -> Part {
    let mut parts = inline(words, dice);
    if depth > 0 && dice.one_in(4) {
        parts.push(list(words, dice, depth - 1));
    }
    element("li", parts)
}

fn list(words: &mut Words, dice: &mut Dice, depth: usize) -> Part {
    let items = (0..1 + dice.below(4)).map(|_| item(words, dice, depth)).collect();
    element(if dice.one_in(3) { "ol" } else { "ul" }, items)
}

fn task(words: &mut Words, dice: &mut Dice, id: usize) -> Part {
    element(
        "ac:task",
        vec![
            element("ac:task-id", vec![Part::Words(vec![id.to_string()])]),
            element("ac:task-status", vec![Part::Words(vec!["incomplete".to_owned()])]),
            element("ac:task-body", inline(words, dice)),
        ],
    )
}

fn row(words: &mut Words, dice: &mut Dice, width: usize) -> Part {
    element("tr", (0..width).map(|_| element("td", vec![text(words, dice)])).collect())
}

fn block(words: &mut Words, dice: &mut Dice, depth: usize) -> Part {
    match dice.below(if depth > 0 { 13 } else { 8 }) {
        0..=3 => element("p", inline(words, dice)),
        4 => element("h2", inline(words, dice)),
        5 => with(
            "ac:structured-macro",
            &[("ac:name", "code")],
            vec![
                with("ac:parameter", &[("ac:name", "language")], vec![Part::Words(vec![words.next(dice)])]),
                with("ac:parameter", &[("ac:name", "title")], vec![Part::Words(vec![words.next(dice)])]),
                element("ac:plain-text-body", vec![text(words, dice)]),
            ],
        ),
        6 => with(
            "ac:structured-macro",
            &[("ac:name", "toc")],
            vec![with("ac:parameter", &[("ac:name", "x")], vec![Part::Words(vec![words.next(dice)])])],
        ),
        7 => element("p", Vec::new()),
        8 => list(words, dice, 2),
        9 => {
            let width = 1 + dice.below(3);
            let rows = (0..1 + dice.below(4)).map(|_| row(words, dice, width)).collect();
            element("table", vec![element("tbody", rows)])
        }
        10 => element("ac:task-list", (0..1 + dice.below(3)).map(|at| task(words, dice, at + 1)).collect()),
        11 => element("blockquote", blocks(words, dice, depth - 1, 3)),
        _ => with(
            "ac:structured-macro",
            &[("ac:name", "expand")],
            vec![
                with("ac:parameter", &[("ac:name", "title")], vec![Part::Words(vec![words.next(dice)])]),
                element("ac:rich-text-body", blocks(words, dice, depth - 1, 3)),
            ],
        ),
    }
}

fn blocks(words: &mut Words, dice: &mut Dice, depth: usize, most: usize) -> Vec<Part> {
    (0..1 + dice.below(most)).map(|_| block(words, dice, depth)).collect()
}

impl Page {
    pub(crate) fn new(dice: &mut Dice, words: &mut Words) -> Self {
        let root = Element { name: "", attributes: Vec::new(), parts: blocks(words, dice, 3, 6) };
        Page { root, newline: ["", "", "\n", "\r\n"][dice.below(4)] }
    }

    pub(crate) fn storage(&self) -> String {
        let mut out = String::new();
        write_parts(&self.root, self.newline, &mut out);
        out
    }

    /// Edits the page somewhere; some edits find nothing to do.
    pub(crate) fn edit(&mut self, dice: &mut Dice, words: &mut Words) {
        match dice.below(24) {
            0 if dice.one_in(4) => self.newline = ["\r\n", "\n", ""][dice.below(3)],
            0..=8 => edit_words(pick(&mut self.root, dice, &is_prose), dice, words),
            9 => wrap(pick(&mut self.root, dice, &is_prose), "strong", Vec::new(), dice),
            10 | 11 => {
                let marker = vec![("ac:ref", words.next(dice))];
                wrap(pick(&mut self.root, dice, &is_prose), "ac:inline-comment-marker", marker, dice);
            }
            12 | 13 => add(pick(&mut self.root, dice, &|_| true), dice, words),
            14 | 15 => remove(pick(&mut self.root, dice, &is_container), dice),
            16 | 17 => shift(pick(&mut self.root, dice, &is_container), dice),
            18 => self.carry(dice),
            19 => set(pick(&mut self.root, dice, &|element| !element.name.is_empty()), "local-id", "v", dice),
            20 => set(pick(&mut self.root, dice, &is_prose), "style", "margin: ", dice),
            21 => set(
                pick(&mut self.root, dice, &|at| at.name == "ac:structured-macro"),
                "ac:macro-id",
                "v",
                dice,
            ),
            22 => {
                let Some(found) = pick(&mut self.root, dice, &|at| at.name == "ac:structured-macro") else {
                    return;
                };
                let is_parameter =
                    |part: &Part| matches!(part, Part::Element(at) if at.name == "ac:parameter");
                found.parts.sort_by_key(|part| !is_parameter(part));
                let count = found.parts.iter().filter(|part| is_parameter(part)).count();
                found.parts[..count].reverse();
            }
            _ => {
                let Some(found) = pick(&mut self.root, dice, &|at| matches!(at.name, "h2" | "h3")) else {
                    return;
                };
                found.name = if found.name == "h2" { "h3" } else { "h2" };
            }
        }
    }

    /// Moves a block from one container to another.
    fn carry(&mut self, dice: &mut Dice) {
        let is_home = |element: &Element| matches!(element.name, "" | "blockquote" | "ac:rich-text-body");
        let Some(from) = pick(&mut self.root, dice, &is_home).filter(|from| from.parts.len() > 1) else {
            return;
        };
        let at = dice.below(from.parts.len());
        let part = from.parts.remove(at);
        let Some(to) = pick(&mut self.root, dice, &is_home) else { return };
        let at = dice.below(to.parts.len() + 1);
        to.parts.insert(at, part);
    }
}

fn is_prose(element: &Element) -> bool {
    element.parts.iter().any(|part| matches!(part, Part::Words(_)))
        && !matches!(element.name, "ac:task-id" | "ac:task-status")
}

fn is_container(element: &Element) -> bool {
    matches!(element.name, "" | "ul" | "ol" | "tbody" | "ac:task-list" | "blockquote" | "ac:rich-text-body")
}

/// Any element of a kind.
fn pick<'e>(
    root: &'e mut Element,
    dice: &mut Dice,
    is_wanted: &dyn Fn(&Element) -> bool,
) -> Option<&'e mut Element> {
    fn count(element: &Element, is_wanted: &dyn Fn(&Element) -> bool) -> usize {
        let below = element.parts.iter().map(|part| match part {
            Part::Element(element) => count(element, is_wanted),
            Part::Words(_) => 0,
        });
        below.sum::<usize>() + usize::from(is_wanted(element))
    }
    fn find<'e>(
        element: &'e mut Element,
        left: &mut usize,
        is_wanted: &dyn Fn(&Element) -> bool,
    ) -> Option<&'e mut Element> {
        if is_wanted(element) {
            if *left == 0 {
                return Some(element);
            }
            *left -= 1;
        }
        element.parts.iter_mut().find_map(|part| match part {
            Part::Element(element) => find(element, left, is_wanted),
            Part::Words(_) => None,
        })
    }
    let found = count(root, is_wanted);
    if found == 0 {
        return None;
    }
    find(root, &mut dice.below(found), is_wanted)
}

fn edit_words(element: Option<&mut Element>, dice: &mut Dice, words: &mut Words) {
    let Some(element) = element else { return };
    let mut runs: Vec<&mut Vec<String>> = element
        .parts
        .iter_mut()
        .filter_map(|part| match part {
            Part::Words(words) => Some(words),
            Part::Element(_) => None,
        })
        .collect();
    let at = dice.below(runs.len());
    let Some(run) = runs.get_mut(at) else { return };
    let at = dice.below(run.len());
    match dice.below(5) {
        0 | 1 if !run.is_empty() => run[at] = words.next(dice),
        2 if run.len() > 1 => drop(run.remove(at)),
        3 => **run = words.some(dice),
        _ => run.insert(dice.below(run.len() + 1), words.next(dice)),
    }
}

fn wrap(
    element: Option<&mut Element>,
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    dice: &mut Dice,
) {
    let Some(element) = element else { return };
    // Not in what is no prose, and no mark in itself.
    if matches!(element.name, "ac:plain-text-body" | "ac:parameter") || element.name == name {
        return;
    }
    let Some(at) =
        element.parts.iter().position(|part| matches!(part, Part::Words(words) if !words.is_empty()))
    else {
        return;
    };
    let Part::Words(run) = element.parts.remove(at) else { return };
    let from = dice.below(run.len());
    let to = from + 1 + dice.below(run.len() - from);
    let inner = Part::Element(Element { name, attributes, parts: vec![Part::Words(run[from..to].to_vec())] });
    let pieces = [
        (from > 0).then(|| Part::Words(run[..from].to_vec())),
        Some(inner),
        (to < run.len()).then(|| Part::Words(run[to..].to_vec())),
    ];
    element.parts.splice(at..at, pieces.into_iter().flatten());
}

fn add(element: Option<&mut Element>, dice: &mut Dice, words: &mut Words) {
    let Some(element) = element else { return };
    let new = match element.name {
        "" | "blockquote" | "ac:rich-text-body" => block(words, dice, 1),
        "ul" | "ol" => item(words, dice, 1),
        "ac:task-list" => task(words, dice, element.parts.len() + 1),
        "tbody" => {
            let width = element.parts.first().map_or(1, |row| match row {
                Part::Element(row) => row.parts.len(),
                Part::Words(_) => 1,
            });
            row(words, dice, width)
        }
        "table" => {
            let Some(Part::Element(body)) = element.parts.first_mut() else { return };
            for part in &mut body.parts {
                if let Part::Element(row) = part {
                    row.parts.push(element_cell(words, dice));
                }
            }
            return;
        }
        _ => return,
    };
    let at = dice.below(element.parts.len() + 1);
    element.parts.insert(at, new);
}

fn element_cell(words: &mut Words, dice: &mut Dice) -> Part {
    element("td", vec![text(words, dice)])
}

fn remove(element: Option<&mut Element>, dice: &mut Dice) {
    let Some(element) = element.filter(|element| element.parts.len() > 1) else { return };
    let at = dice.below(element.parts.len());
    element.parts.remove(at);
}

fn shift(element: Option<&mut Element>, dice: &mut Dice) {
    let Some(element) = element.filter(|element| element.parts.len() > 1) else { return };
    let at = dice.below(element.parts.len());
    let part = element.parts.remove(at);
    let at = dice.below(element.parts.len() + 1);
    element.parts.insert(at, part);
}

fn set(element: Option<&mut Element>, name: &'static str, value: &str, dice: &mut Dice) {
    let Some(element) = element else { return };
    let value = format!("{value}{}", dice.below(1000));
    match element.attributes.iter_mut().find(|(key, _)| *key == name) {
        Some((_, old)) => *old = value,
        None => element.attributes.push((name, value)),
    }
}

fn write_parts(element: &Element, newline: &str, out: &mut String) {
    let is_prose = is_prose(element);
    for (at, part) in element.parts.iter().enumerate() {
        if is_prose && at > 0 {
            out.push(' ');
        }
        match part {
            Part::Words(words) => out.push_str(&words.join(" ")),
            Part::Element(element) => write_element(element, newline, out),
        }
        if !is_prose {
            out.push_str(newline);
        }
    }
}

fn write_element(element: &Element, newline: &str, out: &mut String) {
    let _ = write!(out, "<{}", element.name);
    for (name, value) in &element.attributes {
        let _ = write!(out, " {name}=\"{value}\"");
    }
    if element.parts.is_empty() {
        out.push_str(" />");
        return;
    }
    out.push('>');
    write_parts(element, newline, out);
    let _ = write!(out, "</{}>", element.name);
}

/// A base and two edits of it.
#[derive(Debug)]
pub(crate) struct Triple {
    pub(crate) base: String,
    pub(crate) ours: String,
    pub(crate) theirs: String,
}

impl Triple {
    pub(crate) fn new(seed: u64) -> Triple {
        let mut dice = Dice::new(seed);
        let base = Page::new(&mut dice, &mut Words::new("bw"));
        let mut common = base.clone();
        if dice.one_in(4) {
            common.edit(&mut dice, &mut Words::new("cw"));
        }
        let mut side = |prefix| {
            let (mut page, mut words) = (common.clone(), Words::new(prefix));
            for _ in 0..1 + dice.below(3) {
                page.edit(&mut dice, &mut words);
            }
            page.storage()
        };
        let (ours, theirs) = (side("ow"), side("tw"));
        Triple { base: base.storage(), ours, theirs }
    }
}
