//! Long work on stderr: done, total, rate and time left. Drawn over itself on a terminal, a line now and
//! then elsewhere, nothing with `--quiet`.

use super::output::Output;
use std::io::Write;
use std::time::{Duration, Instant};

/// How often a terminal sees it move, and how often a log does.
const ON_TERMINAL: Duration = Duration::from_millis(100);
const IN_LOG: Duration = Duration::from_secs(10);

pub(super) struct Progress {
    what: &'static str,
    total: usize,
    done: usize,
    started: Instant,
    shown: Instant,
    out: Output,
}

impl Progress {
    pub(super) fn new(what: &'static str, total: usize, out: Output) -> Self {
        let now = Instant::now();
        let progress = Self { what, total, done: 0, started: now, shown: now, out };
        if out.draws_progress() {
            progress.draw();
        }
        progress
    }

    pub(super) fn advance(&mut self, by: usize) {
        self.done += by;
        let every = if self.out.draws_progress() { ON_TERMINAL } else { IN_LOG };
        if !self.out.is_quiet() && (self.shown.elapsed() >= every || self.done >= self.total) {
            self.shown = Instant::now();
            self.draw();
        }
    }

    /// Leaves the line.
    pub(super) fn end(&self) {
        if self.out.draws_progress() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }

    fn draw(&self) {
        let line = line(self.what, self.done, self.total, self.started.elapsed());
        let mut err = std::io::stderr().lock();
        let _ = match self.out.draws_progress() {
            true => write!(err, "\r{line}\u{1b}[K"),
            false => writeln!(err, "{line}"),
        };
    }
}

fn line(what: &str, done: usize, total: usize, elapsed: Duration) -> String {
    let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = if done == 0 { 0.0 } else { total.saturating_sub(done) as f64 / rate };
    let share = (done * 20).checked_div(total).unwrap_or(20).min(20);
    let bar: String = (0..20).map(|i| if i < share { '#' } else { '.' }).collect();
    format!("{what} [{bar}] {done}/{total} · {rate:.0}/s · {left:.0} s left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_done_total_rate_and_time_left() {
        let text = line("importing", 500, 2000, Duration::from_secs(1));
        assert_eq!(text, "importing [#####...............] 500/2000 · 500/s · 3 s left");
        assert!(line("x", 0, 0, Duration::ZERO).contains("0/0"));
    }
}
