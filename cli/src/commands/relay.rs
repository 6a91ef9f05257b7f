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

#[derive(Debug, Args)]
pub(crate) struct RelayArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Serve(ServeArgs),
    Token {
        name: String,
        #[arg(long, value_name = "FILE")]
        access: PathBuf,
    },
}

#[derive(Debug, Args)]
struct ServeArgs {
    #[arg(long, value_name = "FILE")]
    access: PathBuf,
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<SocketAddr>,
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    #[arg(long, value_name = "PORT", default_value_t = QUIC_PORT)]
    quic_port: u16,
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
