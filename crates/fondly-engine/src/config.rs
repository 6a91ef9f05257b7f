//! Settings, in a file beside the journal: they hold nothing private and are read before unlocking.

use std::{collections::BTreeMap, net::IpAddr, path::PathBuf, time::Duration};

use fondly_journal::Language;
use serde::{Deserialize, Serialize};

use crate::{
    EngineError, Home,
    home::{io, write_private},
    relays, served,
};

/// The seconds for which an appreciation is held where nothing else is set.
const HOLD_SECONDS: i64 = 60;
const HOLD_SECONDS_MAX: i64 = 7 * 86_400;

/// Which network is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NetMode {
    Off,
    Lan,
    Public,
}

/// The settings of a home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    path: PathBuf,
    values: Values,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Values(BTreeMap<String, String>);

const KEYS: &[(&str, &str)] = &[
    ("lock.after", "0"),
    ("net.bind", ""),
    ("net.discovery", "off"),
    ("net.mode", "lan"),
    ("net.relays", ""),
    ("net.relays.allowed", ""),
    ("net.relays.roots", ""),
    ("notify", "off"),
    ("share.hold", "60"),
    ("words.language", "auto"),
];

impl Config {
    /// Reads the settings; none are written yet in a new home.
    ///
    /// # Errors
    /// If the file cannot be read or is damaged.
    pub fn load(home: &Home) -> Result<Self, EngineError> {
        let path = home.config_file();
        let values = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| EngineError::Shape)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Values::default(),
            Err(error) => return Err(io("could not read", &path)(error)),
        };
        Ok(Self { path, values })
    }

    /// The file.
    pub fn path(home: &Home) -> PathBuf {
        home.config_file()
    }

    /// The value of `key`, set or by default, as it may be shown: without tokens of relays.
    ///
    /// # Errors
    /// If there is no such key.
    pub fn get(&self, key: &str) -> Result<String, EngineError> {
        Ok(shown(key, &self.value(key)?))
    }

    /// The value of `key` as it is.
    pub(crate) fn value(&self, key: &str) -> Result<String, EngineError> {
        let default = KEYS
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| *value);
        let default = default.ok_or_else(|| unknown(key))?;
        Ok(self
            .values
            .0
            .get(key)
            .map_or(default, String::as_str)
            .to_owned())
    }

    /// Sets `key`, saves, and tells a running `serve`.
    ///
    /// # Errors
    /// If there is no such key, the value makes no sense, or the file cannot be written.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), EngineError> {
        if !KEYS.iter().any(|(name, _)| *name == key) {
            return Err(unknown(key));
        }
        check(key, value)?;
        self.values.0.insert(key.to_owned(), value.to_owned());
        let home = self.path.parent().ok_or(EngineError::Shape)?;
        crate::home::create_private_dir(home)?;
        let bytes = serde_json::to_vec_pretty(&self.values).map_err(|_| EngineError::Shape)?;
        write_private(&self.path, &bytes)?;
        served::tell_changed(&Home::at(home.to_path_buf()));
        Ok(())
    }

    /// All settings, in order of their names.
    pub fn list(&self) -> Vec<(String, String)> {
        let value = |(key, default): &(&str, &str)| {
            let value = self.values.0.get(*key).map_or(*default, String::as_str);
            ((*key).to_owned(), shown(key, value))
        };
        KEYS.iter().map(value).collect()
    }

    /// The language that is set; `None` where the system is to say.
    pub fn language(&self) -> Option<Language> {
        Language::named(&self.get("words.language").ok()?)
    }

    pub(crate) fn net_mode(&self) -> NetMode {
        match self.get("net.mode").as_deref() {
            Ok("off") => NetMode::Off,
            Ok("public") => NetMode::Public,
            _ => NetMode::Lan,
        }
    }

    /// The address to bind to and the port to try first.
    pub(crate) fn bind(&self) -> (Option<IpAddr>, Option<u16>) {
        self.get("net.bind")
            .ok()
            .and_then(|value| parse_bind(&value))
            .unwrap_or_default()
    }

    /// Whether devices look for each other in the local network.
    pub(crate) fn discovery(&self) -> bool {
        self.is_on("net.discovery")
    }

    /// Whether somebody is told on their screen that something came.
    pub fn notifies(&self) -> bool {
        self.is_on("notify")
    }

    fn is_on(&self, key: &str) -> bool {
        self.value(key).is_ok_and(|value| value == "on")
    }

    /// After which time without a command the key is forgotten; `None` if never.
    pub(crate) fn lock_after(&self) -> Option<Duration> {
        let value = self.get("lock.after").ok()?;
        parse_minutes(&value).filter(|time| !time.is_zero())
    }

    pub(crate) fn hold_seconds(&self) -> i64 {
        self.get("share.hold")
            .ok()
            .and_then(|value| value.parse().ok())
            .unwrap_or(HOLD_SECONDS)
    }
}

/// A value as it may be shown.
fn shown(key: &str, value: &str) -> String {
    match key {
        "net.relays" | "net.relays.allowed" => relays::shown(value),
        _ => value.to_owned(),
    }
}

fn unknown(key: &str) -> EngineError {
    EngineError::Invalid {
        what: "the name of a setting",
        value: key.to_owned(),
    }
}

/// Minutes, whole or with a part as `0.5`, up to a year.
fn parse_minutes(value: &str) -> Option<Duration> {
    const YEAR_MINUTES: f64 = 366.0 * 24.0 * 60.0;
    let plain = |c: char| c.is_ascii_digit() || c == '.';
    let minutes = value.chars().all(plain).then(|| value.parse::<f64>().ok());
    let minutes = minutes
        .flatten()
        .filter(|minutes| *minutes <= YEAR_MINUTES)?;
    Duration::try_from_secs_f64(minutes * 60.0).ok()
}

fn parse_bind(value: &str) -> Option<(Option<IpAddr>, Option<u16>)> {
    if value.is_empty() {
        return Some((None, None));
    }
    if let Ok(address) = value.parse::<std::net::SocketAddr>() {
        return Some((Some(address.ip()), Some(address.port())));
    }
    value.parse::<IpAddr>().ok().map(|ip| (Some(ip), None))
}

fn check(key: &str, value: &str) -> Result<(), EngineError> {
    let fits = match key {
        "net.mode" => matches!(value, "off" | "lan" | "public"),
        "net.discovery" | "notify" => matches!(value, "off" | "on"),
        "net.relays" | "net.relays.allowed" => return relays::check(value),
        "net.relays.roots" => return relays::check_roots(value),
        "net.bind" => parse_bind(value).is_some(),
        "share.hold" => value
            .parse()
            .is_ok_and(|n| (0..=HOLD_SECONDS_MAX).contains(&n)),
        "lock.after" => parse_minutes(value).is_some(),
        "words.language" => value == "auto" || Language::named(value).is_some(),
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(EngineError::Invalid {
            what: "the value of the setting",
            value: value.to_owned(),
        })
    }
}
