//! A wiki at an address: HTTP, encrypted unless it is on this machine or the person allowed otherwise.

use super::form::pour;
use super::{Answer, Call, Content, NO_CHECK, Pieces, Transport, unclear};
use crate::remote::access::{Access, Credential};
use crate::remote::{RemoteError, Result};
use crate::wire::extension::IDEMPOTENCY_KEY;
use axum::http::header;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream;
use reqwest::{Certificate, Client, RequestBuilder, Response};
use std::path::Path;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a file may take.
const LONG_PATIENCE: Duration = Duration::from_secs(600);
/// How long a stream of events is listened to before it is opened anew.
const LISTENING: Duration = Duration::from_secs(3_600);
/// How long a stream may say nothing: it shows every twenty seconds that it is alive.
const SILENCE: Duration = Duration::from_secs(65);
/// How long it may take to be connected.
const CONNECTING: Duration = Duration::from_secs(10);

/// A wiki at an address.
pub(in crate::remote) struct Http {
    /// What a client needs may be missing or refused; that is told at the first call.
    client: std::result::Result<Client, RemoteError>,
    base: String,
    credential: Option<Credential>,
}

impl Http {
    /// Prepares calls; connects to nothing yet.
    pub(in crate::remote) fn new(access: &Access) -> Self {
        let allowed = access.check().map_err(|error| RemoteError::Invalid(error.to_string()));
        Self {
            client: allowed.and_then(|()| client(access)),
            base: access.address.base().to_owned(),
            credential: access.credential.clone(),
        }
    }

    fn request(&self, call: Call) -> Result<RequestBuilder> {
        let client = self.client.as_ref().map_err(Clone::clone)?;
        let credential = self.credential.as_ref().ok_or(RemoteError::SignedOut)?;
        let address = format!("{}{}", self.base, call.path);
        let mut request = client.request(call.method, address);
        request = match credential {
            Credential::Token(token) => request.bearer_auth(token.expose()),
            Credential::Password { login, password } => request.basic_auth(login, Some(password.expose())),
        };
        if let Some(op) = call.op {
            request = request.header(IDEMPOTENCY_KEY, op.to_string());
        }
        Ok(match call.content {
            Content::Nothing => request,
            Content::Json(bytes) => request.header(header::CONTENT_TYPE, "application/json").body(bytes),
            Content::Form(form) => request
                .timeout(LONG_PATIENCE)
                .header(header::CONTENT_TYPE, form.content_type())
                .header(header::CONTENT_LENGTH, form.length())
                .header(NO_CHECK.0, NO_CHECK.1)
                .body(reqwest::Body::wrap_stream(form.into_stream())),
        })
    }

    async fn call(&self, call: Call, patience: Option<Duration>) -> Result<Response> {
        let was_write = call.is_write();
        let mut request = self.request(call)?;
        if let Some(patience) = patience {
            request = request.timeout(patience);
        }
        request.send().await.map_err(|error| unsent(was_write, &error))
    }
}

/// Makes a client. It follows nobody elsewhere: what it shows is for this wiki alone.
fn client(access: &Access) -> Result<Client> {
    // Another part of the program may have chosen already, and the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .timeout(PATIENCE)
        .connect_timeout(CONNECTING)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("tildr/", env!("CARGO_PKG_VERSION")));
    if access.address.is_near() {
        builder = builder.no_proxy();
    }
    if !access.address.is_secure() {
        // The system's certificates take a moment to read, and nothing here asks for one.
        builder = builder.tls_certs_only(std::iter::empty());
    } else if let Some(authorities) = &access.authorities {
        let authorities = Certificate::from_pem_bundle(authorities).map_err(|error| {
            RemoteError::Invalid(format!("the certificates cannot be read: {}", cause(&error)))
        })?;
        builder = builder.tls_certs_merge(authorities);
    }
    builder.build().map_err(|error| RemoteError::Offline(cause(&error)))
}

impl Transport for Http {
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer>> {
        Box::pin(async move {
            let was_write = call.is_write();
            let response = self.call(call, None).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let body = response
                .bytes()
                .await
                .map_err(|error| unclear(was_write, format!("the answer broke off: {}", cause(&error))))?;
            Ok(Answer { status, headers, body, was_write })
        })
    }

    fn download<'a>(&'a self, call: Call, into: &'a Path) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let response = good(self.call(call, Some(LONG_PATIENCE)).await?).await?;
            let chunks = response.bytes_stream().map(|chunk| chunk.map_err(|error| cause(&error)));
            pour(chunks, into).await
        })
    }

    fn stream(&self, call: Call) -> BoxFuture<'_, Result<Pieces>> {
        Box::pin(async move {
            let response = good(self.call(call, Some(LISTENING)).await?).await?;
            Ok(stream::unfold(response, piece).boxed())
        })
    }
}

/// Waits for the next piece; a silence too long is an end.
async fn piece(mut response: Response) -> Option<(Result<axum::body::Bytes>, Response)> {
    let piece = match tokio::time::timeout(SILENCE, response.chunk()).await {
        Ok(Ok(piece)) => Ok(piece?),
        Ok(Err(error)) => Err(RemoteError::Offline(cause(&error))),
        Err(_) => Err(RemoteError::Offline("nothing was heard any more".to_owned())),
    };
    Some((piece, response))
}

async fn good(response: Response) -> Result<Response> {
    if response.status().is_success() {
        return Ok(response);
    }
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.unwrap_or_default();
    Err(Answer { status, headers, body, was_write: false }.failure())
}

/// A connection that was never made has sent nothing; anything later may have.
fn unsent(was_write: bool, error: &reqwest::Error) -> RemoteError {
    if error.is_connect() || error.is_builder() {
        return RemoteError::Offline(cause(error));
    }
    unclear(was_write, cause(error))
}

/// The innermost cause says what happened: "connection refused".
fn cause(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
