//! Files on their way: a form with one file, read from the disk as it is sent, and an answer written to the
//! disk as it comes.

use super::super::{RemoteError, Result};
use axum::body::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// A form with fields and one file.
#[derive(Debug, Clone)]
pub(in crate::remote) struct Form {
    boundary: String,
    head: Vec<u8>,
    path: PathBuf,
    size: u64,
    tail: Vec<u8>,
}

impl Form {
    /// Prepares a form; the file must be there.
    pub(in crate::remote) fn new(
        fields: &[(&str, &str)],
        name: &str,
        media_type: &str,
        path: &Path,
    ) -> Result<Self> {
        let facts = std::fs::metadata(path)
            .map_err(|error| RemoteError::Invalid(format!("`{name}` cannot be read any more: {error}")))?;
        let boundary = format!("tildr-{}", Uuid::new_v4().simple());
        let mut head = String::new();
        for (field, value) in fields {
            head += &format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\
                 Content-Type: text/plain; charset=utf-8\r\n\r\n{value}\r\n"
            );
        }
        head += &format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
             Content-Type: {}\r\n\r\n",
            quoted(name),
            one_line(media_type)
        );
        let tail = format!("\r\n--{boundary}--\r\n").into_bytes();
        Ok(Self { boundary, head: head.into_bytes(), path: path.to_owned(), size: facts.len(), tail })
    }

    /// Returns the type of the request.
    pub(super) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// Returns how many bytes the form has.
    pub(super) fn length(&self) -> u64 {
        self.head.len() as u64 + self.size + self.tail.len() as u64
    }

    /// Reads the form piece by piece.
    pub(super) fn into_stream(self) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
        let (head, tail) = (Bytes::from(self.head), Bytes::from(self.tail));
        let file = stream::unfold((None, self.path, self.size), |(open, path, left)| async move {
            if left == 0 {
                return None;
            }
            let read = async {
                let mut open: File = match open {
                    Some(open) => open,
                    None => File::open(&path).await?,
                };
                let mut chunk = vec![0; CHUNK.min(usize::try_from(left).unwrap_or(CHUNK))];
                let count = open.read(&mut chunk).await?;
                if count == 0 {
                    return Err(std::io::Error::other("the file is shorter than it was"));
                }
                chunk.truncate(count);
                Ok((Bytes::from(chunk), open))
            };
            match read.await {
                Ok((chunk, open)) => {
                    let left = left - chunk.len() as u64;
                    Some((Ok(chunk), (Some(open), path, left)))
                }
                Err(error) => Some((Err(error), (None, path, 0))),
            }
        });
        stream::iter([Ok(head)]).chain(file).chain(stream::iter([Ok(tail)]))
    }
}

/// Writes what comes into a file, durable when it returns.
pub(super) async fn pour(
    chunks: impl Stream<Item = std::result::Result<Bytes, String>>,
    into: &Path,
) -> Result<()> {
    let system =
        |error: std::io::Error| RemoteError::Invalid(format!("cannot write `{}`: {error}", into.display()));
    let mut file = File::create(into).await.map_err(system)?;
    let mut chunks = std::pin::pin!(chunks);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|cause| RemoteError::Offline(format!("the file broke off: {cause}")))?;
        file.write_all(&chunk).await.map_err(system)?;
    }
    file.flush().await.map_err(system)?;
    file.sync_all().await.map_err(system)
}

/// A name as browsers write it in a form: quotes and breaks escaped, everything else as it is.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_form_has_the_length_it_says() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        std::fs::write(&path, vec![7; 200_000]).unwrap();
        let form = Form::new(&[("comment", "é")], "a\"b.txt", "text/plain", &path).unwrap();
        let length = form.length();
        let sent: Vec<_> = form.into_stream().collect().await;
        let sent = sent.into_iter().map(|chunk| chunk.unwrap()).collect::<Vec<_>>().concat();
        assert_eq!(sent.len() as u64, length);
        assert!(String::from_utf8_lossy(&sent).contains("filename=\"a%22b.txt\""));
    }

    #[test]
    fn a_file_that_is_gone_is_told_before_anything_is_sent() {
        let gone = Form::new(&[], "a.txt", "text/plain", Path::new("/nowhere/a.txt"));
        assert!(matches!(gone, Err(RemoteError::Invalid(_))));
    }
}
