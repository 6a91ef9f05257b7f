//! Long content on a terminal, narrow terminals, and lines for those who listen.

use fondly_tests::{Person, Terminal};

use crate::terminal::editor;

const ENTER_ALTERNATE_SCREEN: &str = "\u{1b}[?1049h";
const LEAVE_ALTERNATE_SCREEN: &str = "\u{1b}[?1049l";
const XTERM: (&str, &str) = ("TERM", "xterm");

fn with_a_long_entry() -> Person {
    let ana = Person::with_open_key("Ana");
    let text: Vec<String> = (0..60).map(|number| format!("line {number}")).collect();
    ana.writes(&["reflect", &text.join("\n")]);
    ana
}

#[test]
fn what_was_read_in_the_pager_does_not_stay_on_the_terminal() {
    let ana = with_a_long_entry();
    let mut terminal = Terminal::sized(&ana, (24, 80), &["show", "@last"], &[XTERM]);
    terminal.shows(ENTER_ALTERNATE_SCREEN);
    terminal.shows("line 5");
    terminal.presses("q");
    let (code, shown) = terminal.ended();
    assert_eq!(code, Some(0), "{shown}");
    let (before, rest) = shown.split_once(ENTER_ALTERNATE_SCREEN).unwrap();
    let (_, after) = rest.rsplit_once(LEAVE_ALTERNATE_SCREEN).unwrap();
    assert!(
        !before.contains("line") && !after.contains("line"),
        "{shown:?}"
    );
}

#[test]
fn a_pager_gets_the_content_and_keeps_nothing() {
    let ana = with_a_long_entry();
    let seen = ana.all().join("seen").display().to_string();
    let pager = editor(
        &ana,
        &format!("cat > '{seen}'; echo $LESSSECURE $LESSHISTFILE >> '{seen}'"),
    );
    let variables = [
        XTERM,
        ("PAGER", pager.as_str()),
        ("LESS", "X"),
        ("LESSOPEN", "|cat %s"),
    ];
    let (code, shown) = Terminal::sized(&ana, (24, 80), &["show", "@last"], &variables).ended();
    assert_eq!(code, Some(0), "{shown}");
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(
        seen.contains("line 59") && seen.ends_with("1 -\n"),
        "{seen}"
    );
    assert!(!shown.contains("line 5"));
}

#[test]
fn a_pager_is_only_for_what_does_not_fit_and_only_where_it_is_wanted() {
    let ana = with_a_long_entry();
    let pager = ("PAGER", "echo paged; cat > /dev/null");
    let shows = |size, args: &[&str], variables: &[(&str, &str)]| {
        let (code, shown) = Terminal::sized(&ana, size, args, variables).ended();
        assert_eq!(code, Some(0), "{shown}");
        shown.contains("paged")
    };
    let show = ["show", "@last"];
    assert!(shows((24, 80), &show, &[XTERM, pager]));
    assert!(!shows((80, 80), &show, &[XTERM, pager]));
    assert!(!shows((24, 80), &["list"], &[XTERM, pager]));
    assert!(!shows(
        (24, 80),
        &["show", "@last", "--plain"],
        &[XTERM, pager]
    ));
    assert!(!shows(
        (24, 80),
        &["show", "@last", "--json"],
        &[XTERM, pager]
    ));
    assert!(!shows((24, 80), &show, &[pager]));
    assert!(!shows(
        (24, 80),
        &show,
        &[XTERM, pager, ("FONDLY_PAGER", "")]
    ));
}

#[test]
fn where_there_is_no_pager_the_content_is_printed() {
    let ana = with_a_long_entry();
    let variables = [XTERM, ("PAGER", "/nowhere/less")];
    let (code, shown) = Terminal::sized(&ana, (24, 80), &["show", "@last"], &variables).ended();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("line 59"), "{shown}");
}

#[test]
fn a_terminal_of_20_columns_shows_everything() {
    let ana = Person::with_open_key("Ana");
    ana.writes(&[
        "reflect",
        "I was quiet at dinner because of the letter",
        "--title",
        "The letter from home",
    ]);
    let serve = ana.serve();
    for (args, text) in [
        (
            &["show", "@last"][..],
            "I was quiet at dinner because of the letter",
        ),
        (&["list"], "The letter from home"),
        (&["search", "letter"], "letter"),
        (&["status"], "Linked with nobody"),
        (&["--help"], "Usage:"),
        (&["thanks", "--help"], "Usage:"),
        (&["help", "safety"], "Safety"),
    ] {
        let variables = [XTERM, ("PAGER", "cat")];
        let (code, shown) = Terminal::sized(&ana, (10, 20), args, &variables).ended();
        assert_eq!(code, Some(0), "{args:?}: {shown}");
        assert!(shown.contains(text), "{args:?}: {shown}");
    }
    let mut terminal = Terminal::sized(&ana, (10, 20), &["invite", "Sam"], &[XTERM]);
    terminal.shows("fondly1");
    terminal.shows("Waiting");
    terminal.presses("\u{3}");
    let (_, shown) = terminal.ended();
    assert!(
        !shown.contains('\u{2588}'),
        "a picture that does not fit is not drawn: {shown}"
    );
    serve.stop();
}

#[test]
fn plain_is_text_alone() {
    let ana = with_a_long_entry();
    let serve = ana.serve();
    for args in [
        &["list", "--plain"][..],
        &["show", "@last", "--plain"],
        &["show", "aaaa", "--plain"],
    ] {
        let (_, shown) = Terminal::sized(&ana, (24, 80), args, &[XTERM]).ended();
        assert!(!shown.contains('\u{1b}'), "{args:?}: {shown}");
    }
    let mut terminal = Terminal::sized(&ana, (60, 200), &["invite", "Sam", "--plain"], &[XTERM]);
    terminal.shows("fondly1");
    terminal.shows("Waiting");
    terminal.presses("\u{3}");
    let (_, shown) = terminal.ended();
    assert!(!shown.contains(['\u{2588}', '\u{1b}']), "{shown}");
    serve.stop();
}

#[test]
fn without_a_home_the_program_says_what_to_do() {
    let ana = Person::without_journal();
    let mut command = ana.command(&["list", "--json"]);
    for name in ["HOME", "FONDLY_HOME", "XDG_DATA_HOME"] {
        command.env_remove(name);
    }
    let said = crate::said(&mut command);
    assert!(matches!(said.code, Some(1)), "{said:?}");
    assert!(said.stderr.contains("hint"), "{said:?}");
}
