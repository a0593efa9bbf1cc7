//! The way to a PostgreSQL server: plain on this machine, encrypted to any other one unless told otherwise. Who answers
//! an encrypted call shows a certificate for the name it was called by; nothing switches that off.

use super::super::{Result, StoreError};
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, NoTls, Socket};
use tokio_rustls::{TlsConnector, client};

/// What a server says unasked, and that the connection ended.
pub(super) type Messages = BoxStream<'static, std::result::Result<AsyncMessage, Error>>;

/// Where a server is, and whether what is said to it is encrypted; cheap to clone.
#[derive(Clone)]
pub(super) struct Link {
    config: Config,
    encryption: Option<Encryption>,
}

impl Link {
    /// Takes an address; certificates are checked against these authorities (PEM), or against those of the system.
    pub(super) fn new(mut config: Config, authorities: Option<&[u8]>) -> Result<Self> {
        let encrypts = encrypts(&config);
        config.ssl_mode(if encrypts { SslMode::Require } else { SslMode::Disable });
        let encryption = encrypts.then(|| Encryption::new(authorities)).transpose()?;
        Ok(Self { config, encryption })
    }

    /// Connects. Nothing is answered before the messages are taken off the connection.
    pub(super) async fn connect(&self) -> std::result::Result<(Client, Messages), Error> {
        Ok(match &self.encryption {
            Some(encryption) => {
                let (client, connection) = self.config.connect(encryption.clone()).await?;
                (client, messages(connection))
            }
            None => {
                let (client, connection) = self.config.connect(NoTls).await?;
                (client, messages(connection))
            }
        })
    }

    /// Returns the address.
    pub(super) fn config(&self) -> &Config {
        &self.config
    }
}

/// Tells whether what is said to the server of an address has to be encrypted.
fn encrypts(config: &Config) -> bool {
    let hosts = config.get_hosts();
    let is_near = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    match config.get_ssl_mode() {
        SslMode::Disable => false,
        SslMode::Require => hosts.iter().any(|host| matches!(host, Host::Tcp(_))),
        // On this machine there is nobody in between.
        _ => !hosts.iter().all(is_near),
    }
}

fn messages<S, T>(mut connection: Connection<S, T>) -> Messages
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    stream::poll_fn(move |context| connection.poll_message(context)).boxed()
}

/// Makes connections encrypted.
#[derive(Clone)]
struct Encryption(TlsConnector);

impl Encryption {
    fn new(authorities: Option<&[u8]>) -> Result<Self> {
        let refused = |why: String| {
            StoreError::Invalid(format!("connections to the database cannot be encrypted: {why}"))
        };
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| refused(error.to_string()))?;
        let builder = match authorities {
            Some(pem) => builder.with_root_certificates(roots(pem).map_err(refused)?),
            None => builder.with_platform_verifier().map_err(|error| refused(error.to_string()))?,
        };
        Ok(Self(TlsConnector::from(Arc::new(builder.with_no_client_auth()))))
    }
}

fn roots(pem: &[u8]) -> std::result::Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots.add(certificate.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
    }
    if roots.is_empty() { Err("the file of authorities holds no certificate".to_owned()) } else { Ok(roots) }
}

impl MakeTlsConnect<Socket> for Encryption {
    type Stream = Encrypted;
    type TlsConnect = Greeting;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> io::Result<Greeting> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(Greeting { connector: self.0.clone(), name })
    }
}

/// A handshake with the server of this name.
struct Greeting {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl TlsConnect<Socket> for Greeting {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Encrypted>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move { self.connector.connect(self.name, socket).await.map(Encrypted) })
    }
}

/// An encrypted connection.
struct Encrypted(client::TlsStream<Socket>);

impl TlsStream for Encrypted {
    /// The certificate was checked: a password is not bound to it once more.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_crosses_no_network_unseen() {
        for address in [
            "postgres://u:p@db.example/wiki",
            "postgres://u:p@db.example/wiki?sslmode=prefer",
            "postgres://u@localhost/wiki?sslmode=require",
            "host=localhost,db.example user=u",
        ] {
            assert!(encrypts(&address.parse().unwrap()), "{address}");
        }
        for address in [
            "postgres://u:p@127.0.0.1/wiki",
            "postgres://u:p@db.example/wiki?sslmode=disable",
            "host=/run/postgresql user=u sslmode=require",
        ] {
            assert!(!encrypts(&address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn authorities_are_certificates() {
        let config: Config = "host=db.example user=u".parse().unwrap();
        for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(
                matches!(Link::new(config.clone(), Some(pem.as_bytes())), Err(StoreError::Invalid(_))),
                "{pem}"
            );
        }
    }
}
