//! Every failure as an answer: status codes live here, the body is the dialect's.

use super::store::StoreError;
use crate::domain::Grant;
use crate::wire::datacenter::error::{ErrorBody, ErrorData, NO_PERSONAL_SPACE, UnknownRoute, stale_message};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// What can be shown to be let in.
const CHALLENGE: &str = "Basic realm=\"tildr\", charset=\"UTF-8\"";

/// A failure with its status and a sentence.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    message: String,
    reason: Option<&'static str>,
    /// How many seconds to wait before asking again.
    wait: Option<u64>,
    grants: Option<Vec<Grant>>,
}

/// The outcome of every handler.
pub(super) type Result<T> = std::result::Result<T, ApiError>;

impl ApiError {
    /// The request makes no sense.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// Over a limit.
    pub(super) fn too_large(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, message)
    }

    /// Visible, but not allowed.
    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// Gone or not visible.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// Nobody we know.
    pub(super) fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "you are not signed in")
    }

    /// A password or token that is none: the same words whatever was wrong with it.
    pub(super) fn not_let_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "the name, the password or the token is wrong")
    }

    /// The same, of a password that was asked for beside what let the caller in.
    pub(super) fn wrong_password() -> Self {
        Self::forbidden("the old password is wrong")
    }

    /// Tells whether it is about who asks.
    pub(super) fn is_about_the_caller(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    /// A token that was one.
    pub(super) fn token_over(how: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, format!("{how}: make another one"))
    }

    /// Too often, for now.
    pub(super) fn too_many(message: &str, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self { wait: Some(seconds.max(1)), ..Self::new(StatusCode::TOO_MANY_REQUESTS, message) }
    }

    /// For a host that is none of ours; empty for one that cannot be a name.
    pub(super) fn misdirected(host: &str) -> Self {
        let message = match host {
            "" => "this wiki has no such name: `tildr serve --host NAME` gives it one".to_owned(),
            host => format!(
                "this wiki does not answer to `{host}`: where that is a name of it, start it with `tildr serve --host {host}`"
            ),
        };
        Self::new(StatusCode::MISDIRECTED_REQUEST, message)
    }

    /// A range that lies outside the file.
    pub(super) fn no_such_range() -> Self {
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "the file has no such range")
    }

    /// More is asked of the wiki than it can do.
    pub(super) fn overloaded() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too many requests at once: try again in a moment")
    }

    /// An account listens more often than it may.
    pub(super) fn too_many_streams() -> Self {
        let message = "this account has as many streams of events as it may have";
        Self::too_many(message, Duration::from_secs(30))
    }

    /// The request's body trickles.
    pub(super) fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "the request came too slowly")
    }

    /// The head of a request that HTTP cannot read: one answer for each status such a request gets.
    pub(super) fn unread(status: StatusCode) -> Self {
        Self::new(
            status,
            match status {
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => "the headers are larger than this wiki takes",
                StatusCode::URI_TOO_LONG => "the address is longer than this wiki takes",
                _ => "this is no request that can be read",
            },
        )
    }

    /// The answer as it goes over a connection where no request was read.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let (status, body) = (self.status, serde_json::to_vec(&self.into_body()).unwrap_or_default());
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        [head.into_bytes(), body].concat()
    }

    /// A mistake of ours.
    pub(super) fn broken() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "something broke here: the server's log says what")
    }

    /// Says which of many things it is about.
    pub(super) fn about(mut self, name: &str) -> Self {
        self.message = format!("`{name}`: {}", self.message);
        self
    }

    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), reason: None, wait: None, grants: None }
    }

    fn into_body(self) -> ErrorBody {
        let reason = self.reason.or(self.status.canonical_reason()).unwrap_or_default();
        ErrorBody {
            status_code: self.status.as_u16(),
            data: ErrorData {
                authorized: !matches!(self.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN),
                valid: self.status != StatusCode::BAD_REQUEST,
                allowed_in_read_only_mode: true,
                errors: Vec::new(),
                successful: false,
            },
            message: self.message,
            reason: reason.to_owned(),
            grants: self.grants,
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let status = match error {
            StoreError::NotFound(_) => StatusCode::NOT_FOUND,
            StoreError::Stale(current) => return Self::new(StatusCode::CONFLICT, stale_message(current)),
            StoreError::Regranted(now) => {
                return Self { grants: Some(now), ..Self::new(StatusCode::CONFLICT, message) };
            }
            StoreError::Exists(_) => StatusCode::CONFLICT,
            StoreError::Forbidden(_) => StatusCode::FORBIDDEN,
            StoreError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            StoreError::Invalid(_) => StatusCode::BAD_REQUEST,
            StoreError::NoPersonalSpace => {
                return Self { reason: Some(NO_PERSONAL_SPACE), ..Self::new(StatusCode::CONFLICT, message) };
            }
            StoreError::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            StoreError::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            StoreError::Busy | StoreError::Away(_) | StoreError::TakesLong | StoreError::FilesAway => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            StoreError::ReadOnly(_) | StoreError::Corrupt(_) | StoreError::Failed(_) => {
                tracing::error!(%message, "the store failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        Self::new(status, message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, wait) = (self.status, self.wait);
        let mut response = (status, Json(self.into_body())).into_response();
        let headers = response.headers_mut();
        if let Some(wait) = wait.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(1)) {
            headers.insert(header::RETRY_AFTER, wait.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE));
            headers.insert("x-seraph-loginreason", HeaderValue::from_static("AUTHENTICATED_FAILED"));
        }
        response
    }
}

/// Answers an address nobody knows.
pub(super) async fn unknown_route(uri: Uri) -> Response {
    let message = format!("null for uri: {}", uri.path());
    (StatusCode::NOT_FOUND, Json(UnknownRoute { message, status_code: 404 })).into_response()
}
