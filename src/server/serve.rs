//! The same router on a socket: for programs on this machine, and for everybody with an account.
//!
//! Whoever listens beyond this machine encrypts, or puts a proxy in front.

use super::beat::on_the_beat;
use super::listen::{
    Encrypted, Identity, ListenLimits, Metrics, Site, acceptor, in_turn, metrics_router, naming_the_caller,
    observed, take_connections,
};
use super::names::{HostName, Names, called};
use super::router::Shared;
use super::streams::{StreamLimits, Streams};
use super::{Limits, LocalAccount, Place, ServerError, auth, open_store, router};
use axum::Router;
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use uuid::Uuid;

/// The file that holds the token, readable by its owner alone.
const TOKEN_FILE: &str = "serve.token";

/// Where a wiki is to listen, and how much it takes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    /// The address; port 0 lets the system choose.
    pub address: SocketAddr,
    /// The names it is reached under beside those of its address and of this machine; none by default.
    pub hosts: Vec<HostName>,
    /// What to encrypt with; nothing by default.
    pub identity: Option<Identity>,
    /// The address where figures are told to whoever asks; none by default.
    pub metrics: Option<SocketAddr>,
    /// What connections and requests may take.
    pub limits: ListenLimits,
    /// How streams of events behave.
    pub streams: StreamLimits,
    /// How much the wiki takes.
    pub sizes: Limits,
}

impl Listen {
    /// Listens at an address, with the usual limits and no figures.
    pub fn at(address: SocketAddr) -> Self {
        Self {
            address,
            hosts: Vec::new(),
            identity: None,
            metrics: None,
            limits: ListenLimits::default(),
            streams: StreamLimits::default(),
            sizes: Limits::default(),
        }
    }
}

/// Where the wiki listens and how to get in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// The address, with the port the system chose when 0 was asked for.
    pub address: SocketAddr,
    /// The address of the figures.
    pub metrics: Option<SocketAddr>,
    /// Whether connections are encrypted.
    pub is_secure: bool,
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
    listen: &Listen,
    announce: impl FnOnce(&Serving),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    let acceptor = listen.identity.as_ref().map(acceptor).transpose();
    let acceptor = acceptor.map_err(|(path, cause)| ServerError::Identity { path, cause })?;
    let (store, _) = open_store(place, None, listen.sizes)?;
    let store = Arc::new(store);
    let (listener, address) = bind(listen.address).await?;
    let figures = match listen.metrics {
        Some(address) if !address.ip().is_loopback() => return Err(no_figures(address)),
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let mut door = super::door(store.clone())?;
    let (mut own, mut token_file) = (None, None);
    if address.ip().is_loopback() {
        let file = place.dir.join(TOKEN_FILE);
        let token = token(&file).map_err(|error| ServerError::NotWritable {
            path: file.display().to_string(),
            cause: error.to_string(),
        })?;
        door = door.with_own(&token, account);
        (own, token_file) = (Some(token), Some(file));
    } else if acceptor.is_none() {
        tracing::warn!(%address, "connections are not encrypted: put a proxy in front, or use --tls-cert");
    }
    let words = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.keep_reading_words().await }
    });
    let (streams, store) = (Streams::new(listen.streams), store as Shared);
    let metrics = Arc::new(Metrics::new(streams.clone()));
    let router = auth::guarded(naming_the_caller(router::routes(Arc::clone(&store), streams.clone())), door);
    let router = on_the_beat(in_turn(router, &listen.limits, Arc::clone(&metrics), auth::shows_a_password));
    let names = Names::new(address.ip(), &listen.hosts);
    let router = observed(called(router, names.clone()), Arc::clone(&metrics));
    let stop = async move {
        stop.await;
        // A stream never ends by itself.
        streams.close();
    };
    announce(&Serving {
        address,
        is_secure: acceptor.is_some(),
        metrics: figures.as_ref().map(|(_, address)| *address),
        token: own,
        token_file,
    });
    let telling = figures.map(|(listener, _)| {
        let router = called(metrics_router(Arc::clone(&metrics), store), names);
        tokio::spawn(tell(listener, router))
    });
    let site = Site { router, limits: listen.limits, metrics, is_secure: acceptor.is_some() };
    let cut_off = match acceptor {
        Some(acceptor) => take_connections(Encrypted::new(listener, acceptor), site, stop).await,
        None => take_connections(listener, site, stop).await,
    };
    if cut_off > 0 {
        tracing::warn!(connections = cut_off, "stopped before all was answered");
    }
    words.abort();
    if let Some(telling) = telling {
        telling.abort();
    }
    Ok(())
}

/// Figures need no account, so they are for programs on this machine.
fn no_figures(address: SocketAddr) -> ServerError {
    let cause = "figures are told on loopback addresses only".to_owned();
    ServerError::Address { address: address.to_string(), cause }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServerError> {
    let refused = |cause: String| ServerError::Address { address: address.to_string(), cause };
    let listener = TcpListener::bind(address).await.map_err(|error| refused(error.to_string()))?;
    let bound = listener.local_addr().map_err(|error| refused(error.to_string()))?;
    Ok((listener, bound))
}

/// Tells figures until it is aborted. A handful of connections is enough: one program asks.
async fn tell(listener: TcpListener, router: Router) {
    let limits = ListenLimits { connections: 16, per_address: 0, ..ListenLimits::default() };
    // Its own connections are not among those it tells of.
    let site = Site {
        router,
        limits,
        metrics: Arc::new(Metrics::new(Streams::new(StreamLimits::default()))),
        is_secure: false,
    };
    take_connections(listener, site, std::future::pending()).await;
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
