//! How requests travel: into a tower service of this process, or over HTTP. And what every kind of
//! failed answer means to a caller.
//!
//! Files travel as streams, [`form`] has them. No retries: whether to try again is decided above.

mod form;
mod http;

pub(super) use form::Form;
pub(super) use http::Http;

use super::{RemoteError, Result};
use crate::domain::OpId;
use crate::wire::datacenter::error::{ErrorBody, NO_PERSONAL_SPACE, stale_version};
use crate::wire::extension::IDEMPOTENCY_KEY;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use form::pour;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::convert::Infallible;
use std::path::Path;
use tower::{Service, ServiceExt};

/// The largest answer that is read.
const ANSWER_LIMIT: usize = 128 << 20;
/// What a form carries so that the wiki knows it is no web page that sends it.
const NO_CHECK: (&str, &str) = ("x-atlassian-token", "no-check");

/// Something that carries a request and brings an answer.
pub(super) trait Transport: Send + Sync {
    /// Sends a request.
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer>>;
    /// Sends a request and writes the bytes of a good answer into a file.
    fn download<'a>(&'a self, call: Call, into: &'a Path) -> BoxFuture<'a, Result<()>>;
    /// Sends a request and returns a good answer's body as it comes, for as long as it comes.
    fn stream(&self, call: Call) -> BoxFuture<'_, Result<Pieces>>;
}

/// A body piece by piece; what breaks it off is told as its last piece.
pub(super) type Pieces = BoxStream<'static, Result<Bytes>>;

/// A request: a path below the wiki's address, perhaps with a JSON body and the name of the write.
#[derive(Debug, Clone)]
pub(super) struct Call {
    method: Method,
    path: String,
    content: Content,
    op: Option<OpId>,
}

/// What a request carries.
#[derive(Debug, Clone)]
enum Content {
    Nothing,
    Json(Vec<u8>),
    Form(Form),
}

/// An answer that arrived, whatever it says.
#[derive(Debug)]
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    was_write: bool,
}

impl Call {
    /// Reads.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), content: Content::Nothing, op: None }
    }

    /// Reads what it takes a body to ask for.
    pub(super) fn ask(path: impl Into<String>) -> Self {
        Self { method: Method::POST, path: path.into(), content: Content::Nothing, op: None }
    }

    /// Makes something.
    pub(super) fn post(path: impl Into<String>, op: OpId) -> Self {
        Self { method: Method::POST, path: path.into(), content: Content::Nothing, op: Some(op) }
    }

    /// Changes something.
    pub(super) fn put(path: impl Into<String>, op: OpId) -> Self {
        Self { method: Method::PUT, path: path.into(), content: Content::Nothing, op: Some(op) }
    }

    /// Removes something.
    pub(super) fn delete(path: impl Into<String>, op: OpId) -> Self {
        Self { method: Method::DELETE, path: path.into(), content: Content::Nothing, op: Some(op) }
    }

    /// Adds a JSON body.
    pub(super) fn json(mut self, body: &impl Serialize) -> Result<Self> {
        let bytes = serde_json::to_vec(body).map_err(|error| RemoteError::Invalid(error.to_string()))?;
        self.content = Content::Json(bytes);
        Ok(self)
    }

    /// Adds a form with a file.
    pub(super) fn form(mut self, form: Form) -> Self {
        self.content = Content::Form(form);
        self
    }

    fn is_write(&self) -> bool {
        self.op.is_some()
    }
}

impl Answer {
    /// Reads the JSON of a good answer; anything else becomes what it means.
    pub(super) fn json<T: DeserializeOwned>(self) -> Result<T> {
        let answer = self.good()?;
        let kind = answer.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("text/html")) {
            return Err(RemoteError::NotAWiki(
                "it answered with a web page, perhaps a login form".to_owned(),
            ));
        }
        serde_json::from_slice(&answer.body).map_err(|error| {
            let cause = format!("the answer cannot be read: {error}");
            if answer.was_write { RemoteError::Unknown(cause) } else { RemoteError::NotAWiki(cause) }
        })
    }

    /// Takes a good answer for what it is.
    pub(super) fn done(self) -> Result<()> {
        self.good().map(drop)
    }

    fn good(self) -> Result<Self> {
        if self.status.is_success() { Ok(self) } else { Err(self.failure()) }
    }

    fn failure(&self) -> RemoteError {
        let error: Option<ErrorBody> = serde_json::from_slice(&self.body).ok();
        let known = error.is_some();
        let error = error.unwrap_or_else(|| ErrorBody {
            status_code: self.status.as_u16(),
            data: Default::default(),
            message: self.status.to_string(),
            reason: String::new(),
            grants: None,
        });
        let message = error.message;
        match self.status {
            StatusCode::CONFLICT if error.grants.is_some() => {
                RemoteError::Regranted { now: error.grants.unwrap_or_default() }
            }
            StatusCode::CONFLICT if error.reason == NO_PERSONAL_SPACE => RemoteError::NoPersonalSpace,
            StatusCode::CONFLICT => match stale_version(&message) {
                Some(current) => RemoteError::Conflict { current },
                None => RemoteError::Invalid(message),
            },
            StatusCode::UNAUTHORIZED => RemoteError::SignedOut,
            StatusCode::FORBIDDEN => RemoteError::Forbidden(message),
            StatusCode::NOT_FOUND if known => RemoteError::NotFound,
            StatusCode::NOT_FOUND => RemoteError::NotAWiki(message),
            StatusCode::TOO_MANY_REQUESTS => RemoteError::RateLimited { seconds: self.retry_after() },
            // The server says that nothing was done.
            StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::INSUFFICIENT_STORAGE
            | StatusCode::MISDIRECTED_REQUEST => RemoteError::Offline(message),
            status if status.is_server_error() && self.was_write => RemoteError::Unknown(message),
            status if status.is_server_error() => RemoteError::Offline(message),
            status if status.is_redirection() => {
                RemoteError::NotAWiki(format!("it sends us elsewhere ({status})"))
            }
            _ => RemoteError::Invalid(message),
        }
    }

    /// Servers send numbers that no clock holds: they mean "not today".
    fn retry_after(&self) -> u32 {
        let text = self.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let seconds: u64 = text.and_then(|text| text.parse().ok()).unwrap_or(5);
        seconds.clamp(1, 1800) as u32
    }
}

/// A wiki in this process: its router, called without a socket.
pub(super) struct InProcess<S> {
    service: S,
}

impl<S> InProcess<S> {
    /// Wraps a service.
    pub(super) fn new(service: S) -> Self {
        Self { service }
    }
}

impl<S> Transport for InProcess<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer>> {
        Box::pin(async move {
            let was_write = call.is_write();
            let (parts, body) = self.call(call).await?.into_parts();
            let body = to_bytes(body, ANSWER_LIMIT)
                .await
                .map_err(|error| unclear(was_write, format!("the answer broke off: {error}")))?;
            Ok(Answer { status: parts.status, headers: parts.headers, body, was_write })
        })
    }

    fn download<'a>(&'a self, call: Call, into: &'a Path) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let body = self.body(call).await?;
            let chunks = body.into_data_stream().map(|chunk| chunk.map_err(|error| error.to_string()));
            pour(chunks, into).await
        })
    }

    fn stream(&self, call: Call) -> BoxFuture<'_, Result<Pieces>> {
        Box::pin(async move {
            let body = self.body(call).await?;
            let broken_off = |error: axum::Error| RemoteError::Offline(error.to_string());
            Ok(body.into_data_stream().map(move |piece| piece.map_err(broken_off)).boxed())
        })
    }
}

impl<S> InProcess<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    /// Asks; a good answer's body.
    async fn body(&self, call: Call) -> Result<Body> {
        let (parts, body) = self.call(call).await?.into_parts();
        if parts.status.is_success() {
            return Ok(body);
        }
        let body = to_bytes(body, ANSWER_LIMIT).await.unwrap_or_default();
        let answer = Answer { status: parts.status, headers: parts.headers, body, was_write: false };
        Err(answer.failure())
    }

    fn call(&self, call: Call) -> BoxFuture<'_, Result<Response<Body>>> {
        let service = self.service.clone();
        Box::pin(async move {
            let mut request = Request::builder().method(call.method).uri(&call.path);
            if let Some(op) = call.op {
                request = request.header(IDEMPOTENCY_KEY, op.to_string());
            }
            let body = match call.content {
                Content::Nothing => Body::empty(),
                Content::Json(bytes) => Body::from(bytes),
                Content::Form(form) => {
                    request = request.header(header::CONTENT_TYPE, form.content_type());
                    request = request.header(NO_CHECK.0, NO_CHECK.1);
                    Body::from_stream(form.into_stream())
                }
            };
            let request = request.body(body).map_err(|error| RemoteError::Invalid(error.to_string()))?;
            match service.oneshot(request).await {
                Ok(response) => Ok(response),
                Err(never) => match never {},
            }
        })
    }
}

fn unclear(was_write: bool, cause: String) -> RemoteError {
    if was_write { RemoteError::Unknown(cause) } else { RemoteError::Offline(cause) }
}

/// Writes a path segment or query value.
pub(super) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, kind: &str, body: &str, was_write: bool) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        headers.insert(header::RETRY_AFTER, "9223372036854775807".parse().unwrap());
        let body = Bytes::copy_from_slice(body.as_bytes());
        Answer { status: StatusCode::from_u16(status).unwrap(), headers, body, was_write }
    }

    #[test]
    fn a_login_page_is_no_wiki() {
        let page = answer(200, "text/html;charset=UTF-8", "<html>", false);
        assert!(matches!(page.json::<serde_json::Value>(), Err(RemoteError::NotAWiki(_))));
    }

    #[test]
    fn a_failed_write_is_unknown_and_a_failed_read_is_not() {
        assert!(matches!(answer(500, "text/plain", "", true).done(), Err(RemoteError::Unknown(_))));
        assert!(matches!(answer(500, "text/plain", "", false).done(), Err(RemoteError::Offline(_))));
    }

    #[test]
    fn a_write_is_tried_again_where_the_wiki_does_not_know_its_name_yet() {
        let body = r#"{"statusCode":421,"message":"start it with `tildr serve --host wiki`"}"#;
        let refused = answer(421, "application/json", body, true).done();
        assert_eq!(refused, Err(RemoteError::Offline("start it with `tildr serve --host wiki`".to_owned())));
    }

    #[test]
    fn absurd_waits_are_cut() {
        let limited = answer(429, "application/json", "{}", false).done();
        assert_eq!(limited, Err(RemoteError::RateLimited { seconds: 1800 }));
    }

    #[test]
    fn a_missing_page_is_not_found_and_a_missing_wiki_is_not() {
        let page = answer(404, "application/json", r#"{"statusCode":404,"message":"No content"}"#, false);
        assert_eq!(page.done(), Err(RemoteError::NotFound));
        assert!(matches!(answer(404, "text/html", "nginx", false).done(), Err(RemoteError::NotAWiki(_))));
    }
}
