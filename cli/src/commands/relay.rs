//! A relay of one's own: `relay serve`, `relay token`.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
};

use clap::{Args, Subcommand};
use fondly_engine::relay::{self, QUIC_PORT, RelayReady, Relaying};
use serde::Serialize;

use crate::{failure::Failure, output::Output, runtime};

/// Where a relay with a certificate listens.
const HTTPS: SocketAddr = SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 443);
/// Where one without listens, for a proxy on the same computer.
const HTTP: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3340);

#[derive(Serialize)]
struct Ready<'a> {
    ready: bool,
    url: &'a str,
    address: SocketAddr,
    quic: Option<SocketAddr>,
}

#[derive(Serialize)]
struct Token<'a> {
    token: &'a str,
}

/// Run a relay of your own, for devices that cannot reach each other.
///
/// A relay passes on what is sealed and cannot be read there. It needs no journal. Whoever has a token
/// of its access list may use it; nobody else.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  fondly relay token Ana --access relay-access
  fondly relay serve --access relay-access --cert relay.pem --key relay.key --name relay.example
  fondly config set net.relays https://TOKEN@relay.example
  fondly config set net.mode public")]
pub(crate) struct RelayArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Run the relay in the foreground, until SIGTERM or Ctrl-C
    Serve(ServeArgs),
    /// Let somebody use the relay: adds a token to its access list, and prints it
    Token {
        /// Whom it is for; stands beside the token
        name: String,
        /// The access list
        #[arg(long, value_name = "FILE")]
        access: PathBuf,
    },
}

#[derive(Debug, Args)]
struct ServeArgs {
    /// The access list: a token in each line, as fondly relay token writes it
    #[arg(long, value_name = "FILE")]
    access: PathBuf,
    /// The address to listen at [default: [::]:443, without a certificate 127.0.0.1:3340]
    #[arg(long, value_name = "ADDR:PORT")]
    bind: Option<SocketAddr>,
    /// The certificate with those that it rests on, a PEM file
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The key of the certificate, a PEM file
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// The UDP port at which devices learn how they look from outside
    #[arg(long, value_name = "PORT", default_value_t = QUIC_PORT)]
    quic_port: u16,
    /// The name by which others know this computer
    #[arg(long, value_name = "HOST")]
    name: Option<String>,
}

impl RelayArgs {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        match self.action {
            Action::Serve(args) => args.run(output),
            Action::Token { name, access } => {
                let token = relay::admit(&access, &name)?;
                if output.is_json() {
                    return output.document(&Token { token: &token });
                }
                output.line(&token)
            }
        }
    }
}

impl ServeArgs {
    fn run(self, output: &mut Output) -> Result<(), Failure> {
        let certificate = self.cert.zip(self.key);
        let usual = if certificate.is_some() { HTTPS } else { HTTP };
        let relaying = Relaying {
            bind: self.bind.unwrap_or(usual),
            certificate,
            quic_port: self.quic_port,
            name: self.name,
            access: self.access,
        };
        let mut shown = Ok(());
        let on_ready = |at: &RelayReady| shown = ready(output, at);
        runtime::drive_until_stopped(|stop| relay::serve(relaying, on_ready, stop.asked()))?;
        shown
    }
}

fn ready(output: &mut Output, at: &RelayReady) -> Result<(), Failure> {
    if output.is_json() {
        output.document(&Ready {
            ready: true,
            url: &at.url,
            address: at.address,
            quic: at.quic,
        })?;
    } else {
        output.line("ready")?;
        output.line(&at.url)?;
    }
    output.flush()
}
