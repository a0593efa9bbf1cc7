//! The bytes of attachments: whole or a range, with a tag that changes with the bytes. Never shown by a browser,
//! whatever they say they are.

use super::params::Params;
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::Path;
use crate::server::router::Shared;
use crate::server::store::{FileFilter, FileName, Principal};
use crate::wire::datacenter::attachment::read;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt;

/// `GET /download/attachments/{page}/{name}?version=`.
pub(in crate::server) async fn by_name(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((page, name)): Path<(PageId, String)>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response> {
    send(&store, &who, page, FileName::Name(name), &params, &headers).await
}

/// `GET content/{id}/child/attachment/{attachment}/download`: the same, by id.
pub(in crate::server) async fn by_id(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((page, id)): Path<(PageId, String)>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response> {
    send(&store, &who, page, FileName::Id(read(&id)), &params, &headers).await
}

async fn send(
    store: &Shared,
    who: &Principal,
    page: PageId,
    which: FileName,
    params: &Params,
    headers: &HeaderMap,
) -> Result<Response> {
    let wanted = FileFilter { page, which, version: params.number("version")? };
    let (attachment, file) = store.file(who, wanted).await?;
    let tag = format!("\"{}-{}\"", attachment.hash, attachment.version.number);
    let asked = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let answer = Response::builder()
        .header(header::CONTENT_TYPE, &attachment.media_type)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .header(header::CONTENT_DISPOSITION, disposition(&attachment.name))
        .header(header::CACHE_CONTROL, "private, no-cache")
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, &tag);
    let is_known = asked(header::IF_NONE_MATCH)
        .is_some_and(|tags| tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag));
    if is_known {
        return finish(answer.status(StatusCode::NOT_MODIFIED), Body::empty());
    }
    // A range of another version than the one asked about would be joined to what it does not belong to.
    let range = asked(header::RANGE).filter(|_| asked(header::IF_RANGE).is_none_or(|known| known == tag));
    let (answer, from, length) = match range.map(|range| stretch(range, attachment.size)) {
        Some(Stretch::Outside) => return Err(ApiError::no_such_range()),
        Some(Stretch::Part { from, length }) => {
            let place = format!("bytes {from}-{}/{}", from + length - 1, attachment.size);
            let answer = answer.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, place);
            (answer, from, length)
        }
        Some(Stretch::Whole) | None => (answer, 0, attachment.size),
    };
    let bytes = store.files().get(&file, from, length).await?;
    let bytes = bytes.map(|chunk| chunk.map_err(|error| std::io::Error::other(error.to_string())));
    finish(answer.header(header::CONTENT_LENGTH, length), Body::from_stream(bytes))
}

fn finish(answer: axum::http::response::Builder, body: Body) -> Result<Response> {
    answer.body(body).map_err(|error| ApiError::invalid(error.to_string()))
}

/// What a range asks for.
#[derive(Debug, PartialEq, Eq)]
enum Stretch {
    Whole,
    Part { from: u64, length: u64 },
    Outside,
}

/// Reads one range of bytes; several at once, and what is no range, are answered with the whole.
fn stretch(range: &str, size: u64) -> Stretch {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Stretch::Whole;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (number(first), number(last)) {
        (Some(first), _) if first >= size => Stretch::Outside,
        (Some(first), Some(last)) if last >= first => {
            Stretch::Part { from: first, length: last.min(size - 1) - first + 1 }
        }
        (Some(first), None) if last.trim().is_empty() => Stretch::Part { from: first, length: size - first },
        (None, Some(0)) if first.trim().is_empty() => Stretch::Outside,
        (None, Some(last)) if first.trim().is_empty() && size > 0 => {
            Stretch::Part { from: size.saturating_sub(last), length: last.min(size) }
        }
        (None, Some(_)) if first.trim().is_empty() => Stretch::Outside,
        _ => Stretch::Whole,
    }
}

/// The name twice: in ASCII for old programs, and whole.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if (' '..='~').contains(&c) && !"\"\\%".contains(c) { c } else { '_' })
        .collect();
    let escaped: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let part = |from, length| Stretch::Part { from, length };
        for (range, read) in [
            ("bytes=0-3", part(0, 4)),
            ("bytes=6-", part(6, 4)),
            ("bytes=-3", part(7, 3)),
            ("bytes=-30", part(0, 10)),
            ("bytes=8-99", part(8, 2)),
            ("bytes=10-", Stretch::Outside),
            ("bytes=-0", Stretch::Outside),
            ("bytes=5-2", Stretch::Whole),
            ("bytes=0-1,3-4", Stretch::Whole),
            ("lines=1-2", Stretch::Whole),
        ] {
            assert_eq!(stretch(range, 10), read, "{range}");
        }
        assert_eq!(stretch("bytes=0-", 0), Stretch::Outside);
        assert_eq!(stretch("bytes=-1", 0), Stretch::Outside);
    }

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition("a\"b\r\nx: ü.txt"),
            "attachment; filename=\"a_b__x: _.txt\"; filename*=UTF-8''a%22b%0D%0Ax%3A%20%C3%BC.txt"
        );
    }
}
