//! `docs/guide.md` is what the program prints: each command of it is run, by two people, and each line
//! that the page shows is compared. `FONDLY_WRITE_GUIDE=1` writes the page anew.
//!
//! What is made by chance (ids, check words, invites, addresses, times) differs from run to run. The
//! page's form of it is learnt where it is printed first, and has to stand for the same from there on.

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use fondly_tests::{Person, Process, Said, Serve};

const ADDRESS: &str = "192.168.0.17:41641";
const DAYS: [(&str, u32); 7] = [
    ("Monday", 23),
    ("Tuesday", 24),
    ("Wednesday", 25),
    ("Thursday", 26),
    ("Friday", 27),
    ("Saturday", 28),
    ("Sunday", 29),
];

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide.md")
}

#[test]
fn the_guide_shows_what_the_program_prints() {
    let page = fs::read_to_string(guide()).unwrap();
    let mut run = Run::new();
    let mut written = String::new();
    let (mut inside, mut day) = (false, 0);
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        written += line;
        written.push('\n');
        if let Some(heading) = line.strip_prefix("## ") {
            let found = DAYS.iter().find(|(name, _)| heading.starts_with(name));
            day = found.map_or(day, |(_, day)| *day);
        }
        inside = match line {
            "```console" => true,
            "```" => false,
            _ => inside,
        };
        if !inside || line == "```console" {
            continue;
        }
        let mut shown = Vec::new();
        while let Some(next) = lines.next_if(|next| !next.starts_with("```") && !is_command(next)) {
            shown.push(next.to_owned());
        }
        let printed = run.command(line, &shown);
        for line in run.as_on_the_page(&printed, day) {
            written += &line;
            written.push('\n');
        }
    }
    run.end();
    if std::env::var_os("FONDLY_WRITE_GUIDE").is_some() {
        fs::write(guide(), written).unwrap();
    }
}

fn is_command(line: &str) -> bool {
    line.starts_with("ana$ ") || line.starts_with("sam$ ")
}

/// Ana, Sam, and what of the page stands for what of this run.
struct Run {
    ana: Person,
    sam: Person,
    serve: Option<Serve>,
    invite: Option<Process>,
    writing: bool,
    actual: BTreeMap<String, String>,
    words: Vec<String>,
    days: BTreeMap<String, u32>,
    /// Hours west of Greenwich where it is noon now: no day may end while the page is run.
    west: i8,
    last_id: String,
}

impl Run {
    fn new() -> Self {
        Self {
            ana: Person::new("Ana"),
            sam: Person::new("Sam"),
            serve: None,
            invite: None,
            writing: std::env::var_os("FONDLY_WRITE_GUIDE").is_some(),
            actual: BTreeMap::new(),
            words: Vec::new(),
            days: BTreeMap::new(),
            west: jiff::Timestamp::now()
                .to_zoned(jiff::tz::TimeZone::UTC)
                .hour()
                - 12,
            last_id: String::new(),
        }
    }

    /// Runs a command as the page has it, and compares what it prints with what the page shows.
    fn command(&mut self, line: &str, shown: &[String]) -> Vec<String> {
        let (who, command) = line.split_once("$ fondly ").expect("a command of fondly");
        let person = if who == "ana" { &self.ana } else { &self.sam };
        let words = split(command);
        let args: Vec<String> = words.iter().flat_map(|word| self.meant(word)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let printed = match args.as_slice() {
            ["serve", "&"] => {
                self.serve = Some(person.serve());
                Vec::new()
            }
            ["invite", name, "&"] => {
                let mut invite = Process::start(&mut person.command(&["invite", name]));
                let line = invite.line().trim_end().to_owned();
                self.invite = Some(invite);
                self.actual.insert("fondly1...".into(), line.clone());
                vec![line]
            }
            args => {
                let said = run(person, args, self.west);
                assert_eq!(said.code, Some(0), "{line}: {said:?}");
                said.stdout.lines().map(str::to_owned).collect()
            }
        };
        if args.first() == Some(&"verify") && args.len() == 2 {
            let person = if who == "ana" { &self.ana } else { &self.sam };
            self.words = person.words(args[1]);
        }
        if let Some(id) = printed.iter().find_map(|line| id_of(line)) {
            id.clone_into(&mut self.last_id);
        }
        if !self.writing {
            self.compare(line, shown, &printed);
        }
        printed
    }

    /// What a word of the page stands for.
    fn meant(&self, word: &str) -> Vec<String> {
        match word {
            "WORDS" => self.words.clone(),
            "LAST" => vec![self.last_id.clone()],
            "journal.fondly" => vec![self.ana.all().join(word).display().to_string()],
            word => vec![
                self.actual
                    .get(word)
                    .cloned()
                    .unwrap_or_else(|| word.to_owned()),
            ],
        }
    }

    fn compare(&mut self, command: &str, shown: &[String], printed: &[String]) {
        assert_eq!(
            shown.len(),
            printed.len(),
            "{command}\n{shown:#?}\n{printed:#?}"
        );
        for (shown, printed) in shown.iter().zip(printed) {
            let shown = with_one_day_and_size(shown);
            let printed = with_one_day_and_size(&self.of_chance(printed));
            let pairs: Vec<_> = shown
                .split_whitespace()
                .zip(printed.split_whitespace())
                .collect();
            assert_eq!(
                (shown.split_whitespace().count(), indent(&shown)),
                (printed.split_whitespace().count(), indent(&printed)),
                "{command}\n{shown}\n{printed}"
            );
            for (shown, printed) in pairs {
                if shown == printed {
                    continue;
                }
                let (page, real) = (trimmed(shown), trimmed(printed));
                let is_word = command.contains(" verify ") && is_word(page) && is_word(real);
                assert!(
                    is_word || (is_id(page) && is_id(real)),
                    "{command}: {shown} is {printed}"
                );
                let before = self.actual.insert(page.to_owned(), real.to_owned());
                assert!(
                    before.is_none_or(|before| before == real),
                    "{command}: {shown}"
                );
            }
        }
    }

    /// A line with the page's form of what has one of its own.
    fn of_chance(&self, line: &str) -> String {
        let home = self.ana.all().display().to_string();
        let line = line.replace(&format!("{home}/"), "");
        let parts: Vec<String> = line.split(' ').map(of_chance).collect();
        parts.join(" ")
    }

    /// The lines that were printed, with the day on which the page has an entry first.
    fn as_on_the_page(&mut self, printed: &[String], day: u32) -> Vec<String> {
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(-self.west));
        let today = jiff::Timestamp::now().to_zoned(zone);
        let today = today.strftime("%-d %b %Y").to_string();
        let mut lines = Vec::new();
        for line in printed {
            let first = match id_of(line) {
                Some(id) => *self.days.entry(id.to_owned()).or_insert(day),
                None => day,
            };
            let line = self.of_chance(line);
            lines.push(line.replace(&today, &format!("{first} Nov 2026")));
        }
        lines
    }

    fn end(mut self) {
        let mut invite = self.invite.take().expect("somebody was invited");
        assert!(invite.line().starts_with("joined Sam"));
        self.serve.take().expect("it was served").stop();
    }
}

/// What a person sees of a command: content and words in their order.
fn run(person: &Person, args: &[&str], west: i8) -> Said {
    let command = person.command(args);
    let mut shell = std::process::Command::new("/bin/sh");
    shell
        .args(["-c", "exec \"$0\" \"$@\" 2>&1"])
        .arg(command.get_program());
    shell
        .args(command.get_args())
        .env_clear()
        .stdin(std::process::Stdio::null());
    let set = command
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)));
    shell.envs(set);
    shell.env("TZ", format!("NOON{west}"));
    Said::of(&mut shell, &[])
}

fn of_chance(word: &str) -> String {
    let bare = trimmed(word);
    if bare.starts_with("fondly1") {
        return "fondly1...".to_owned();
    }
    if bare.parse::<SocketAddr>().is_ok() {
        return word.replace(bare, ADDRESS);
    }
    let is_time = bare.len() == 5 && bare.get(2..3) == Some(":");
    if is_time
        && bare
            .replace(':', "")
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    {
        return word.replace(bare, "20:15");
    }
    word.to_owned()
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The beginning of an id, as lists show it.
fn is_id(word: &str) -> bool {
    word.len() == 8
        && word
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
}

/// Check words have three letters or more.
fn is_word(word: &str) -> bool {
    word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A line with one day for all days, since this runs in one go, and with one size for all sizes.
fn with_one_day_and_size(line: &str) -> String {
    const MONTHS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    let mut parts: Vec<&str> = line.split(' ').collect();
    for at in 0..parts.len().saturating_sub(2) {
        let (day, month, year) = (parts[at], parts[at + 1], trimmed(parts[at + 2]));
        let is_month = MONTHS.split(' ').any(|name| name == month);
        if is_month && day.parse::<u8>().is_ok() && year.parse::<u16>().is_ok() {
            (parts[at], parts[at + 1]) = ("23", "Nov");
        }
    }
    for at in 1..parts.len() {
        if parts[at].starts_with("bytes") {
            parts[at - 1] = "10000";
        }
    }
    parts.join(" ")
}

fn id_of(line: &str) -> Option<&str> {
    line.split_once("  ")
        .map(|(id, _)| id)
        .filter(|id| is_id(id))
}

/// The words of a command, of which some stand in double quotes.
fn split(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (position, part) in command.split('"').enumerate() {
        if position % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
