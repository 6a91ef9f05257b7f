//! The program in German: what people read is German, what programs read is as it was.

use fondly_tests::{Person, Said, Terminal};

use crate::said;

const LOCALE: (&str, &str) = ("LC_ALL", "de_DE.UTF-8");

/// What the program says to somebody whose system speaks German.
fn german(person: &Person, args: &[&str]) -> Said {
    said(person.command(args).env(LOCALE.0, LOCALE.1))
}

/// An article, an auxiliary or a pronoun of English gives a line away that was not translated.
fn english_in(text: &str) -> Option<&str> {
    const GIVEN_AWAY: [&str; 12] = [
        " the ", " The ", " of ", " is ", " are ", " you ", " your ", " with ", " which ",
        " that ", " and ", " not ",
    ];
    let mut lines = text.lines();
    lines.find(|line| {
        let line = format!(" {line} ");
        GIVEN_AWAY.iter().any(|word| line.contains(word))
    })
}

#[test]
fn entries_days_and_what_becomes_of_them_are_said_in_german() {
    let ana = Person::with_open_key("Ana");
    let written = german(&ana, &["reflect", "Der Brief ist da", "--good-news"]);
    let line = written.stdout.lines().next().unwrap();
    assert!(
        line.contains("  du  Gedanke, gute Nachricht  (nur du)"),
        "{line}"
    );
    assert!(
        written.stderr.contains("Gespeichert."),
        "{}",
        written.stderr
    );
    let day = line.split("  ").nth(1).unwrap();
    assert!(day.split(' ').next().unwrap().ends_with('.'), "{day}");

    assert_eq!(
        german(&ana, &["need", "Schlaf", "--feel", "müde"]).code,
        Some(0)
    );
    let shown = german(&ana, &["show", "@last"]);
    assert!(
        shown.stdout.contains("Bedürfnis, ausgesprochen"),
        "{}",
        shown.stdout
    );
    assert!(shown.stdout.contains("Gefühle: müde"), "{}", shown.stdout);
    let changed = german(&ana, &["need-state", "@last", "let-go"]);
    assert!(changed.stdout.contains("losgelassen"), "{}", changed.stdout);
    let balance = german(&ana, &["balance"]);
    assert!(
        balance.stdout.contains("An niemand Bestimmten"),
        "{}",
        balance.stdout
    );
}

#[test]
fn what_programs_read_is_the_same_in_every_language() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["need", "Rest", "--feel", "ignored"]);
    for args in [
        &["--json", "show", &id][..],
        &["--json", "status"],
        &["--json", "doctor"],
        &["--json", "config", "list"],
        &["--json"],
        &["--json", "show", "zzzz"],
        &["--json", "list", "--since", "never"],
        &["--json", "sho"],
    ] {
        let english = ana.run(args);
        let german = german(&ana, args);
        assert_eq!(german.stdout, english.stdout, "{args:?}");
        assert_eq!(german.stderr, english.stderr, "{args:?}");
        assert_eq!(german.code, english.code, "{args:?}");
    }
}

#[test]
fn what_goes_wrong_is_said_in_german_with_the_same_exit_code() {
    let ana = Person::with_open_key("Ana");
    for (args, code, told) in [
        (
            &["log", "Sam"][..],
            4,
            "Fehler: niemand hier heißt Sam\nHinweis: fondly people zeigt",
        ),
        (&["reflect", " "], 2, "Fehler: der Text ist leer\n"),
        (
            &["list", "--since", "bald"],
            2,
            "Fehler: bald ist kein Tag\nHinweis: so:",
        ),
        (&["help", "shar"], 2, "meintest du share?"),
        (
            &["config", "set", "net.mode", "weit"],
            2,
            "Fehler: der Wert der Einstellung ist nicht gültig: weit",
        ),
        (
            &["restore", "nichts", "--words-file", "nirgends"],
            1,
            "Fehler: konnte nirgends nicht lesen\n  weil: Datei oder Ordner gibt es nicht (Fehler 2 des Systems)",
        ),
        (
            &["sho", "x"],
            2,
            "Fehler: den Befehl 'sho' gibt es nicht\n\n  Tipp: ",
        ),
        (
            &["show"],
            2,
            "Fehler: diese nötigen Argumente fehlen:\n  <ID>\n\nAufruf: fondly show",
        ),
        (
            &["need-state", "x", "lost"],
            2,
            "Fehler: ungültiger Wert 'lost' für '<STAND>'\n  [mögliche Werte: voiced, met, let-go]",
        ),
        (
            &["thanks", "Sam", "x", "--keep", "--now"],
            2,
            "geht nicht zusammen mit",
        ),
        (
            &["sync", "--timeout", "bald"],
            2,
            "das ist keine Zeit wie 90s",
        ),
    ] {
        let said = german(&ana, args);
        assert_eq!(said.code, Some(code), "{args:?}: {}", said.stderr);
        assert!(said.stderr.contains(told), "{args:?}: {}", said.stderr);
        assert_eq!(english_in(&said.stderr), None, "{args:?}");
    }
}

#[test]
fn the_help_of_every_command_and_topic_is_german() {
    let ana = Person::without_journal();
    let all = german(&ana, &["help"]).stdout;
    assert!(all.contains("Aufruf: fondly [OPTIONEN] [BEFEHL]"), "{all}");
    assert!(
        all.contains("\nBefehle:\n") && all.contains("\nÜberall:\n"),
        "{all}"
    );
    let commands = all.split("\nBefehle:\n").nth(1).unwrap();
    let names: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() > 50, "{names:?}");
    for name in names.into_iter().chain(["safety", "sharing", "devices"]) {
        let help = german(&ana, &["help", name]);
        assert_eq!(help.code, Some(0), "{name}");
        assert_eq!(english_in(&help.stdout), None, "{name}");
    }
    let short = german(&ana, &["share", "-h"]).stdout;
    assert!(
        short.starts_with("Teile einen Eintrag von dir mit einer Person\n"),
        "{short}"
    );
    assert!(
        short.contains("--part <TEXT>") && short.contains("Hilfe zeigen"),
        "{short}"
    );
    let long = german(&ana, &["ack", "--help"]).stdout;
    assert!(long.contains("- later: Ich habe es gelesen"), "{long}");
}

#[test]
fn manual_pages_and_completions_are_german() {
    let ana = Person::without_journal();
    let dir = ana.all().join("man");
    let made = german(&ana, &["man", dir.to_str().unwrap()]);
    assert!(
        made.stderr.contains("Die Seiten liegen in"),
        "{}",
        made.stderr
    );
    let page = std::fs::read_to_string(dir.join("fondly-share.1")).unwrap();
    assert!(
        page.contains(".SH BESCHREIBUNG") && page.contains(".SH OPTIONEN"),
        "{page}"
    );
    assert_eq!(english_in(&page), None);
    let fish = german(&ana, &["completions", "fish"]).stdout;
    assert!(fish.contains("Schreib eine Wertschätzung für jemanden"));
}

#[test]
fn words_and_questions_are_offered_in_german() {
    let ana = Person::with_open_key("Ana");
    let words = german(&ana, &["words", "feelings"]).stdout;
    assert!(
        words.starts_with("wenn da ist, was ich brauche\n"),
        "{words}"
    );
    assert!(
        german(&ana, &["words", "needs"])
            .stdout
            .contains("Verlässlichkeit")
    );
    let prompts = german(&ana, &["prompt", "--all"]).stdout;
    assert!(
        prompts.contains("103  Was war heute die beste Minute?"),
        "{prompts}"
    );
    let answered = german(&ana, &["reflect", "--prompt", "103", "Der Morgen"]);
    assert!(
        answered
            .stderr
            .starts_with("Was war heute die beste Minute?")
    );
    ana.json(&["reflect", "--prompt", "104", "This one"]);
    // Two of the depth are answered, each in a language of its own.
    let next = german(&ana, &["prompt"]);
    assert!(
        next.stderr.contains("Einen Schritt weiter"),
        "{}",
        next.stderr
    );
    let entries = ana.entries(&["list", "--kind", "reflection"]);
    assert_eq!(entries[1]["title"], "Was war heute die beste Minute?");
}

#[test]
fn words_of_blame_and_advice_are_known_in_german() {
    let ana = Person::with_open_key("Ana");
    let need = german(&ana, &["need", "Ruhe", "--feel", "ignoriert"]);
    assert!(
        need.stderr
            .contains("„ignoriert“ sagt, was jemand getan hat"),
        "{}",
        need.stderr
    );
}

#[test]
fn days_can_be_named_in_german() {
    let ana = Person::with_open_key("Ana");
    let listed = german(&ana, &["list", "--since", "vor 2 wochen"]);
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    assert!(
        listed.stderr.starts_with("vor 2 wochen: "),
        "{}",
        listed.stderr
    );
}

#[test]
fn the_journal_can_say_which_language() {
    let ana = Person::with_open_key("Ana");
    assert!(ana.run(&["list"]).stderr.contains("Nothing to list."));
    ana.json(&["config", "set", "words.language", "de"]);
    assert!(ana.run(&["list"]).stderr.contains("Nichts aufzulisten."));
    ana.json(&["config", "set", "words.language", "en"]);
    assert!(german(&ana, &["list"]).stderr.contains("Nothing to list."));
    ana.json(&["config", "set", "words.language", "auto"]);
    assert!(
        german(&ana, &["list"])
            .stderr
            .contains("Nichts aufzulisten.")
    );
    ana.fails(&["config", "set", "words.language", "xx"], 2);
}

#[test]
fn the_system_says_which_language_by_the_first_variable_that_is_set() {
    let ana = Person::with_open_key("Ana");
    let with = |variables: &[(&str, &str)]| {
        let mut command = ana.command(&["list"]);
        command.env_remove("LC_ALL").envs(variables.iter().copied());
        said(&mut command).stderr
    };
    let (english, german) = ("Nothing to list.\n", "Nichts aufzulisten.\n");
    assert_eq!(with(&[]), english);
    assert_eq!(with(&[("LANG", "de_AT.UTF-8")]), german);
    assert_eq!(with(&[("LC_ALL", ""), ("LANG", "de_AT.UTF-8")]), german);
    assert_eq!(
        with(&[("LC_MESSAGES", "de"), ("LANG", "en_US.UTF-8")]),
        german
    );
    assert_eq!(with(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]), english);
    assert_eq!(with(&[("LANG", "fr_FR.UTF-8")]), english);
    assert_eq!(with(&[("LANG", "\u{1f600}")]), english);
}

#[test]
fn questions_at_a_terminal_are_asked_in_german_and_yes_is_ja() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Weg damit"]);
    let mut terminal = Terminal::start(&ana, &["rm", &id], &[LOCALE]);
    terminal.shows("Endgültig löschen? [j/N]");
    terminal.types("ja");
    terminal.shows("gelöscht");
    assert_eq!(terminal.ended().0, Some(0));
    assert!(ana.entries(&["list"]).is_empty());

    let mut terminal = Terminal::start(&ana, &["need"], &[LOCALE]);
    terminal.shows("Jedes davon kannst du mit Enter überspringen.");
    terminal.shows("Was war?");
    terminal.types("Drei späte Abende");
    terminal.shows("Was fühlst du? Mehrere mit Komma, ? zeigt Wörter:");
    terminal.types("?");
    terminal.shows("erschüttert");
    terminal.types("müde");
    terminal.shows("Was brauchst du?");
    terminal.types("");
    terminal.shows("Worum würdest du bitten?");
    terminal.types("");
    terminal.shows("Gespeichert.");
    assert_eq!(terminal.ended().0, Some(0));
}

#[test]
fn the_first_run_is_german() {
    let ana = Person::without_journal();
    let mut terminal = Terminal::start(&ana, &[], &[LOCALE]);
    terminal.shows("Willkommen. Hier entsteht dein eigenes Tagebuch.");
    terminal.shows("Dein Name:");
    terminal.types("Ana");
    terminal.shows("Eine neue Passphrase:");
    terminal.types("ein leises Geheimnis");
    terminal.shows("Dieselbe noch einmal:");
    terminal.types("ein leises Geheimnis");
    terminal.shows("[j/N]");
    terminal.types("");
    terminal.shows("sie werden nur einmal gezeigt:");
    terminal.shows("Dein erster Eintrag");
    terminal.types("");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
}

#[test]
fn a_language_is_read_only_where_something_is_said() {
    let ana = Person::without_journal();
    let version = german(&ana, &["--version"]);
    assert_eq!(
        version.stdout,
        concat!("fondly ", env!("CARGO_PKG_VERSION"), "\n")
    );
}
