//! The same keys in vim and here: random scripts on random texts end with the same text, cursor and register.
//!
//! `TILDR_VIM_CASES` says how many scripts of each seed, `TILDR_VIM_SEED` which one. One process of vim runs them all; scripts that
//! end otherwise are made as short as they can be before they are shown. What is left out of the scripts is what
//! differs by intention; `docs/vim.md` lists it.

mod scripts;

use super::register::{Kind, Register};
use super::{Vim, keys};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;
use scripts::{Case, Random, case};
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
