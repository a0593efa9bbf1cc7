//! Motions over words: `w b e ge` and their capitals.

use super::walk::{Step, Walk};

/// Goes to the start of the next word; `operated` keeps the last step of an operator inside its line.
pub(super) fn forward(walk: &mut Walk<'_>, count: usize, big: bool, operated: bool, last: usize) -> bool {
    for left in (0..count).rev() {
        let class = walk.class(big);
        let on_last_line = walk.line() == last;
        let step = walk.forward();
        let crossed = matches!(step, Step::Line | Step::LineEnd);
        if step == Step::Edge || (crossed && on_last_line) {
            return false;
        }
        if crossed && operated && left == 0 {
            return true;
        }
        if class != 0 {
            while walk.class(big) == class {
                let step = walk.forward();
                let crossed = matches!(step, Step::Line | Step::LineEnd);
                if step == Step::Edge || (crossed && operated && left == 0) {
                    return true;
                }
            }
        }
        while walk.class(big) == 0 {
            if walk.is_empty_line() {
                break;
            }
            let step = walk.forward();
            let crossed = matches!(step, Step::Line | Step::LineEnd);
            if step == Step::Edge || (crossed && (on_last_line || (operated && left == 0))) {
                return true;
            }
        }
    }
    true
}

/// Goes back to the start of a word; with `stop` the first move stays at a start that is next to it.
pub(super) fn back(walk: &mut Walk<'_>, count: usize, big: bool, mut stop: bool) -> bool {
    'words: for _ in 0..count {
        let class = walk.class(big);
        if walk.back() == Step::Edge {
            return false;
        }
        if !stop || class == walk.class(big) || class == 0 {
            while walk.class(big) == 0 {
                if walk.is_empty_line() {
                    stop = false;
                    continue 'words;
                }
                if walk.back() == Step::Edge {
                    return true;
                }
            }
            if !walk.skip_back(walk.class(big), big) {
                return true;
            }
        }
        walk.forward();
        stop = false;
    }
    true
}

/// Goes to the end of a word; with `stop` the first move stays at an end that is here, with `empty` an
/// empty line is a word.
pub(super) fn end(walk: &mut Walk<'_>, count: usize, big: bool, mut stop: bool, empty: bool) -> bool {
    'words: for _ in 0..count {
        let class = walk.class(big);
        if walk.forward() == Step::Edge {
            return false;
        }
        if walk.class(big) == class && class != 0 {
            if !walk.skip_forward(class, big) {
                return false;
            }
        } else if !stop || class == 0 {
            while walk.class(big) == 0 {
                if empty && walk.is_empty_line() {
                    stop = false;
                    continue 'words;
                }
                if walk.forward() == Step::Edge {
                    return false;
                }
            }
            if !walk.skip_forward(walk.class(big), big) {
                return false;
            }
        }
        walk.back();
        stop = false;
    }
    true
}

/// Goes back to the end of a word; with `in_line` not over the start of the line.
pub(super) fn end_back(walk: &mut Walk<'_>, count: usize, big: bool, in_line: bool) -> bool {
    for _ in 0..count {
        let class = walk.class(big);
        match walk.back() {
            Step::Edge => return false,
            Step::Line if in_line => return true,
            _ => {}
        }
        if class != 0 {
            while walk.class(big) == class {
                match walk.back() {
                    Step::Edge => return true,
                    Step::Line if in_line => return true,
                    _ => {}
                }
            }
        }
        while walk.class(big) == 0 {
            if walk.is_empty_line() {
                break;
            }
            match walk.back() {
                Step::Edge => return true,
                Step::Line if in_line => return true,
                _ => {}
            }
        }
    }
    true
}
