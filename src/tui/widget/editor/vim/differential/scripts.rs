//! What is run in vim and here: random scripts on random texts, the same ones for a seed.

/// A small generator: the same seed makes the same scripts everywhere.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.next(choices.len())]
    }

    fn count(&mut self) -> String {
        match self.next(4) {
            0 => (1 + self.next(4)).to_string(),
            _ => String::new(),
        }
    }
}

/// A text, and what is pressed on it.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) lines: Vec<String>,
    /// What every script begins with.
    pub(super) start: &'static str,
    /// Keys of one command each.
    pub(super) commands: Vec<String>,
}

impl Case {
    pub(super) fn keys(&self) -> String {
        self.start.to_owned() + &self.commands.concat()
    }

    /// The same with a command, a line or a word less.
    pub(super) fn shorter(&self) -> impl Iterator<Item = Self> {
        let commands = (0..self.commands.len()).map(|gone| {
            let mut case = self.clone();
            case.commands.remove(gone);
            case
        });
        let lines = (0..self.lines.len()).filter(|_| self.lines.len() > 1).map(|gone| {
            let mut case = self.clone();
            case.lines.remove(gone);
            case
        });
        let words = self.lines.iter().enumerate().flat_map(move |(at, line)| {
            let blanks = line.match_indices(' ').map(|(end, _)| &line[end + 1..]);
            let cut = line.match_indices(' ').map(|(end, _)| &line[..end]);
            blanks.chain(cut).chain((!line.is_empty()).then_some("")).map(move |rest| {
                let mut case = self.clone();
                case.lines[at] = rest.to_owned();
                case
            })
        });
        commands.chain(lines).chain(words)
    }
}

fn text(random: &mut Random, brackets: bool) -> Vec<String> {
    let lines = 1 + random.next(6);
    (0..lines)
        .map(|_| {
            let mut line = random.of(&["", "", "", "  ", "- ", "# ", "> "]).to_owned();
            for _ in 0..random.next(6) {
                line.push_str(match brackets {
                    true => random.of(&[
                        "one", "two.", "a", "(b", "c)", "[x]", "{y", "z}", "<i>", "</i>", "b-c", "End!",
                    ]),
                    false => random.of(&[
                        "one", "two.", "a", "日本", "e\u{301}", "x_1", "\"q", "r\"", "'s'", "`t`", "b-c",
                        "End!", "ab", "--", "Äö",
                    ]),
                });
                line.push_str(random.of(&[" ", " ", " ", "  ", "", ","]));
            }
            if random.next(4) > 0 { line.trim_end().to_owned() } else { line }
        })
        .collect()
}

fn motion(random: &mut Random, brackets: bool) -> String {
    let plain = [
        "h", "j", "k", "l", "w", "W", "b", "B", "e", "E", "ge", "gE", "0", "^", "$", "gg", "G", "{", "}",
        "(", ")", "fo", "Fo", "ta", "Ta", ";", ",", "+", "-", "_", "g_", "3|", "/o\r", "?a\r", "n", "N", "*",
        "#", "fb", "w", "e",
    ];
    let more = ["%", "w", "b"];
    if brackets && random.next(6) == 0 {
        return random.of(&more).to_owned();
    }
    random.of(&plain).to_owned()
}

/// A count before `0` would be another one.
fn counted(count: &str, motion: &str) -> String {
    if motion == "0" { motion.to_owned() } else { format!("{count}{motion}") }
}

fn object(random: &mut Random, brackets: bool) -> String {
    let common = ["iw", "aw", "iW", "aW", "is", "as", "ip", "ap"];
    let blocks = ["i(", "a(", "i[", "a[", "i{", "a{", "i<", "a<", "ib", "aB"];
    let quotes = ["i\"", "a\"", "i'", "a'", "i`", "a`"];
    match random.next(2) {
        0 => random.of(&common).to_owned(),
        _ if brackets => random.of(&blocks).to_owned(),
        _ => random.of(&quotes).to_owned(),
    }
}

fn typed(random: &mut Random) -> &'static str {
    random.of(&["x", "new ", "a\rb", "日", "ab\u{8}c", "\u{8}", "", "q.", "e\u{301}"])
}

fn command(random: &mut Random, brackets: bool) -> String {
    let count = random.count();
    let register = match random.next(8) {
        0 => random.of(&["\"a", "\"b", "\"A", "\"_", "\"-", "\"1", "\"2"]),
        _ => "",
    };
    match random.next(20) {
        0..=4 => counted(&count, &motion(random, brackets)),
        5..=7 => {
            let operator = random.of(&["d", "y", "gu", "gU", "g~", "d", "y"]);
            let again = match operator {
                "d" => "dd",
                "y" => "yy",
                "gu" => "guu",
                "gU" => "gUU",
                _ => "g~~",
            };
            match random.next(6) {
                0 => format!("{register}{count}{again}"),
                1 | 2 => format!("{register}{count}{operator}{}", object(random, brackets)),
                3 => format!(
                    "{register}{operator}{}{}",
                    random.of(&["v", "V"]),
                    motion(random, brackets).replace('_', "w")
                ),
                _ => format!("{register}{operator}{}", counted(&count, &motion(random, brackets))),
            }
        }
        8 => match random.next(3) {
            0 => format!("{count}cc{}\u{1b}", typed(random)),
            1 => format!("c{}{}\u{1b}", object(random, brackets), typed(random)),
            _ => format!("c{}{}\u{1b}", motion(random, brackets), typed(random)),
        },
        9 => {
            let lines = random.of(&[">>", "<<", ">j", "<G"]);
            format!("{count}{lines}")
        }
        10 | 11 => {
            format!("{register}{count}{}", random.of(&["x", "X", "D", "Y", "J", "gJ", "~", "rz", "x", "r日"]))
        }
        12 | 13 => format!("{register}{count}{}", random.of(&["p", "P", "gp", "gP", "p"])),
        14 | 15 => {
            let key = random.of(&["i", "I", "a", "A", "o", "O", "s", "S", "C", "R"]);
            // Over letters with marks `R` goes by its own rules.
            let typed = typed(random).trim_start_matches(if key == "R" { "e\u{301}" } else { "\0" });
            format!("{register}{count}{key}{typed}\u{1b}")
        }
        16 => format!("{count}."),
        17 => {
            // What changes nothing makes no step here; in vim some of it does.
            let change = random.of(&[
                "inew\u{1b}",
                "Anew\u{1b}",
                "onew\u{1b}",
                "Onew\u{1b}",
                "yyp",
                "yyP",
                "3onew\u{1b}",
            ]);
            format!("{change}{}", random.of(&["u", "u", "u\u{12}", "u\u{12}u"]))
        }
        18 => {
            let mode = random.of(&["v", "V", "v"]);
            let mut keys = mode.to_owned();
            for step in 0..1 + random.next(3) {
                let other = random.next(4) == 0 && mode == "v";
                let next = if other { object(random, brackets) } else { motion(random, brackets) };
                // Quotes begin anew whatever is selected.
                let quoted = other && next.ends_with(['"', '\'', '`']);
                keys.push_str(if quoted && step > 0 { "w" } else { &next });
            }
            let end = random
                .of(&["d", "y", "cq\u{1b}", "~", "u", "U", "J", "rz", "p", "o\u{1b}", ">", "D", "Y", "gJ"]);
            keys + register + end
        }
        _ => random
            .of(&[
                ":s/o/0/\r",
                ":s/a/xy/g\r",
                ":%s/a/b/\r",
                ":2\r",
                ":1,2s/[aiou]/<&>/g\r",
                ":s/\\(.\\)\\(.\\)/\\2\\1/\r",
                ":s/a/b/\r&",
                ":2,3d\r",
                ":m0\r",
                ":t.\r",
                ":1,2>\r",
                ":j\r",
            ])
            .to_owned(),
    }
}

/// Blocks are compared on characters of one cell.
fn block(random: &mut Random) -> Case {
    let lines = (0..2 + random.next(4)).map(|_| "abcdefgh"[..random.next(9)].to_owned()).collect();
    let mut commands = Vec::new();
    for _ in 0..1 + random.next(3) {
        commands.push(random.of(&["", "l", "2l", "j", "gg"]).to_owned());
        let mut keys = "\u{16}".to_owned();
        for _ in 0..1 + random.next(3) {
            keys.push_str(random.of(&["j", "l", "h", "k", "2j", "2l", "o", "e"]));
        }
        keys.push_str(random.of(&[
            "d",
            "y",
            "cq\u{1b}",
            "Iq\u{1b}",
            "Aq\u{1b}",
            "$Aq\u{1b}",
            "rz",
            "~",
            "U",
            "$d",
            "x",
            "D",
        ]));
        commands.push(keys);
        commands.push(random.of(&["", "", "gg0p", "gg0P", "."]).to_owned());
    }
    Case { lines, start: "yyix\u{1b}", commands }
}

pub(super) fn case(random: &mut Random) -> Case {
    if random.next(12) == 0 {
        return block(random);
    }
    let brackets = random.next(2) == 0;
    let lines = text(random, brackets);
    let mut commands: Vec<String> = Vec::new();
    for _ in 0..1 + random.next(7) {
        // After a put over a selection `.` only deletes in vim.
        let puts_over = |keys: &String| keys.starts_with(['v', 'V']) && keys.ends_with('p');
        let command = command(random, brackets);
        if !(command.ends_with('.') && commands.iter().any(puts_over)) {
            commands.push(command);
        }
    }
    // What `r` replaced, Backspace gives back in the next `R` of vim, wherever that is.
    let gives_back = |keys: &String| keys.contains('R') && keys.contains('\u{8}');
    let replaces = |keys: &String| keys.contains("rz") || keys.contains("r日");
    if let Some(first) = commands.iter().position(replaces) {
        let mut at = 0;
        commands.retain(|keys| (at <= first || !gives_back(keys), at += 1).0);
    }
    // Words of two scripts beside each other are one for `*` and `#`.
    let whole = commands.iter().any(|keys| keys.contains(['*', '#']));
    let plain =
        |text: &String| if whole { text.replace('日', "n").replace('本', "i") } else { text.clone() };
    let (lines, commands) = (lines.iter().map(plain).collect(), commands.iter().map(plain).collect());
    // Something to put and to do again stands in every script.
    Case { lines, start: "yyix\u{1b}fz/zz\r", commands }
}
