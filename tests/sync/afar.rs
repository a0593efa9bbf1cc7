//! A wiki elsewhere: its news arrive by themselves, and a wiki that was away is noticed when it is back.

use super::desk::{create, entry, plain};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tildr::domain::*;
use tildr::remote::{self, Access, Address, Credential, Remote};
use tildr::replica::Replica;
use tildr::server::{Listen, LocalAccount, Place, ServerError, Serving};
use tildr::sync::{self, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A wiki on a socket.
struct Site {
    serving: Serving,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), ServerError>>,
}

impl Site {
    async fn open(dir: &Path, port: u16) -> Self {
        let place = Place::directory(dir);
        let (tell, told) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = tokio::spawn(async move {
            let announce = |serving: &Serving| drop(tell.send(serving.clone()));
            let account = LocalAccount { login: "ada".to_owned(), full_name: "Ada".to_owned() };
            let listen = Listen::at(SocketAddr::from(([127, 0, 0, 1], port)));
            tildr::server::serve(&place, account, &listen, announce, async { drop(stopped.await) }).await
        });
        Self { serving: told.await.unwrap(), stop, ended }
    }

    fn remote(&self) -> Arc<dyn Remote> {
        let address = Address::parse(&format!("http://{}", self.serving.address)).unwrap();
        let credential = Some(Credential::Token(Secret::new(self.serving.token.clone().unwrap())));
        remote::elsewhere(&Access { address, credential, authorities: None, allows_plain: false })
    }

    async fn close(self) {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap().unwrap();
    }
}

/// Polling asks once a minute: whoever waits less hears it from the stream.
const PATIENCE: Duration = Duration::from_secs(45);

/// Waits until an event makes something true.
async fn until(handle: &Handle, is_so: impl Fn() -> bool) {
    let mut events = handle.subscribe();
    let waiting = async {
        while !is_so() {
            events.recv().await.unwrap();
        }
    };
    let came = tokio::time::timeout(PATIENCE, waiting).await;
    assert!(came.is_ok(), "it never came: {:?}", handle.status());
}

#[tokio::test(flavor = "multi_thread")]
async fn news_of_others_arrive_without_being_asked_for() {
    let (wiki, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let site = Site::open(wiki.path(), 0).await;
    let other = site.remote();
    let space = other.create_space(OpId::fresh(), &SpaceKey::new("ENG"), "Engineering", &[]).await.unwrap();
    let replica = Replica::open(desk.path(), plain).unwrap();
    let handle = sync::start(desk.path(), replica.clone(), site.remote());
    handle.settled().await.unwrap();
    let home = space.home.unwrap();
    for label in ["one", "two"] {
        other.add_label(OpId::fresh(), &home, &Label::parse(label).unwrap()).await.unwrap();
        let has = || replica.page(&home).unwrap().unwrap().page.labels.iter().any(|l| l.as_str() == label);
        until(&handle, has).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wiki_that_was_away_gets_what_waited_when_it_is_back() {
    let (wiki, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let site = Site::open(wiki.path(), 0).await;
    let port = site.serving.address.port();
    let space = site.remote().create_space(OpId::fresh(), &SpaceKey::new("ENG"), "Eng", &[]).await.unwrap();
    let replica = Replica::open(desk.path(), plain).unwrap();
    let handle = sync::start(desk.path(), replica.clone(), site.remote());
    handle.settled().await.unwrap();
    site.close().await;
    // The stream ended: that the wiki is away is said without anybody asking.
    until(&handle, || handle.status().paused.is_some()).await;
    let Change::Create { page, kind, title, storage, labels, copy_of, .. } = create("new", None) else {
        unreachable!()
    };
    let spot = Spot { space: space.id, parent: space.home, after: None };
    let queued = entry(Change::Create { page, spot, kind, title, storage, labels, copy_of });
    replica.commit(std::slice::from_ref(&queued)).unwrap();
    handle.wake();
    let _site = Site::open(wiki.path(), port).await;
    until(&handle, || replica.queued_count().unwrap() == 0).await;
}
