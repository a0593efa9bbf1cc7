//! Encrypted connections: certificate and key from files, and the handshake before anything is served.

use super::accept::Arrivals;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;
use tokio_rustls::{Accept, TlsAcceptor};

/// The files with the certificate of a wiki, those above it, and its key; all PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The certificate first, then those that vouch for it.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// Reads certificate and key; says which of the files is no use, and why.
pub(in crate::server) fn acceptor(identity: &Identity) -> Result<TlsAcceptor, (PathBuf, String)> {
    let certificates: Vec<_> = CertificateDer::pem_file_iter(&identity.certificate)
        .and_then(Iterator::collect)
        .map_err(|error| (identity.certificate.clone(), error.to_string()))?;
    let key_of = |path: &Path| PrivateKeyDer::from_pem_file(path).map_err(|error| error.to_string());
    let key = key_of(&identity.key).map_err(|why| (identity.key.clone(), why))?;
    let unfit = |error: rustls::Error| (identity.certificate.clone(), error.to_string());
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// A listener whose connections are encrypted.
pub(in crate::server) struct Encrypted {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Encrypted {
    /// Encrypts what comes in.
    pub(in crate::server) fn new(listener: TcpListener, acceptor: TlsAcceptor) -> Self {
        Self { listener, acceptor }
    }
}

impl Arrivals for Encrypted {
    type Stream = Handshaking;

    async fn next(&mut self) -> io::Result<(Handshaking, SocketAddr)> {
        let (stream, peer) = Arrivals::next(&mut self.listener).await?;
        // The handshake is the first thing that is read and written: it has the time of a request's headers.
        Ok((Handshaking::Begun(Box::new(self.acceptor.accept(stream))), peer))
    }

    fn send_away(_: Handshaking) {
        // Nothing that is sent now would be understood.
    }
}

/// An encrypted connection from its first byte on.
pub(in crate::server) enum Handshaking {
    /// The two sides agree on keys.
    Begun(Box<Accept<TcpStream>>),
    /// They have.
    Done(Box<TlsStream<TcpStream>>),
}

impl Handshaking {
    fn poll_stream(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Pin<&mut TlsStream<TcpStream>>>> {
        if let Self::Begun(accept) = self {
            let stream = ready!(Pin::new(accept.as_mut()).poll(context))?;
            *self = Self::Done(Box::new(stream));
        }
        match self {
            Self::Done(stream) => Poll::Ready(Ok(Pin::new(stream.as_mut()))),
            Self::Begun(_) => Poll::Pending,
        }
    }
}

impl AsyncRead for Handshaking {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.get_mut().poll_stream(context))?.poll_read(context, buffer)
    }
}

impl AsyncWrite for Handshaking {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.get_mut().poll_stream(context))?.poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Done(stream) => Pin::new(stream.as_mut()).poll_flush(context),
            // Nothing was written yet.
            Self::Begun(_) => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Done(stream) => Pin::new(stream.as_mut()).poll_shutdown(context),
            Self::Begun(_) => Poll::Ready(Ok(())),
        }
    }
}
