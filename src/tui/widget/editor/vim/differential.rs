//! The same keys in vim and here: random scripts on random texts end with the same text, cursor and register.
//!
//! `TILDR_VIM_CASES` says how many scripts of each seed, `TILDR_VIM_SEED` which one. One process of vim runs them all; scripts that
//! end otherwise are made as short as they can be before they are shown. What is left out of the scripts is what
//! differs by intention; `docs/vim.md` lists it.

use super::register::{Kind, Register};
use super::{Vim, keys};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs each case from the same state, whatever the one before left behind.
///
/// Commands are handed over one by one, and `silent!` is not used: with it a `.` that fails would go on with what was typed
/// for it as if that were commands, which it does not when people press it.
const SCRIPT: &str = r#"
set nocompatible encoding=utf-8 backspace=indent,eol,start shiftwidth=2 expandtab nomore noswapfile
set undolevels=1000 nojoinspaces noautoindent viminfo= shortmess=atI belloff=all
let s:out = []
for s:case in json_decode(join(readfile($TILDR_CASES), ''))
  set undolevels=-1
  silent %delete _
  call setline(1, s:case[0])
  set undolevels=1000
  call cursor(1, 1)
  for s:name in split('abc123456789-', '\zs')
    call setreg(s:name, 'r' . s:name, 'c')
  endfor
  for s:keys in s:case[1]
    try
      silent call feedkeys(s:keys, 'ntx')
    catch
    endtry
  endfor
  call add(s:out, [getline(1, '$'), line('.'), col('.'), getreg('"'), getregtype('"')])
endfor
call writefile([json_encode(s:out)], $TILDR_OUT)
qall!
"#;

/// A small generator: the same seed makes the same scripts everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
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

#[derive(Debug, Clone)]
struct Case {
    lines: Vec<String>,
    /// What every script begins with.
    start: &'static str,
    /// Keys of one command each.
    commands: Vec<String>,
}

impl Case {
    fn keys(&self) -> String {
        self.start.to_owned() + &self.commands.concat()
    }

    /// The same with a command, a line or a word less.
    fn shorter(&self) -> impl Iterator<Item = Self> {
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

fn case(random: &mut Random) -> Case {
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

/// Lines, line and column of the cursor, the unnamed register and its type.
type Outcome = (Vec<String>, u64, u64, String, String);

fn here(case: &Case) -> Outcome {
    let mut editor = Editor::new(&case.lines.join("\n"), 0);
    let mut vim = Vim::plain();
    for name in "abc987654321-".chars() {
        vim.registers.preset(name, Register::chars(format!("r{name}")));
    }
    for key in case.keys().chars().chain(['\u{1b}']) {
        vim.key(key, &mut editor, Timestamp::UNIX_EPOCH);
    }
    let text = editor.text().into_owned();
    let line = editor.line().0;
    let register = vim.registers.get(None).cloned().unwrap_or_default();
    let kind = match register.kind {
        Kind::Chars => "v".to_owned(),
        Kind::Lines => "V".to_owned(),
        Kind::Block => "\u{16}".to_owned(),
    };
    let column = editor.cursor() - editor.line_start(line);
    (text.split('\n').map(str::to_owned).collect(), line as u64 + 1, column as u64 + 1, register.text, kind)
}

fn there(cases: &[Case], folder: &Path) -> Vec<Outcome> {
    let keys = |case: &Case| {
        let commands = case.commands.iter().map(String::as_str);
        let keys = std::iter::once(case.start).chain(commands).filter(|keys| !keys.is_empty());
        keys.chain(["\u{1b}"]).map(str::to_owned).collect::<Vec<_>>()
    };
    let told: Vec<Value> = cases.iter().map(|case| json!([case.lines, keys(case)])).collect();
    std::fs::write(folder.join("cases"), Value::from(told).to_string()).expect("a file");
    std::fs::write(folder.join("run.vim"), SCRIPT).expect("a file");
    let status = Command::new("vim")
        .args(["-u", "NONE", "-N", "-i", "NONE", "-n", "--not-a-term", "-S"])
        .arg(folder.join("run.vim"))
        .env("TILDR_CASES", folder.join("cases"))
        .env("TILDR_OUT", folder.join("out"))
        .env("TERM", "dumb")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("vim was there a moment ago");
    assert!(status.success());
    let out = std::fs::read_to_string(folder.join("out")).expect("what vim wrote");
    let mut out: Vec<Outcome> = serde_json::from_str(&out).expect("what vim wrote");
    assert_eq!(out.len(), cases.len(), "vim did not come to the end");
    // The width of a block is told too; here it follows from the rows.
    for (.., kind) in &mut out {
        kind.truncate(1);
    }
    out
}

/// Tells whether a vim is there that can read and write JSON.
fn has_vim() -> bool {
    let version = Command::new("vim").arg("--version").output();
    version.is_ok_and(|version| String::from_utf8_lossy(&version.stdout).contains("+eval"))
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// The seeds whose scripts are run.
fn seeds() -> Vec<u64> {
    match number("TILDR_VIM_SEED", 0) {
        0 => vec![20_261_121, 1, 2, 3, 4],
        seed => vec![seed],
    }
}

fn scripts(seed: u64) -> Vec<Case> {
    let mut random = Random(seed);
    for _ in 0..20 {
        random.next(2);
    }
    (0..number("TILDR_VIM_CASES", 600)).map(|_| case(&mut random)).collect()
}

#[test]
fn random_scripts_do_what_they_do_in_vim() {
    if !has_vim() {
        println!("skipped: there is no vim with +eval");
        return;
    }
    let cases: Vec<Case> = seeds().into_iter().flat_map(scripts).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = different(&cases, folder.path());
    for case in shortest(wrong.iter().take(number("TILDR_VIM_SHOWN", 12) as usize).cloned(), folder.path()) {
        let expected = there(std::slice::from_ref(&case), folder.path());
        let (keys, found) = (keys::shown(&case.keys()), here(&case));
        println!("{:?}\n  keys {keys:?}\n  vim  {:?}\n  here {found:?}", case.lines, expected[0]);
    }
    assert!(wrong.is_empty(), "{} of {} scripts end otherwise than in vim", wrong.len(), cases.len());
}

/// Returns the scripts that end otherwise than in vim.
fn different(cases: &[Case], folder: &Path) -> Vec<Case> {
    let expected = there(cases, folder);
    let differs = |(case, expected): &(&Case, &Outcome)| {
        // A panic ends the test, with the keys that led to it.
        let found = std::panic::catch_unwind(|| here(case))
            .unwrap_or_else(|_| panic!("{:?} on {:?} panics", keys::shown(&case.keys()), case.lines));
        found != **expected
    };
    cases.iter().zip(&expected).filter(differs).map(|(case, _)| case.clone()).collect()
}

/// Makes scripts that end otherwise shorter for as long as they do.
fn shortest(cases: impl Iterator<Item = Case>, folder: &Path) -> Vec<Case> {
    let mut done = Vec::new();
    let mut left: Vec<Case> = cases.collect();
    while !left.is_empty() {
        left.retain(|case| {
            let tries: Vec<Case> = case.shorter().collect();
            tries.is_empty().then(|| done.push(case.clone())).is_none()
        });
        let tries: Vec<Vec<Case>> = left.iter().map(|case| case.shorter().collect()).collect();
        let all: Vec<Case> = tries.iter().flatten().cloned().collect();
        let mut expected = there(&all, folder).into_iter();
        let mut next = Vec::new();
        for (case, tries) in left.into_iter().zip(tries) {
            let outcomes: Vec<Outcome> = expected.by_ref().take(tries.len()).collect();
            let shorter = tries.into_iter().zip(outcomes).find(|(case, outcome)| here(case) != *outcome);
            match shorter {
                Some((shorter, _)) => next.push(shorter),
                None => done.push(case),
            }
        }
        left = next;
    }
    done
}
