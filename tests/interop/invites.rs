//! Invites that are no good: expired, damaged, used, one's own.

use fondly_tests::Person;

fn people(person: &Person) -> usize {
    person.json(&["people"])["people"].as_array().unwrap().len()
}

#[test]
fn an_expired_invite_links_nobody() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    let invite = ana.invite("Sam", &["--timeout", "1s"]);
    let line = invite.line.clone();
    assert_eq!(invite.ended(), Some(1));
    sam.fails(&["join", &line, "--as", "Ana", "--timeout", "3s"], 1);
    assert_eq!((people(&ana), people(&sam)), (0, 0));
}

#[test]
fn an_invite_that_was_withdrawn_links_nobody() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    let invite = ana.invite("Sam", &[]);
    let line = invite.line.clone();
    assert_eq!(invite.interrupted(), Some(130));
    sam.fails(&["join", &line, "--as", "Ana", "--timeout", "3s"], 1);
    assert_eq!((people(&ana), people(&sam)), (0, 0));
}

#[test]
fn a_damaged_invite_is_refused_before_dialling() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    let invite = ana.invite("Sam", &[]);
    let line = &invite.line;
    let middle = line.len() / 2;
    let other = if &line[middle..=middle] == "a" {
        "b"
    } else {
        "a"
    };
    let changed = format!("{}{other}{}", &line[..middle], &line[middle + 1..]);
    for bad in [
        &line[..line.len() - 1],
        &line[..middle],
        &changed,
        "fondly1",
        "fondly2abc",
        "x",
    ] {
        sam.fails(&["join", bad, "--as", "Ana"], 1);
    }
    // None of them has used it up, and white space and case do not damage it.
    let wrapped = format!(" {}\n{} ", line[..middle].to_uppercase(), &line[middle..]);
    assert_eq!(
        sam.json(&["join", &wrapped, "--as", "Ana"])["joined"],
        "Ana"
    );
    invite.joined();
}

#[test]
fn an_invite_works_once() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    let jo = Person::with_open_key("Jo");
    let serve = ana.serve();
    let invite = ana.invite("Sam", &[]);
    let line = invite.line.clone();
    sam.json(&["join", &line, "--as", "Ana"]);
    invite.joined();
    jo.fails(&["join", &line, "--as", "Ana", "--timeout", "3s"], 1);
    serve.stop();
    jo.fails(&["join", &line, "--as", "Ana", "--timeout", "3s"], 1);
    assert_eq!((people(&ana), people(&jo)), (1, 0));
}

#[test]
fn an_invite_of_one_s_own_is_refused() {
    let ana = Person::with_open_key("Ana");
    let serve = ana.serve();
    let invite = ana.invite("Sam", &[]);
    ana.fails(&["join", &invite.line, "--as", "Me too"], 6);
    assert_eq!(people(&ana), 0);
    serve.stop();
}

#[test]
fn nobody_is_linked_under_a_name_that_is_none() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    ana.fails(&["invite", "me"], 2);
    ana.fails(&["invite", " "], 2);
    let invite = ana.invite("Sam", &[]);
    sam.fails(&["join", &invite.line, "--as", "me"], 2);
    sam.fails(&["join", &invite.line], 2);
}
