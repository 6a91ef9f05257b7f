//! Which language a person reads: as the journal says, or else as the system does.

use std::{ffi::OsString, path::PathBuf, sync::OnceLock};

use fondly_engine::{Config, Home};
use unic_langid::LanguageIdentifier;

use super::Language;
use crate::run::home_at;

/// In the order in which they count (POSIX.1-2024, Base Definitions, 8.2).
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language of this process.
pub(crate) fn language() -> Language {
    // Tests of the program's parts expect English wherever they run.
    if cfg!(test) {
        return Language::English;
    }
    static LANGUAGE: OnceLock<Language> = OnceLock::new();
    *LANGUAGE.get_or_init(|| {
        let set = home_at(home_argument(std::env::args_os())).and_then(|home| of_journal(&home));
        set.or_else(of_system).unwrap_or(Language::English)
    })
}

/// What the journal says. Settings that cannot be read are told of by what needs them.
fn of_journal(home: &Home) -> Option<Language> {
    Config::load(home).ok()?.language()
}

/// What the first of the variables says that is set to something.
fn of_system() -> Option<Language> {
    let mut set = VARIABLES
        .iter()
        .filter_map(std::env::var_os)
        .filter(|value| !value.is_empty());
    of_locale(set.next()?.to_str()?)
}

/// The language of a locale as `de_CH.UTF-8` or `de-CH@euro`; `C` and what is not known is English.
fn of_locale(locale: &str) -> Option<Language> {
    let name = locale.split(['.', '@']).next()?;
    let name: LanguageIdentifier = name.parse().ok()?;
    Language::named(name.language.as_str())
}

/// The directory that the arguments name. Help is asked for, and mistakes are told of, before they
/// are parsed.
fn home_argument(arguments: impl Iterator<Item = OsString>) -> Option<PathBuf> {
    let mut arguments = arguments.skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--home" {
            return arguments.next().map(PathBuf::from);
        }
        if let Some(dir) = argument.to_str().and_then(|it| it.strip_prefix("--home=")) {
            return Some(PathBuf::from(dir));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        for (locale, language) in [
            ("de", Some(Language::German)),
            ("de_CH.UTF-8", Some(Language::German)),
            ("de-AT@euro", Some(Language::German)),
            ("en_GB.UTF-8", Some(Language::English)),
            ("fr_FR.UTF-8", None),
            ("C", None),
            ("C.UTF-8", None),
            ("POSIX", None),
            ("not a locale", None),
        ] {
            assert_eq!(of_locale(locale), language, "{locale}");
        }
    }

    #[test]
    fn the_home_is_found_among_the_arguments() {
        let named = |line: &str| home_argument(line.split(' ').map(OsString::from));
        assert_eq!(named("fondly list --home a -n 3"), Some("a".into()));
        assert_eq!(named("fondly --home=b/c list"), Some("b/c".into()));
        assert_eq!(named("fondly list --json"), None);
        assert_eq!(named("fondly list --home"), None);
    }
}
