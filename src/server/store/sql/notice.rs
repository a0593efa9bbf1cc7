//! What other nodes on the same PostgreSQL server have committed, heard on a connection of its own.
//!
//! A transaction says so as its last statement (`NOTIFY`), and the server passes it on when it is durable. All wikis of
//! a database share one channel; the message is the name of the schema.

use super::link::Link;
use futures_util::StreamExt;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_postgres::{AsyncMessage, Error};
use uuid::Uuid;

/// The longest pause between two tries to listen.
const PAUSE_LIMIT: Duration = Duration::from_secs(15);

/// Rings for every commit of others; a connection that is lost is made again, for as long as anybody could hear.
pub(super) async fn listen(link: Link, rung: watch::Sender<u64>) {
    let mut failures = 0;
    loop {
        let outcome = hear(&link, &rung, &mut failures).await;
        if let Err(error) = outcome {
            tracing::warn!(%error, "what other nodes write is not heard, trying on");
        }
        tokio::time::sleep(pause(failures, Uuid::new_v4().as_u128() as u32)).await;
        failures = failures.saturating_add(1);
    }
}

/// Listens on one connection until it ends.
async fn hear(link: &Link, rung: &watch::Sender<u64>, failures: &mut u32) -> Result<(), Error> {
    let (client, mut messages) = link.connect().await?;
    let (tell, mut told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) = messages.next().await {
            if let AsyncMessage::Notification(notice) = message
                && tell.send(notice.payload().to_owned()).is_err()
            {
                break;
            }
        }
    });
    client.batch_execute("LISTEN tildr_commit").await?;
    let schema: Option<String> = client.query_one("SELECT current_schema()::text", &[]).await?.get(0);
    *failures = 0;
    // While nobody listened, anything may have been committed.
    ring(rung);
    while let Some(from) = told.recv().await {
        if Some(from) == schema {
            ring(rung);
        }
    }
    Ok(())
}

fn ring(rung: &watch::Sender<u64>) {
    rung.send_modify(|count| *count += 1);
}

/// Doubles from a quarter of a second; between half of it and all, so that nodes do not come back together.
fn pause(failures: u32, chance: u32) -> Duration {
    let longest = Duration::from_millis(250).saturating_mul(1 << failures.min(8)).min(PAUSE_LIMIT);
    longest.mul_f64(0.5 + 0.5 * f64::from(chance) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit() {
        assert_eq!(pause(0, u32::MAX), Duration::from_millis(250));
        assert_eq!(pause(0, 0), Duration::from_millis(125));
        assert_eq!(pause(3, u32::MAX), Duration::from_secs(2));
        assert_eq!(pause(u32::MAX, u32::MAX), PAUSE_LIMIT);
    }
}
