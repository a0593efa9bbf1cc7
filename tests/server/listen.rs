//! The wiki on a socket: what is slow, half or too much is ended, and nobody else notices.

use crate::common::place;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tildr::server::{
    Lane, Limits, Listen, ListenLimits, LocalAccount, Pace, ServerError, Serving, StreamLimits,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The largest file here: tests are quick.
const FILE: u64 = 3 << 20;

/// A wiki that listens.
struct Site {
    serving: Serving,
    stop: Option<oneshot::Sender<()>>,
    ended: JoinHandle<Result<(), ServerError>>,
    dir: Arc<TempDir>,
}

impl Site {
    /// Listens on loopback, with figures.
    async fn with(limits: ListenLimits) -> Self {
        Self::listening(limits, StreamLimits::default()).await
    }

    async fn listening(limits: ListenLimits, streams: StreamLimits) -> Self {
        Self::on(Arc::new(tempfile::tempdir().unwrap()), limits, streams).await
    }

    /// One more node of a wiki.
    async fn on(dir: Arc<TempDir>, limits: ListenLimits, streams: StreamLimits) -> Self {
        let place = place(dir.path());
        let (tell, told) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = tokio::spawn(async move {
            let announce = |serving: &Serving| drop(tell.send(serving.clone()));
            let account = LocalAccount { login: "ann".to_owned(), full_name: "Ann Lee".to_owned() };
            let near = SocketAddr::from(([127, 0, 0, 1], 0));
            let sizes = Limits { file: FILE };
            let hosts = vec!["wiki.example".parse().unwrap()];
            let listen = Listen { hosts, metrics: Some(near), limits, streams, sizes, ..Listen::at(near) };
            tildr::server::serve(&place, account, &listen, announce, async { drop(stopped.await) }).await
        });
        Self { serving: told.await.unwrap(), stop: Some(stop), ended, dir }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.serving.address).await.unwrap()
    }

    /// The lines of a request up to its own headers.
    fn head(&self, request: &str) -> String {
        let token = self.serving.token.as_ref().unwrap();
        format!("{request} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n")
    }

    fn get(&self, path: &str) -> String {
        format!("{}\r\n", self.head(&format!("GET {path}")))
    }

    /// Asks on a connection of its own.
    async fn ask(&self, path: &str) -> Answer {
        let mut stream = self.connect().await;
        stream.write_all(self.get(path).as_bytes()).await.unwrap();
        answer(&mut stream).await
    }

    /// The figures.
    async fn figures(&self) -> String {
        let mut stream = TcpStream::connect(self.serving.metrics.unwrap()).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        answer(&mut stream).await.body
    }

    /// Makes a space and returns its home page.
    async fn home(&self) -> String {
        let mut stream = self.connect().await;
        let body = r#"{"key":"DOC","name":"Docs"}"#;
        let head = self.head("POST /rest/api/space");
        stream
            .write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
            .await
            .unwrap();
        let made: Value = serde_json::from_str(&answer(&mut stream).await.body).unwrap();
        made["homepage"]["id"].as_str().unwrap().to_owned()
    }

    /// Begins an upload and returns once the wiki waits for its body.
    async fn begin_upload(&self, body: &[u8]) -> TcpStream {
        let home = self.home().await;
        let mut stream = self.connect().await;
        let head = self.head(&format!("POST /rest/api/content/{home}/child/attachment"));
        let rest = format!(
            "X-Atlassian-Token: no-check\r\nExpect: 100-continue\r\n\
             Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{rest}").as_bytes()).await.unwrap();
        assert!(head_of(&mut stream).await.starts_with("HTTP/1.1 100"));
        stream
    }

    async fn stopped(mut self) -> Result<(), ServerError> {
        let _ = self.stop.take().unwrap().send(());
        soon(self.ended).await.unwrap()
    }
}

/// What came back.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// Nothing here takes long: a test that hangs says so.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), what).await.expect("it never came")
}

async fn head_of(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = soon(stream.read_u8()).await else { break };
        head.push(byte);
    }
    String::from_utf8(head).unwrap()
}

async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> Answer {
    let head = head_of(stream).await;
    let lower = head.to_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    soon(stream.read_exact(&mut body)).await.unwrap();
    let status = head.split(' ').nth(1).map_or(0, |status| status.parse().unwrap());
    Answer { status, head: lower, body: String::from_utf8(body).unwrap() }
}

/// Reads to the end and returns what came; an end that is not polite is an end too.
async fn rest_of(stream: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    let _ = soon(stream.read_to_end(&mut rest)).await;
    String::from_utf8(rest).unwrap()
}

const ME: &str = "/rest/api/user/current";

/// Limits that end at once whatever is slow; whoever has nothing to say yet may have been held up by a busy machine.
fn hasty() -> ListenLimits {
    let nothing = Pace { allowance: Duration::from_millis(30), bytes_per_second: 1 << 20 };
    ListenLimits {
        head: Duration::from_millis(30),
        idle: Duration::from_secs(1),
        body: nothing,
        answer: nothing,
        ..ListenLimits::default()
    }
}

#[tokio::test]
async fn headers_that_never_end_end_the_connection() {
    let site = Site::with(hasty()).await;
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut stream = site.connect().await;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-").await.unwrap();
        slow.push(stream);
    }
    // One that says nothing at all is only idle.
    slow.push(site.connect().await);
    for stream in &mut slow {
        assert_eq!(rest_of(stream).await, "");
    }
    assert_eq!(site.ask(ME).await.status, 200);
    assert!(site.figures().await.contains("tildr_connections_slow_total 50"));
}

#[tokio::test]
async fn half_a_body_is_answered_and_the_connection_ends() {
    let site = Site::with(hasty()).await;
    let mut stream = site.connect().await;
    let head = site.head("POST /rest/api/space");
    stream.write_all(format!("{head}Content-Length: 100\r\n\r\n{{\"key\":").as_bytes()).await.unwrap();
    let refused = answer(&mut stream).await;
    let error: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!((refused.status, &error["statusCode"]), (408, &408.into()));
    assert_eq!(error["message"], "the request came too slowly");
    assert_eq!(rest_of(&mut stream).await, "");
}

#[tokio::test]
async fn an_idle_connection_ends_and_a_used_one_is_kept() {
    let site = Site::with(hasty()).await;
    let mut stream = site.connect().await;
    for _ in 0..2 {
        stream.write_all(site.get(ME).as_bytes()).await.unwrap();
        assert_eq!(answer(&mut stream).await.status, 200);
    }
    assert_eq!(rest_of(&mut stream).await, "");
}

#[tokio::test]
async fn headers_too_large_are_refused() {
    let site = Site::with(ListenLimits::default()).await;
    let mut stream = site.connect().await;
    let head = format!("{}X-Long: {}\r\n\r\n", site.head(&format!("GET {ME}")), "x".repeat(17 << 10));
    stream.write_all(head.as_bytes()).await.unwrap();
    refused(&answer(&mut stream).await, 431, "the headers are larger than this wiki takes");
    assert_eq!(rest_of(&mut stream).await, "");
}

#[tokio::test]
async fn what_is_no_request_is_said_in_our_form() {
    let site = Site::with(ListenLimits::default()).await;
    let mut stream = site.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n").await.unwrap();
    refused(&answer(&mut stream).await, 400, "this is no request that can be read");
}

#[tokio::test]
async fn rebinding_a_request_for_another_host_gets_no_further_than_the_door() {
    let site = Site::with(ListenLimits::default()).await;
    let ask = async |address: SocketAddr, path: &str, host: &str| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        answer(&mut stream).await
    };
    let wiki = site.serving.address;
    refused(
        &ask(wiki, ME, "evil.example:8090").await,
        421,
        "this wiki does not answer to `evil.example`: where that is a name of it, start it with \
         `tildr serve --host evil.example`",
    );
    assert_eq!(ask(wiki, ME, "wiki.example").await.status, 401, "the door asks who it is");
    assert_eq!(ask(wiki, ME, &wiki.to_string()).await.status, 401);
    let figures = site.serving.metrics.unwrap();
    assert_eq!(ask(figures, "/metrics", "evil.example").await.status, 421);
    assert_eq!(ask(figures, "/metrics", &figures.to_string()).await.status, 200);
}

/// Expects the dialect's form of a refusal.
#[track_caller]
fn refused(answer: &Answer, status: u16, sentence: &str) {
    let error: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((answer.status, &error["statusCode"]), (status, &status.into()), "{}", answer.head);
    assert_eq!(error["message"], sentence);
}

/// Sends a body on a connection of its own.
async fn send(site: &Site, request: &str, headers: &str, body: &[u8]) -> Answer {
    let mut stream = site.connect().await;
    let head = format!("{}{headers}Content-Length: {}\r\n\r\n", site.head(request), body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    // Who is refused early is not read to the end.
    let (mut from, mut to) = stream.split();
    let (_, answer) = tokio::join!(to.write_all(body), answer(&mut from));
    answer
}

/// A page with so many bytes in it.
fn draft(storage: &str) -> Vec<u8> {
    format!(
        r#"{{"type":"page","title":"Large","space":{{"key":"DOC"}},
           "body":{{"storage":{{"value":"{storage}","representation":"storage"}}}}}}"#
    )
    .into_bytes()
}

#[tokio::test]
async fn a_request_without_a_page_has_two_mebibytes() {
    let site = Site::with(ListenLimits::default()).await;
    site.home().await;
    let space = |bytes: usize| format!(r#"{{"key":"B{bytes}","name":"B","more":"{}"}}"#, "x".repeat(bytes));
    let fits = send(&site, "POST /rest/api/space", "", space((2 << 20) - 100).as_bytes()).await;
    assert_eq!(fits.status, 200, "{}", fits.body);
    let large = send(&site, "POST /rest/api/space", "", space(2 << 20).as_bytes()).await;
    refused(&large, 413, "the request is larger than this wiki takes");
}

#[tokio::test]
async fn a_page_has_ten_mebibytes() {
    let site = Site::with(ListenLimits::default()).await;
    site.home().await;
    let fits = send(&site, "POST /rest/api/content", "", &draft(&"x".repeat(10 << 20))).await;
    assert_eq!(fits.status, 200, "{}", fits.body);
    let large = send(&site, "POST /rest/api/content", "", &draft(&"x".repeat(11 << 20))).await;
    refused(&large, 413, "a page holds at most 10 MB, this one has 11.0 MB: split it");
    let far = send(&site, "POST /rest/api/content", "", &draft(&"x".repeat(23 << 20))).await;
    refused(&far, 413, "the request is larger than this wiki takes");
}

#[tokio::test]
async fn a_file_has_its_limit() {
    let site = Site::with(ListenLimits::default()).await;
    let home = site.home().await;
    let form = |bytes: u64| {
        let file = "x".repeat(bytes as usize);
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"";
        format!("--b\r\n{head}\r\n\r\n{file}\r\n--b--\r\n").into_bytes()
    };
    let request = format!("POST /rest/api/content/{home}/child/attachment");
    let headers = "X-Atlassian-Token: no-check\r\nContent-Type: multipart/form-data; boundary=b\r\n";
    assert_eq!(send(&site, &request, headers, &form(FILE)).await.status, 200);
    let large = send(&site, &request, headers, &form(FILE + 1)).await;
    refused(&large, 413, "a file holds at most 3.1 MB here");
}

#[tokio::test]
async fn what_nests_or_lists_too_much_is_cut() {
    let site = Site::with(ListenLimits::default()).await;
    site.home().await;
    let nested = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(send(&site, "POST /rest/api/space", "", nested.as_bytes()).await.status, 400);
    let deep = draft(&format!("{}{}", "<b>".repeat(300), "</b>".repeat(300)));
    let deep = send(&site, "POST /rest/api/content", "", &deep).await;
    refused(&deep, 400, "the body is not well-formed XML: it is nested deeper than 256 elements");
    let query = format!("{}type=page{}", "(".repeat(50), ")".repeat(50));
    let asked = site.ask(&format!("/rest/api/search?cql={query}")).await;
    assert!(asked.status == 400 && asked.body.contains("conditions nest deeper than 40"), "{}", asked.body);
    let listed: Value = serde_json::from_str(&site.ask("/rest/api/space?limit=100000").await.body).unwrap();
    assert_eq!(listed["limit"], 250);
}

#[tokio::test]
async fn one_connection_too_many_is_told_to_come_back() {
    let site = Site::with(ListenLimits { connections: 2, ..ListenLimits::default() }).await;
    let mut kept = Vec::new();
    for _ in 0..2 {
        let mut stream = site.connect().await;
        stream.write_all(site.get(ME).as_bytes()).await.unwrap();
        assert_eq!(answer(&mut stream).await.status, 200);
        kept.push(stream);
    }
    let sent_away = rest_of(&mut site.connect().await).await;
    assert!(sent_away.starts_with("HTTP/1.1 503") && sent_away.contains("Retry-After: 5"), "{sent_away}");
    kept.pop();
    // The wiki notices when it notices.
    soon(async {
        loop {
            let mut stream = site.connect().await;
            let _ = stream.write_all(site.get(ME).as_bytes()).await;
            if head_of(&mut stream).await.starts_with("HTTP/1.1 200") {
                break;
            }
        }
    })
    .await;
    assert!(site.figures().await.contains(r#"tildr_connections_refused_total{reason="full"}"#));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_address_does_not_keep_another_out() {
    let site = Site::with(ListenLimits { connections: 100, per_address: 1, ..ListenLimits::default() }).await;
    let mut first = site.connect().await;
    first.write_all(site.get(ME).as_bytes()).await.unwrap();
    assert_eq!(answer(&mut first).await.status, 200);
    assert!(rest_of(&mut site.connect().await).await.starts_with("HTTP/1.1 503"));
    let elsewhere = TcpSocket::new_v4().unwrap();
    elsewhere.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = elsewhere.connect(site.serving.address).await.unwrap();
    other.write_all(site.get(ME).as_bytes()).await.unwrap();
    assert_eq!(answer(&mut other).await.status, 200);
}

#[tokio::test]
async fn what_is_asked_too_much_is_sent_away_and_the_rest_goes_on() {
    let mut limits = ListenLimits::default();
    limits.lanes.uploads = Lane { running: 1, waiting: 0 };
    let site = Site::with(limits).await;
    let upload = site.begin_upload(b"--b--\r\n").await;
    let mut second = site.connect().await;
    let head = site.head("POST /rest/api/content/1/child/attachment");
    let form = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 7\r\n\r\n--b--\r\n";
    second.write_all(format!("{head}{form}").as_bytes()).await.unwrap();
    let busy = answer(&mut second).await;
    assert_eq!(busy.status, 503);
    assert!(busy.head.contains("retry-after: 1"), "{}", busy.head);
    assert!(busy.body.contains("too many requests at once"), "{}", busy.body);
    assert_eq!(site.ask(ME).await.status, 200, "reading goes on");
    drop(upload);
    assert!(site.figures().await.contains(r#"tildr_requests_shed_total{kind="upload"} 1"#));
}

#[tokio::test]
async fn a_stop_lets_running_requests_end() {
    let mut site = Site::with(ListenLimits::default()).await;
    let mut upload = site.begin_upload(b"--b--\r\n").await;
    let mut idle = site.connect().await;
    idle.write_all(site.get(ME).as_bytes()).await.unwrap();
    assert_eq!(answer(&mut idle).await.status, 200);
    let _ = site.stop.take().unwrap().send(());
    assert_eq!(rest_of(&mut idle).await, "", "who waits for nothing is let go");
    soon(async { while TcpStream::connect(site.serving.address).await.is_ok() {} }).await;
    upload.write_all(b"--b--\r\n").await.unwrap();
    let done = answer(&mut upload).await;
    assert_eq!(done.status, 400, "an empty form, and that is said: {}", done.body);
    soon(site.ended).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stop_waits_no_longer_than_its_grace() {
    let limits = ListenLimits { grace: Duration::from_millis(20), ..ListenLimits::default() };
    let site = Site::with(limits).await;
    let mut upload = site.begin_upload(b"--b--\r\n").await;
    site.stopped().await.unwrap();
    assert_eq!(rest_of(&mut upload).await, "");
}

#[tokio::test]
async fn every_answer_has_an_id_and_counts_by_its_route() {
    let site = Site::with(ListenLimits::default()).await;
    let answer = site.ask("/rest/api/content/77/label?name=a-secret-word").await;
    assert!(answer.head.contains("x-request-id: "), "{}", answer.head);
    let figures = site.figures().await;
    let line = r#"tildr_requests_total{method="GET",route="/rest/api/content/{id}/label",status="404"} 1"#;
    assert!(figures.contains(line), "{figures}");
    assert!(!figures.contains("a-secret-word"));
    let mut stream = TcpStream::connect(site.serving.metrics.unwrap()).await.unwrap();
    stream.write_all(b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    assert_eq!(self::answer(&mut stream).await.status, 200);
}

#[tokio::test]
async fn a_stop_ends_the_streams_of_events() {
    let site = Site::with(ListenLimits::default()).await;
    let mut stream = site.connect().await;
    stream.write_all(site.get("/rest/tildr/1.0/events").as_bytes()).await.unwrap();
    let head = head_of(&mut stream).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(site.figures().await.contains("tildr_event_streams 1"));
    site.stopped().await.unwrap();
    let rest = rest_of(&mut stream).await;
    assert!(rest.contains(": open") && rest.ends_with("0\r\n\r\n"), "{rest}");
}

#[tokio::test]
async fn a_quiet_stream_shows_that_it_is_alive() {
    let streams = StreamLimits { heartbeat: Duration::from_millis(5), ..StreamLimits::default() };
    let site = Site::listening(ListenLimits::default(), streams).await;
    let mut stream = site.connect().await;
    stream.write_all(site.get("/rest/tildr/1.0/events").as_bytes()).await.unwrap();
    let mut heard = String::new();
    while heard.matches(":\n\n").count() < 3 {
        heard.push(char::from(soon(stream.read_u8()).await.unwrap()));
    }
}

/// On PostgreSQL by LISTEN and NOTIFY, on a file by the bell beside it.
#[tokio::test]
async fn a_page_saved_through_one_node_is_told_by_the_other() {
    let one = Site::with(ListenLimits::default()).await;
    let two = Site::on(one.dir.clone(), ListenLimits::default(), StreamLimits::default()).await;
    let home = one.home().await;
    let mut stream = two.connect().await;
    stream.write_all(two.get("/rest/tildr/1.0/events").as_bytes()).await.unwrap();
    let mut heard = String::new();
    while !heard.contains(": open") {
        heard.push(char::from(soon(stream.read_u8()).await.unwrap()));
    }
    let body = format!(
        r#"{{"type":"page","title":"News","space":{{"key":"DOC"}},"ancestors":[{{"id":"{home}"}}],
           "body":{{"storage":{{"value":"<p>n</p>","representation":"storage"}}}}}}"#
    );
    let head = one.head("POST /rest/api/content");
    let mut saving = one.connect().await;
    saving.write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await.unwrap();
    assert_eq!(answer(&mut saving).await.status, 200);
    while !heard.contains("event: changes") {
        heard.push(char::from(soon(stream.read_u8()).await.unwrap()));
    }
    assert!(!heard.contains("News"), "{heard}");
}
