//! PostgreSQL: where it is, and a connection that blocks.
//!
//! The driver is asynchronous and the store is not: connections live on a small runtime of their own, and the calling
//! thread, which may block, waits for their answers.

use super::super::{Result, StoreError};
use super::link::Link;
use super::notice;
use super::value::{Param, as_sql};
use futures_util::{Stream, StreamExt};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Display;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, Row, Statement};

/// Begins a transaction once nobody else writes to this wiki: the lock is named by the schema it lives in.
pub(super) const BEGIN_WRITING: &str =
    "BEGIN; SELECT pg_advisory_xact_lock(1953066092, hashtext(current_schema()))";
/// Ends a transaction and tells every node that listens, once it is durable.
pub(super) const COMMIT_AND_TELL: &str = "SELECT pg_notify('tildr_commit', current_schema()); COMMIT";
/// How many prepared statements a connection keeps.
const KEPT: usize = 256;
/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// What every session begins with. Nobody waits for a lock or an answer for ever. Statements are not compiled to machine
/// code: who sees what is long to write down and short to find out, and compiling takes seconds for milliseconds of work.
const SETTINGS: &str = "SET lock_timeout = '10s'; SET statement_timeout = '30s'; SET jit = off; \
    SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning";

/// A PostgreSQL database, reached whenever it is needed.
pub(in crate::server) struct Server {
    link: Link,
    runtime: Option<Runtime>,
}

impl Server {
    /// Reads an address as `libpq` writes it. The password comes from `password` when the address has none;
    /// certificates are checked against `authorities` (PEM), or else against those of the system.
    pub(in crate::server) fn new(
        address: &str,
        password: Option<&str>,
        authorities: Option<&[u8]>,
    ) -> Result<Self> {
        // The word of `libpq` for what an encrypted connection always does here.
        let address = address.replace("sslmode=verify-full", "sslmode=require");
        let mut config: Config = address.parse().map_err(|error| {
            StoreError::Invalid(format!("the address of the database is not understood: {error}"))
        })?;
        if let (None, Some(password)) = (config.get_password(), password) {
            config.password(password);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.application_name("tildr");
        // A server that is gone says nothing: a connection that only listens would wait for two hours.
        config
            .keepalives_idle(Duration::from_secs(20))
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(3);
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("wiki-postgres")
            .enable_all()
            .build()?;
        Ok(Self { link: Link::new(config, authorities)?, runtime: Some(runtime) })
    }

    /// Connects, to a server that takes writes when the address names several.
    pub(super) fn connect(&self) -> Result<Session> {
        let Some(runtime) = &self.runtime else { return Err(StoreError::Away("it was closed".to_owned())) };
        let link = self.link.clone();
        // The driver's timers want its runtime around them.
        let connecting = runtime.spawn(async move { link.connect().await });
        let (client, messages) =
            wait(connecting).map_err(|error| StoreError::Failed(error.to_string()))??;
        runtime.spawn(carry(messages));
        let session = Session { client, statements: RefCell::default() };
        session.batch(SETTINGS)?;
        Ok(session)
    }

    /// Rings whenever another node has committed, for as long as this server is kept.
    pub(super) fn listen(&self, rung: watch::Sender<u64>) {
        if let Some(runtime) = &self.runtime {
            drop(runtime.spawn(notice::listen(self.link.clone(), rung)));
        }
    }

    /// Says where it is, without the password.
    pub(super) fn name(&self) -> String {
        let host = self.link.config().get_hosts().first().map_or_else(String::new, |host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        });
        format!("postgres://{host}/{}", self.link.config().get_dbname().unwrap_or_default())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Waiting for its threads is not allowed everywhere a store can be dropped.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A connection.
pub(super) struct Session {
    client: Client,
    statements: RefCell<HashMap<String, Statement>>,
}

impl Session {
    /// Reads rows.
    pub(super) fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let statement = self.prepare(sql, params)?;
        Ok(wait(self.client.query(&statement, &as_sql(params)))?)
    }

    /// Changes rows.
    pub(super) fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<usize> {
        let statement = self.prepare(sql, params)?;
        Ok(wait(self.client.execute(&statement, &as_sql(params)))? as usize)
    }

    /// Runs statements without values.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        Ok(wait(self.client.batch_execute(sql))?)
    }

    /// Tells whether the connection stands.
    pub(super) fn is_open(&self) -> bool {
        !self.client.is_closed()
    }

    fn prepare(&self, sql: &str, params: &[Param<'_>]) -> Result<Statement> {
        if let Some(known) = self.statements.borrow().get(sql) {
            return Ok(known.clone());
        }
        let kinds: Vec<Type> = params.iter().map(|param| param.kind()).collect();
        let statement = wait(self.client.prepare_typed(&dollars(sql), &kinds))?;
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= KEPT {
            statements.clear();
        }
        statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// Carries a connection until it ends: nothing is answered unless its messages are taken off.
async fn carry<T, E: Display>(mut messages: impl Stream<Item = std::result::Result<T, E>> + Unpin) {
    while let Some(message) = messages.next().await {
        if let Err(error) = message {
            tracing::warn!(%error, "a connection to the database ended");
            // Whoever is asked again says the same, for ever.
            return;
        }
    }
}

/// Writes the values of a statement as PostgreSQL has them: `?1` as `$1`. No text in our SQL holds a question mark.
fn dollars(sql: &str) -> String {
    sql.replace('?', "$")
}

/// Waits on this thread for what another one does.
fn wait<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(answer) => return answer,
            Poll::Pending => std::thread::park(),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            // Without an answer of the database it is not there, or went away in between.
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            return Self::Away(cause.unwrap_or_else(|| error.to_string()));
        };
        let text = said.message().to_owned();
        match said.code() {
            code if *code == SqlState::DISK_FULL => Self::DiskFull,
            code if [
                SqlState::LOCK_NOT_AVAILABLE,
                SqlState::T_R_SERIALIZATION_FAILURE,
                SqlState::T_R_DEADLOCK_DETECTED,
                SqlState::TOO_MANY_CONNECTIONS,
            ]
            .contains(code) =>
            {
                Self::Busy
            }
            code if *code == SqlState::QUERY_CANCELED => Self::TakesLong,
            // A standby, or a server on its way down or up.
            code if [
                SqlState::READ_ONLY_SQL_TRANSACTION,
                SqlState::ADMIN_SHUTDOWN,
                SqlState::CRASH_SHUTDOWN,
                SqlState::CANNOT_CONNECT_NOW,
            ]
            .contains(code) =>
            {
                Self::Away(text)
            }
            code if [SqlState::CHARACTER_NOT_IN_REPERTOIRE, SqlState::UNTRANSLATABLE_CHARACTER]
                .contains(code) =>
            {
                Self::Invalid("text with the character U+0000 is not stored".to_owned())
            }
            code if [
                SqlState::INVALID_PASSWORD,
                SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
                SqlState::INVALID_CATALOG_NAME,
                SqlState::INSUFFICIENT_PRIVILEGE,
            ]
            .contains(code) =>
            {
                Self::ReadOnly(text)
            }
            _ => Self::Failed(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::connection::Connection;
    use super::super::suite;
    use super::super::value::params;
    use super::*;
    use futures_util::stream;

    #[test]
    fn who_carries_a_connection_asks_no_further_when_it_ended() {
        let mut asked = 0;
        let messages = stream::poll_fn(|_| {
            asked += 1;
            // A driver says so for ever; here it ends, so that the test does.
            Poll::Ready(match asked {
                1 => Some(Ok("a notice")),
                2..100 => Some(Err("connection closed")),
                _ => None,
            })
        });
        wait(carry(messages));
        assert_eq!(asked, 2);
    }

    #[test]
    fn no_statement_is_compiled_to_machine_code() {
        suite::on_both(|database| {
            let connection = database.writer()?;
            if matches!(connection, Connection::Postgres(_)) {
                let jit: String =
                    connection.only("SELECT current_setting('jit')", params![], |row| row.get(0))?;
                assert_eq!(jit, "off");
            }
            Ok(())
        });
    }

    #[test]
    fn a_connection_that_was_cut_off_is_known_to_be_closed() {
        suite::on_both(|database| {
            let (cut_off, other) = (database.writer()?, database.writer()?);
            if matches!(cut_off, Connection::Sqlite(_)) {
                return Ok(());
            }
            let pid: i64 =
                cut_off.only("SELECT CAST(pg_backend_pid() AS BIGINT)", params![], |row| row.get(0))?;
            let end = "SELECT pg_terminate_backend(CAST(?1 AS INTEGER))";
            assert!(other.only(end, params![pid], |row| row.get::<bool>(0))?);
            let tries = (0..1_000).take_while(|_| cut_off.is_open());
            let ended = tries.map(|_| cut_off.batch("SELECT 1")).filter(Result::is_err).count();
            assert!(!cut_off.is_open() && other.is_open(), "{ended} refusals");
            Ok(())
        });
    }

    #[test]
    fn values_are_written_with_dollars() {
        assert_eq!(dollars("a = ?1 AND b IN (?2, ?10)"), "a = $1 AND b IN ($2, $10)");
    }

    #[test]
    fn an_address_is_told_without_its_password() {
        let server = Server::new("postgres://u:p@127.0.0.1/wiki", None, None).unwrap();
        assert_eq!(server.name(), "postgres://127.0.0.1/wiki");
        assert!(matches!(
            Server::new("postgres://u@h/d?sslmode=never", None, None),
            Err(StoreError::Invalid(_))
        ));
    }

    #[test]
    fn what_is_not_there_is_away() {
        let server =
            Server::new("host=127.0.0.1 port=1 user=u dbname=d connect_timeout=1", None, None).unwrap();
        assert!(matches!(server.connect(), Err(StoreError::Away(_))));
    }
}
