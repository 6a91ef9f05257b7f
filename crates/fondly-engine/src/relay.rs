//! A relay of one's own, which needs no journal: decision 0020.

use std::{
    fs::{self, File},
    io::Write as _,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use fondly_net::relay_server::{AccessList, Certificate, RelayServer, RelayServerConfig};
use fondly_sync::base32;
use rand_core::Rng as _;

use crate::{EngineError, home::io, random::rng};

const TOKEN_BYTES: usize = 20;

/// How a relay is run.
#[derive(Debug, Clone)]
pub struct Relaying {
    /// Where it listens.
    pub bind: SocketAddr,
    /// The certificate chain and its key, PEM files; without them it speaks plain http.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The port at which devices learn how they look from outside; of use with a certificate.
    pub quic_port: u16,
    /// Its name as others know it.
    pub name: Option<String>,
    /// The file that says who may use it.
    pub access: PathBuf,
}

/// Where a relay listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayReady {
    /// The URL without a token, as it is put into `net.relays`.
    pub url: String,
    /// Where it listens over TCP.
    pub address: SocketAddr,
    /// Where it tells addresses over UDP.
    pub quic: Option<SocketAddr>,
}

/// Runs a relay until `stop` completes, then ends in order.
///
/// # Errors
/// `Net`.
pub async fn serve(
    relaying: Relaying,
    on_ready: impl FnOnce(&RelayReady),
    stop: impl Future<Output = ()>,
) -> Result<(), EngineError> {
    let quic = SocketAddr::new(relaying.bind.ip(), relaying.quic_port);
    let certificate = relaying.certificate;
    let certificate = certificate.map(|(chain, key)| Certificate { chain, key, quic });
    let secure = certificate.is_some();
    let mut server = RelayServer::open(RelayServerConfig {
        bind: relaying.bind,
        certificate,
        access: AccessList::open(relaying.access)?,
    })
    .await?;
    let address = server.address().unwrap_or(relaying.bind);
    let ready = RelayReady {
        url: url(
            relaying.name.as_deref(),
            address,
            server.quic_address(),
            secure,
        ),
        address,
        quic: server.quic_address(),
    };
    on_ready(&ready);
    tokio::select! {
        () = stop => Ok(server.close().await?),
        failed = server.failed() => Err(failed.into()),
    }
}

/// What the relay is called in a setting.
fn url(name: Option<&str>, address: SocketAddr, quic: Option<SocketAddr>, secure: bool) -> String {
    const HTTPS_PORT: u16 = 443;
    let scheme = if secure { "https" } else { "http" };
    let place = match (name, address.port()) {
        (Some(name), HTTPS_PORT) if secure => name.to_owned(),
        (Some(name), port) => format!("{name}:{port}"),
        (None, _) => address.to_string(),
    };
    match quic {
        Some(quic) if quic.port() != QUIC_PORT => {
            format!("{scheme}://{place}#quic={}", quic.port())
        }
        _ => format!("{scheme}://{place}"),
    }
}

/// Where devices look for it if they are not told.
pub const QUIC_PORT: u16 = 7842;

/// Adds a new token for `whom` to the access list in `file`, which is made if it is not there.
///
/// # Errors
/// `Io`.
pub fn admit(file: &Path, whom: &str) -> Result<String, EngineError> {
    let mut bytes = [0; TOKEN_BYTES];
    rng().fill_bytes(&mut bytes);
    let token = base32(&bytes);
    // One person a line, whatever they are called.
    let whom = whom.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends = fs::read(file).map_or(true, |list| list.is_empty() || list.ends_with(b"\n"));
    let line = format!("{}{token} {whom}\n", if ends { "" } else { "\n" });
    let mut list = File::options()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(file)
        .map_err(io("could not open", file))?;
    let written = list
        .write_all(line.as_bytes())
        .and_then(|()| list.sync_all());
    written.map_err(io("could not write", file))?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_called_by_its_name_and_its_ports() {
        let at = |port: u16| SocketAddr::from(([192, 0, 2, 1], port));
        let usual = Some(at(QUIC_PORT));
        assert_eq!(
            url(Some("r.example"), at(443), usual, true),
            "https://r.example"
        );
        assert_eq!(
            url(Some("r.example"), at(8443), usual, true),
            "https://r.example:8443"
        );
        assert_eq!(
            url(None, at(443), Some(at(9)), true),
            "https://192.0.2.1:443#quic=9"
        );
        assert_eq!(
            url(Some("r.example"), at(80), None, false),
            "http://r.example:80"
        );
    }

    #[test]
    fn each_token_has_a_line_of_its_own_in_a_file_for_its_owner() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("access");
        let first = admit(&file, "Ana").unwrap();
        fs::write(&file, fs::read_to_string(&file).unwrap().trim_end()).unwrap();
        let second = admit(&file, "Sam\nwho comes later").unwrap();
        let list = fs::read_to_string(&file).unwrap();
        assert_eq!(list, format!("{first} Ana\n{second} Sam who comes later\n"));
        assert_ne!(first, second);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
