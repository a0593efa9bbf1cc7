//! Reading an upload: each file of the form is streamed into the store of files as it comes.

use crate::domain::attachment::{file_name, media_type};
use crate::server::error::{ApiError, Result};
use crate::server::store::command::NewFile;
use crate::server::store::{Store, StoreError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::HeaderMap;
use futures_util::stream::{self, StreamExt};

/// The most files of one form.
const MOST_FILES: usize = 50;
/// The longest value of a field beside the files.
const FIELD_LIMIT: usize = 16 << 10;
/// What a form must carry, so that a web page cannot send one unnoticed. Both spellings are in use.
const TOKEN: &str = "x-atlassian-token";

/// Reads a form with one file or more; its remarks belong to the files in the order both were sent. Of a form that is
/// not taken nothing stays.
pub(super) async fn files(store: &dyn Store, request: Request) -> Result<Vec<NewFile>> {
    check_token(request.headers())?;
    let mut files = Vec::new();
    match read(store, request, &mut files).await {
        Ok(()) => Ok(files),
        Err(error) => {
            forget(store, files.iter().map(|file| file.stored.file.as_str())).await;
            Err(error)
        }
    }
}

/// Removes files that no row will name. What cannot be removed now is swept at the next start.
pub(super) async fn forget(store: &dyn Store, files: impl Iterator<Item = &str>) {
    for file in files {
        if let Err(error) = store.files().remove(file).await {
            tracing::warn!(%error, "a file that was refused stays for now");
        }
    }
}

async fn read(store: &dyn Store, request: Request, files: &mut Vec<NewFile>) -> Result<()> {
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|error| ApiError::invalid(format!("an upload is a form with files: {error}")))?;
    let mut remarks: Vec<String> = Vec::new();
    let mut said: Option<String> = None;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "file" => {
                if files.len() == MOST_FILES {
                    return Err(ApiError::invalid(format!("a form holds at most {MOST_FILES} files")));
                }
                let given = field.file_name().unwrap_or_default();
                let name = file_name(given).map_err(|error| ApiError::invalid(error.to_string()))?;
                let kind = checked_type(field.content_type().or(said.as_deref()), &name);
                let chunks = stream::unfold(field, |mut field| async {
                    let chunk = field.chunk().await.transpose()?;
                    Some((chunk.map_err(|error| StoreError::Invalid(error.to_string())), field))
                });
                let stored = store.files().put(chunks.boxed()).await?;
                files.push(NewFile { name, media_type: kind, message: String::new(), stored });
            }
            "comment" => remarks.push(text(&mut field).await?),
            "contentType" => said = Some(text(&mut field).await?),
            _ => drop(text(&mut field).await?),
        }
    }
    if files.is_empty() {
        return Err(ApiError::invalid("the form holds no field `file`"));
    }
    for (number, file) in files.iter_mut().enumerate() {
        file.message = remarks.get(number).or(remarks.last()).cloned().unwrap_or_default();
    }
    Ok(())
}

fn check_token(headers: &HeaderMap) -> Result<()> {
    let token = headers.get(TOKEN).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if token.eq_ignore_ascii_case("no-check") || token.eq_ignore_ascii_case("nocheck") {
        return Ok(());
    }
    Err(ApiError::forbidden("XSRF check failed: send the header `X-Atlassian-Token: no-check`"))
}

async fn text(field: &mut axum::extract::multipart::Field<'_>) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > FIELD_LIMIT {
            return Err(ApiError::too_large("a field of the form is too long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Takes the media type a client says when it is one, else what the name tells; a type of just bytes says nothing.
pub(super) fn checked_type(said: Option<&str>, name: &str) -> String {
    let said = said.map(|said| said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    let is_token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    let is_type = |said: &String| {
        said.len() <= 127 && said.split_once('/').is_some_and(|(kind, rest)| is_token(kind) && is_token(rest))
    };
    match said.filter(is_type) {
        Some(said) if said != "application/octet-stream" => said,
        _ => media_type(name).to_owned(),
    }
}

fn broken(error: axum::extract::multipart::MultipartError) -> ApiError {
    ApiError::invalid(format!("the upload broke off: {error}"))
}

#[cfg(test)]
mod tests {
    use super::checked_type;

    #[test]
    fn a_type_is_a_type_or_guessed() {
        for (said, name, kind) in [
            (Some("text/plain; charset=utf-8"), "a", "text/plain"),
            (Some("application/octet-stream"), "a.png", "image/png"),
            (Some("text/html\r\nx-evil: 1"), "a.txt", "text/plain"),
            (Some("nonsense"), "a", "application/octet-stream"),
            (None, "a.pdf", "application/pdf"),
        ] {
            assert_eq!(checked_type(said, name), kind);
        }
    }
}
