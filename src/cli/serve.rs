//! `tildr serve`: the profile's wiki, or one in a database, for programs on this machine and everybody with an account.

use super::database::Database;
use super::session::{self, Session};
use crate::report::Report;
use crate::server::{self, LocalAccount, Serving};
use clap::Args;
use serde_json::json;
use std::net::SocketAddr;

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The address; port 0 lets the system choose
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    #[command(flatten)]
    database: Database,
}

impl Serve {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let place = self.database.place(&session.dir()?)?;
        let account = session.account();
        let account = LocalAccount { login: account.login, full_name: account.full_name };
        let out = session.out;
        let announce = |serving: &Serving| {
            let url = format!("http://{}", serving.address);
            let sentence = match &serving.token_file {
                Some(file) => format!("listening on {url}; the token is in {}", file.display()),
                None => format!("listening on {url}"),
            };
            // A closed stdout does not stop the server.
            let _ = out.done(&sentence, json!({"url": url, "token_file": serving.token_file}));
        };
        let runtime = session::runtime()?;
        Ok(runtime.block_on(server::serve(&place, account, self.listen, announce, stopped()))?)
    }
}

/// Ends with Ctrl-C or a polite kill.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
