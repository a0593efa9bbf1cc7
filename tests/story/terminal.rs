//! A real terminal for a test: a pty, the program in it, and a screen model that follows every byte.
//!
//! Nothing sleeps: waiting means reading the pty until the screen shows what was asked for, and a deadline
//! turns a program that never shows it into a failure with the last screen in it.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// Set for a test that another one runs in a terminal of its own.
pub(crate) const CHILD: &str = "TILDR_STORY_CHILD";

/// The program under test in a pty.
pub(crate) struct Terminal {
    screen: vt100::Parser,
    /// What the program wrote first, up to 64 kB.
    greeting: Vec<u8>,
    /// How many bytes it wrote that were looked at.
    taken: usize,
    output: Receiver<Vec<u8>>,
    /// Keys go through a thread: a pty whose program sleeps may take none, and who waits for that cannot wake it.
    input: Sender<Vec<u8>>,
    child: Box<dyn Child + Send + Sync>,
    /// Dropped last: closing it hangs up on the program.
    master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts `tildr arguments…` with everything below `home`, on a screen of `columns` by `rows`.
    pub(crate) fn start(home: &Path, arguments: &[&str], columns: u16, rows: u16) -> Self {
        let ann = [("TILDR_ACCOUNT_LOGIN", "ann"), ("TILDR_ACCOUNT_FULL_NAME", "Ann Lee")];
        Self::start_as(home, arguments, &ann, columns, rows)
    }

    /// The same for another account, or with other settings.
    pub(crate) fn start_as(
        home: &Path,
        arguments: &[&str],
        settings: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tildr"));
        command.args(arguments);
        command.env_clear();
        settings.iter().for_each(|(name, value)| command.env(name, value));
        command.env("HOME", home);
        command.env("TILDR_HOME", home);
        Self::spawn(command, columns, rows)
    }

    /// Starts one test of this program in a terminal, with [`CHILD`] set.
    pub(crate) fn start_child_test(name: &str, columns: u16, rows: u16) -> Self {
        let program = std::env::current_exe().expect("a test knows its program");
        let mut command = CommandBuilder::new(program);
        command.args(["--exact", name, "--nocapture"]);
        command.env_clear();
        command.env(CHILD, "1");
        Self::spawn(command, columns, rows)
    }

    fn spawn(mut command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pty = native_pty_system()
            .openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .expect("a pty can be opened");
        for (name, value) in
            [("PATH", "/usr/bin:/bin"), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("TZ", "UTC")]
        {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).expect("the program starts");
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().expect("the pty can be read");
        let mut writer = pty.master.take_writer().expect("the pty can be written");
        let (input, typed) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            while let Ok(keys) = typed.recv() {
                if writer.write_all(&keys).and_then(|()| writer.flush()).is_err() {
                    return;
                }
            }
        });
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        let size = |cells| NonZero::new(cells).expect("a screen has cells");
        let screen = vt100::Parser::new(size(rows), size(columns), 0);
        Self { screen, greeting: Vec::new(), taken: 0, output, input, child, master: pty.master }
    }

    /// Types bytes as a keyboard would send them.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        assert!(self.try_keys(keys), "the program reads its keys");
        self
    }

    /// Types bytes; tells whether anybody is there to read them.
    pub(crate) fn try_keys(&mut self, keys: &str) -> bool {
        self.input.send(keys.as_bytes().to_vec()).is_ok()
    }

    /// Takes what the program writes until it is silent for a moment; wakes it when it sleeps, as a shell would.
    /// Tells whether it still runs.
    pub(crate) fn listen(&mut self, moment: Duration) -> bool {
        loop {
            match self.output.recv_timeout(moment) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) if self.is_asleep() => drop(self.signal(Signal::CONT)),
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    /// Gives the screen another size.
    pub(crate) fn resizes(&mut self, columns: u16, rows: u16) -> &mut Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("the pty can be resized");
        let size = |cells| NonZero::new(cells).expect("a screen has cells");
        self.screen.set_size(size(rows), size(columns));
        self
    }

    /// The memory the program has for itself now, in kilobytes: without what is mapped from files, which is the
    /// system's to take back.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = self.about("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    fn is_asleep(&self) -> bool {
        // `pid (name) state …`; the name may hold anything.
        self.about("stat")
            .is_some_and(|stat| stat.rsplit(')').next().is_some_and(|rest| rest.starts_with(" T")))
    }

    /// What the system knows about the program.
    fn about(&self, what: &str) -> Option<String> {
        std::fs::read_to_string(format!("/proc/{}/{what}", self.child.process_id()?)).ok()
    }

    /// What the program wrote until it was first seen to show what it should.
    pub(crate) fn greeting(&self) -> &[u8] {
        &self.greeting
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) -> &mut Self {
        self.until(&format!("`{text}`"), |screen| screen.contains(text))
    }

    /// Waits until the screen does not show `text` any more.
    #[track_caller]
    pub(crate) fn sees_no(&mut self, text: &str) -> &mut Self {
        self.until(&format!("no `{text}`"), |screen| !screen.contains(text))
    }

    /// Types a key and waits until the screen is another one, in letters or in colours.
    #[track_caller]
    pub(crate) fn changes_by(&mut self, key: &str) -> &mut Self {
        let before = self.screen.screen().contents_formatted();
        self.keys(key).until_it("anything else", |screen| screen.contents_formatted() != before)
    }

    /// How many bytes the program wrote until what was waited for last.
    pub(crate) fn taken(&self) -> usize {
        self.taken
    }

    /// Waits until the program sleeps and the terminal is as a shell wants it.
    ///
    /// A shell wakes a program only after the system told it that the program stopped. The terminal is given
    /// back before that: who wakes the program on the first sign of it wakes one that is still awake.
    #[track_caller]
    pub(crate) fn falls_asleep(&mut self) -> &mut Self {
        let end = Instant::now() + DEADLINE;
        while !self.is_restored() {
            let left = end.saturating_duration_since(Instant::now());
            let bytes = self.output.recv_timeout(left).expect("the terminal was never given back");
            self.screen.process(&bytes);
        }
        let (_, status) = waitpid(Some(self.pid()), WaitOptions::UNTRACED)
            .expect("the program can be waited for")
            .expect("waiting ends with news");
        assert!(status.stopped(), "the program ended instead of sleeping: {status:?}");
        self
    }

    #[track_caller]
    fn until(&mut self, wanted: &str, holds: impl Fn(&str) -> bool) -> &mut Self {
        self.until_it(wanted, |screen| holds(&screen.contents()))
    }

    fn take(&mut self, bytes: &[u8]) {
        self.taken += bytes.len();
        self.screen.process(bytes);
    }

    #[track_caller]
    fn until_it(&mut self, wanted: &str, holds: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        let end = Instant::now() + DEADLINE;
        while !holds(self.screen.screen()) {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => {
                    if self.greeting.len() < 65_536 {
                        self.greeting.extend_from_slice(&bytes);
                    }
                    self.take(&bytes);
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the screen never showed {wanted}:\n{}", self.text())
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the program ended before {wanted}:\n{}", self.text())
                }
            }
        }
        self
    }

    /// The screen as text.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits for the program to end by itself and returns its exit code.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> u32 {
        while let Ok(bytes) = self.output.recv_timeout(DEADLINE) {
            self.screen.process(&bytes);
        }
        self.child.wait().expect("the program can be waited for").exit_code()
    }

    /// Whether the program gave the terminal back: main screen, cursor shown, no mouse, no bracketed paste.
    pub(crate) fn is_restored(&self) -> bool {
        let screen = self.screen.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// Sends a signal: `KILL` for the worst moment, `HUP` for a closed terminal.
    pub(crate) fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid(), signal).expect("the program can be signalled");
        self
    }

    fn pid(&self) -> Pid {
        let id = self.child.process_id().expect("a running program has a process id");
        Pid::from_raw(id.cast_signed()).expect("a process id is not 0")
    }
}
