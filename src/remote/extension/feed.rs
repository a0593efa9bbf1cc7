//! Who is there, and what changed.

use crate::remote::transport::{Call, Transport};
use crate::remote::{Changes, Cursor, Events, FeedItem, Info, RemoteError, Result};
use crate::wire::extension::events::{EventReader, Place};
use crate::wire::extension::feed::{FeedBody, FeedEntry};
use crate::wire::extension::{ROOT, info::InfoBody};
use futures_util::StreamExt;
use futures_util::future::ready;

/// Asks who is there.
pub(in crate::remote) async fn info(wiki: &dyn Transport) -> Result<Info> {
    let body: InfoBody = wiki.send(Call::get(format!("{ROOT}/info"))).await?.json()?;
    if body.program != "tildr" {
        return Err(RemoteError::NotAWiki(format!("it says it is `{}`", body.program)));
    }
    Ok(Info { epoch: body.epoch, version: body.version, me: body.me, capabilities: body.capabilities })
}

/// Reads a stretch of the feed. The answer's epoch tells whether the position was worth anything: the
/// caller compares.
pub(in crate::remote) async fn changes(
    wiki: &dyn Transport,
    since: Option<Cursor>,
    limit: usize,
) -> Result<Changes> {
    let since = since.map_or(0, |cursor| cursor.seq);
    let path = format!("{ROOT}/changes?since={since}&limit={limit}");
    let body: FeedBody = wiki.send(Call::get(path)).await?.json()?;
    Ok(Changes {
        items: body.items.into_iter().map(item).collect(),
        next: Cursor { epoch: body.epoch, seq: body.next },
        more: body.more,
    })
}

/// Listens for the feed to move. What only shows that the stream is alive is left out.
pub(in crate::remote) async fn events(wiki: &dyn Transport, since: Option<Cursor>) -> Result<Events> {
    let since = since.map(|cursor| Place { epoch: cursor.epoch, seq: cursor.seq });
    let query = since.map_or_else(String::new, |place| format!("?since={place}"));
    let pieces = wiki.stream(Call::get(format!("{ROOT}/events{query}"))).await?;
    let mut reader = EventReader::default();
    let told = pieces.filter_map(move |piece| {
        let told = match piece {
            Ok(piece) => (reader.take(&piece) > 0).then_some(Ok(())),
            Err(error) => Some(Err(error)),
        };
        ready(told)
    });
    Ok(told.boxed())
}

fn item(entry: FeedEntry) -> FeedItem {
    match entry {
        FeedEntry::User(user) => FeedItem::User(user),
        FeedEntry::Space(space) => FeedItem::Space(Box::new((*space).into())),
        FeedEntry::SpaceGone { id, hidden: true } => FeedItem::SpaceHidden(id),
        FeedEntry::SpaceGone { id, hidden: false } => FeedItem::SpaceGone(id),
        FeedEntry::Page(page) => {
            let (page, storage) = page.into_parts();
            FeedItem::Page { page: Box::new(page), storage }
        }
        FeedEntry::PageGone { id, hidden: true } => FeedItem::PageHidden(id),
        FeedEntry::PageGone { id, hidden: false } => FeedItem::PageGone(id),
        FeedEntry::Comment(comment) => FeedItem::Comment(comment),
        FeedEntry::CommentGone { id } => FeedItem::CommentGone(id),
        FeedEntry::Attachment(attachment) => FeedItem::Attachment(attachment),
        FeedEntry::AttachmentGone { id } => FeedItem::AttachmentGone(id),
        FeedEntry::Watches { things } => FeedItem::Watches(things),
    }
}
