//! Every failure as an answer: status codes live here, the body is the dialect's.

use super::store::StoreError;
use crate::wire::datacenter::error::{ErrorBody, ErrorData, NO_PERSONAL_SPACE, UnknownRoute, stale_message};
use axum::Json;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// A failure with its status and a sentence.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    message: String,
    reason: Option<&'static str>,
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

    /// A range that lies outside the file.
    pub(super) fn no_such_range() -> Self {
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "the file has no such range")
    }

    /// Says which of many things it is about.
    pub(super) fn about(mut self, name: &str) -> Self {
        self.message = format!("`{name}`: {}", self.message);
        self
    }

    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), reason: None }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let status = match error {
            StoreError::NotFound(_) => StatusCode::NOT_FOUND,
            StoreError::Stale(current) => return Self::new(StatusCode::CONFLICT, stale_message(current)),
            StoreError::Exists(_) => StatusCode::CONFLICT,
            StoreError::Forbidden(_) => StatusCode::FORBIDDEN,
            StoreError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            StoreError::Invalid(_) => StatusCode::BAD_REQUEST,
            StoreError::NoPersonalSpace => {
                return Self { status: StatusCode::CONFLICT, message, reason: Some(NO_PERSONAL_SPACE) };
            }
            StoreError::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            StoreError::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            StoreError::Busy | StoreError::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
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
        let reason = self.reason.or(self.status.canonical_reason()).unwrap_or_default();
        let body = ErrorBody {
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
        };
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
        }
        response
    }
}

/// Answers an address nobody knows.
pub(super) async fn unknown_route(uri: Uri) -> Response {
    let message = format!("null for uri: {}", uri.path());
    (StatusCode::NOT_FOUND, Json(UnknownRoute { message, status_code: 404 })).into_response()
}
