//! `tildr serve`: the profile's wiki, or one in a database, for programs on this machine and everybody with an account.

use super::database::Database;
use super::session::{self, Session};
use crate::report::Report;
use crate::server::{self, HostName, Identity, Listen, ListenLimits, LocalAccount, Serving};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The address; port 0 lets the system choose
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// A name it is reached under, once for each; requests for another one are refused. What it listens on and this
    /// machine's own names need not be named
    #[arg(long, value_name = "NAME", env = "TILDR_SERVE_HOST", value_delimiter = ',')]
    host: Vec<HostName>,
    /// Tell figures there, as Prometheus reads them; anybody on this machine can ask
    #[arg(long, value_name = "ADDR")]
    metrics_listen: Option<SocketAddr>,
    /// Encrypt: the certificate of the wiki and those above it, as PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Encrypt: the key of the certificate, as PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Connections at a time
    #[arg(long, value_name = "N", default_value_t = ListenLimits::default().connections)]
    connections: usize,
    /// Connections at a time from one address; 0 is no limit, for a wiki behind a proxy
    #[arg(long, value_name = "N", default_value_t = ListenLimits::default().per_address)]
    per_address: usize,
    /// What is written to stderr: one line for each request, or only what went wrong
    #[arg(long, value_name = "WHAT", default_value = "requests", env = "TILDR_SERVE_LOG")]
    log: Log,
    #[command(flatten)]
    database: Database,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Log {
    /// Nothing
    Off,
    /// What went wrong
    Problems,
    /// The same and a line for each request
    Requests,
    /// The same and how connections ended
    Connections,
}

/// Threads that answer.
const WORKERS: usize = 2;
/// Threads for what blocks: parts of the files of so many people at a time. The database has threads of its own.
const BLOCKING: usize = 16;

impl Serve {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let place = self.database.place(&session.dir()?)?;
        let account = session.account();
        let account = LocalAccount { login: account.login, full_name: account.full_name };
        let out = session.out;
        let announce = |serving: &Serving| {
            let scheme = if serving.is_secure { "https" } else { "http" };
            let url = format!("{scheme}://{}", serving.address);
            let figures = serving.metrics.map(|address| format!("http://{address}/metrics"));
            let sentence = match &serving.token_file {
                Some(file) => format!("listening on {url}; the token is in {}", file.display()),
                None => format!("listening on {url}"),
            };
            // A closed stdout does not stop the server.
            let _ = out
                .done(&sentence, json!({"url": url, "token_file": serving.token_file, "metrics": figures}));
        };
        self.log.begin();
        let listen = self.listen();
        let runtime = session::runtime_of(WORKERS, BLOCKING)?;
        runtime.block_on(server::serve(&place, account, &listen, announce, stopped()))?;
        // What was cut off is not waited for a second time.
        runtime.shutdown_background();
        Ok(())
    }

    fn listen(&self) -> Listen {
        let limits = ListenLimits {
            connections: self.connections.max(1),
            per_address: self.per_address,
            ..ListenLimits::default()
        };
        let identity = self.tls_cert.clone().zip(self.tls_key.clone());
        let identity = identity.map(|(certificate, key)| Identity { certificate, key });
        let hosts = self.host.clone();
        Listen { hosts, identity, metrics: self.metrics_listen, limits, ..Listen::at(self.listen) }
    }
}

impl Log {
    /// Writes to stderr from now on, one line for each event. Only our own modules speak: what others log at their
    /// lowest levels has headers and bodies in it.
    fn begin(self) {
        let filter = match self {
            Self::Off => return,
            Self::Problems => "tildr=warn",
            Self::Requests => "tildr=info",
            Self::Connections => "tildr=debug",
        };
        let is_terminal = std::io::stderr().is_terminal();
        let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(filter)).with_ansi(is_terminal);
        // Somebody who listens already goes on doing so.
        let _ = log.with_writer(std::io::stderr).try_init();
    }
}

/// Ends with Ctrl-C or a polite kill; the second one ends the program at once.
async fn stopped() {
    asked_to_stop().await;
    tokio::spawn(async {
        asked_to_stop().await;
        // What was answered is on the disk, whenever this ends.
        std::process::exit(130);
    });
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
