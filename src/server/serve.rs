//! The same router on a socket: for programs on this machine, and for everybody with an account.
//!
//! There is no TLS here: whoever listens beyond this machine puts a proxy in front.

use super::{LocalAccount, Place, ServerError, auth, open_store, router};
use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use uuid::Uuid;

/// The file that holds the token, readable by its owner alone.
const TOKEN_FILE: &str = "serve.token";

/// How long running requests may take once the wiki is told to stop. What was answered is on the disk
/// anyway; what was not is asked for again by its key.
const GRACE: Duration = Duration::from_secs(10);

/// Where the wiki listens and how to get in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// The address, with the port the system chose when 0 was asked for.
    pub address: SocketAddr,
    /// The bearer token of whoever sits at this machine; on loopback alone.
    pub token: Option<String>,
    /// The file that holds it.
    pub token_file: Option<PathBuf>,
}

/// Opens the wiki of a place and listens until `stop` is done; requests that run are finished.
///
/// `announce` is called once, when connections are taken.
pub async fn serve(
    place: &Place,
    account: LocalAccount,
    listen: SocketAddr,
    announce: impl FnOnce(&Serving),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    let no_address = |cause: String| ServerError::Address { address: listen.to_string(), cause };
    let (store, _) = open_store(place, None, super::Limits::default())?;
    let store = Arc::new(store);
    let listener = TcpListener::bind(listen).await.map_err(|error| no_address(error.to_string()))?;
    let address = listener.local_addr().map_err(|error| no_address(error.to_string()))?;
    let mut door = auth::Door::new(store.clone());
    let (mut own, mut token_file) = (None, None);
    if listen.ip().is_loopback() {
        let file = place.dir.join(TOKEN_FILE);
        let token = token(&file).map_err(|error| ServerError::NotWritable {
            path: file.display().to_string(),
            cause: error.to_string(),
        })?;
        door = door.with_own(&token, account);
        (own, token_file) = (Some(token), Some(file));
    }
    let router = auth::guarded(router::routes(store), door);
    announce(&Serving { address, token: own, token_file });
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let stop = async move {
        stop.await;
        // The other end is gone only when serving has ended already.
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop)
        .into_future();
    let late = async move {
        // A stop that never comes leaves this branch waiting, as it should.
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = serving => ended.map_err(|error| ServerError::Failed(error.to_string())),
        () = late => Ok(()),
    }
}

/// Reads the token of an earlier start, or makes one: 244 random bits.
fn token(file: &Path) -> std::io::Result<String> {
    if let Ok(kept) = std::fs::read_to_string(file)
        && kept.trim().len() >= 32
    {
        return Ok(kept.trim().to_owned());
    }
    let token = format!("td_{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    write_private(file, &token)?;
    Ok(token)
}

fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()
}
