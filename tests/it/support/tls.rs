//! TLS before the fake upstream, with certificates as they go wrong in life.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::Upstream;

/// What a certificate that signed itself is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// For this machine, and of today.
    Nothing,
    /// It was valid in January 2020.
    Expired,
    /// It begins in the year 3000.
    NotYetValid,
    /// It is for `other.example`.
    WrongName,
    /// It is an authority's.
    Authority,
}

/// A server of TLS, which hands on to the upstream what it reads.
#[derive(Debug)]
pub struct TlsServer {
    address: SocketAddr,
    /// Its certificate.
    pub pem: String,
}

impl TlsServer {
    /// Listens on a free port of loopback.
    pub fn before(upstream: &Upstream, flaw: Flaw) -> Self {
        let name = if flaw == Flaw::WrongName { "other.example" } else { "127.0.0.1" };
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        match flaw {
            Flaw::Nothing | Flaw::WrongName => {}
            Flaw::Expired => {
                params.not_before = date_time_ymd(2020, 1, 1);
                params.not_after = date_time_ymd(2020, 2, 1);
            }
            Flaw::NotYetValid => params.not_before = date_time_ymd(3000, 1, 1),
            Flaw::Authority => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
        }
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        let der = CertificateDer::from(certificate.der().to_vec());
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![der], key)
            .expect("a certificate and its key");
        let config = Arc::new(config);
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
        let address = listener.local_addr().expect("its address");
        let behind = upstream.url().trim_start_matches("http://").to_owned();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, behind) = (Arc::clone(&config), behind.clone());
                // A client that does not trust the certificate breaks off.
                thread::spawn(move || drop(hand_on(stream, config, &behind)));
            }
        });
        Self { address, pem: certificate.pem() }
    }

    /// `https://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

/// Requests, one after the other, and what is answered to each.
fn hand_on(stream: TcpStream, config: Arc<ServerConfig>, behind: &str) -> io::Result<()> {
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut client = StreamOwned::new(connection, stream);
    let mut server = TcpStream::connect(behind)?;
    while pass(&mut client, &mut server)? && pass(&mut server, &mut client)? {}
    Ok(())
}

/// Hands on one message as it comes. False: the connection ended before it was whole.
fn pass(from: &mut impl Read, to: &mut impl Write) -> io::Result<bool> {
    let mut message = Vec::new();
    let mut bytes = [0; 16 * 1024];
    while !is_whole(&message) {
        let n = from.read(&mut bytes)?;
        if n == 0 {
            return Ok(false);
        }
        message.extend_from_slice(&bytes[..n]);
        to.write_all(&bytes[..n])?;
        to.flush()?;
    }
    Ok(true)
}

/// True for a head with all of the body that it announces.
fn is_whole(message: &[u8]) -> bool {
    let Some(end) = message.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&message[..end]).to_lowercase();
    if head.contains("transfer-encoding: chunked") {
        return message.ends_with(b"0\r\n\r\n");
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    message.len() >= end + 4 + length.unwrap_or(0)
}
