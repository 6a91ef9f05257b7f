//! One question, two answers, and neither is seen before both are written.

use fondly_crypto::{Domain, hash};
use fondly_tests::Person;
use serde_json::{Value, json};

const QUESTION: &str = "What do you want from this winter?";

fn one(person: &Person) -> Value {
    let all = person.json(&["mutual"])["mutual"].clone();
    assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
    all[0].clone()
}

fn id(view: &Value) -> String {
    view["id"].as_str().unwrap().to_owned()
}

/// Ana has asked Sam, and Sam has the question.
fn asked() -> (Person, Person) {
    let (ana, sam) = super::friends();
    let args = ["mutual", "ask", "Sam", "--question", QUESTION, "ana-canary"];
    let view = ana.json(&args)["mutual"].clone();
    assert_eq!(
        [&view["state"], &view["asked_by"], &view["theirs"]],
        [&json!("waiting-for-them"), &json!("me"), &Value::Null]
    );
    super::exchange(&ana, &sam, "Ana");
    (ana, sam)
}

#[test]
fn each_sees_the_others_answer_once_both_have_written() {
    let (ana, sam) = asked();
    let view = one(&sam);
    assert_eq!(
        [&view["state"], &view["asked_by"], &view["question"]],
        [&json!("waiting-for-me"), &json!("Ana"), &json!(QUESTION)]
    );
    let answered = sam.json(&["mutual", "answer", &id(&view), "sam-canary"]);
    assert_eq!(answered["mutual"]["state"], "opening");
    super::exchange(&ana, &sam, "Ana");
    super::exchange(&ana, &sam, "Ana");
    for (person, own, other) in [
        (&ana, "ana-canary", "sam-canary"),
        (&sam, "sam-canary", "ana-canary"),
    ] {
        let view = one(person);
        assert_eq!(
            [&view["state"], &view["as_promised"]],
            [&json!("open"), &json!(true)]
        );
        let text = |id: &Value| person.json(&["show", id.as_str().unwrap()])["entry"].clone();
        assert_eq!(text(&view["mine"])["text"], own);
        let theirs = text(&view["theirs"]);
        assert_eq!(
            [&theirs["text"], &theirs["title"]],
            [&json!(other), &json!(QUESTION)]
        );
        person.fails(&["mutual", "pass", &id(&view)], 6);
        person.fails(&["mutual", "answer", &id(&view), "again"], 6);
    }
}

#[test]
fn before_both_have_written_there_is_nothing_to_peek_at() {
    let (ana, sam) = asked();
    assert!(sam.entries(&["list"]).is_empty());
    assert!(sam.entries(&["search", "ana-canary"]).is_empty());
    let (me, records) = everything(&sam);
    let whole = "records hold what was sent";
    assert!(holds(&records, QUESTION.as_bytes()), "{whole}");
    assert!(!holds(&records, b"ana-canary"));
    // Nor can a guess be tried against what is there.
    for fields in [&[&b"ana-canary"[..]][..], &[&me[..], b"ana-canary"]] {
        assert!(!holds(&records, &hash(Domain::MUTUAL, fields)));
    }
    // It is in what Ana has, where her own program finds it.
    assert!(holds(&everything(&ana).1, b"ana-canary"));

    // Another exchange, and a whole export, change nothing.
    super::exchange(&ana, &sam, "Ana");
    assert!(!holds(&everything(&sam).1, b"ana-canary"));
    let export = sam.text(&[
        "export",
        "--include",
        "private,shared,received",
        "--to",
        "-",
    ]);
    assert!(!export.contains("ana-canary"));
}

/// The person, and what all records in the store of somebody say.
fn everything(person: &Person) -> ([u8; 32], Vec<Vec<u8>>) {
    let store = super::open_store(person);
    store
        .read(|tx| {
            let me = tx.identity()?.person;
            let mut bodies = Vec::new();
            for space in tx.spaces()? {
                let tips = tx.tips(&space.space)?;
                for device in tips.keys() {
                    let (_, records) =
                        tx.records(&space.space, device, 0, usize::MAX, usize::MAX)?;
                    for record in records {
                        if let fondly_sync::Content::Full(payload) = record.item.content {
                            bodies.push(payload.body);
                        }
                    }
                }
            }
            Ok::<_, fondly_store::StoreError>((me.0, bodies))
        })
        .unwrap()
}

fn holds(bodies: &[Vec<u8>], sought: &[u8]) -> bool {
    bodies
        .iter()
        .any(|body| body.windows(sought.len()).any(|window| window == sought))
}

#[test]
fn whoever_passes_gives_no_reason_and_nobody_sees_anything() {
    let (ana, sam) = asked();
    let passed = sam.json(&["mutual", "pass", &id(&one(&sam))])["mutual"].clone();
    assert_eq!(passed["state"], "passed");
    super::exchange(&ana, &sam, "Ana");
    super::exchange(&ana, &sam, "Ana");
    for person in [&ana, &sam] {
        assert_eq!(one(person)["state"], "passed");
        assert!(person.entries(&["list", "--received"]).is_empty());
        person.fails(&["mutual", "answer", &id(&one(person)), "x"], 6);
    }
    assert_eq!(ana.texts(&["list"]), ["ana-canary"]);
    assert_eq!(ana.entries(&["list"])[0]["audience"], json!([]));
}

#[test]
fn what_was_promised_is_what_is_shown_although_it_was_changed_since() {
    let (ana, sam) = asked();
    let mine = one(&ana)["mine"].as_str().unwrap().to_owned();
    ana.json(&["edit", &mine, "--text", "something cleverer"]);
    sam.json(&["mutual", "answer", &id(&one(&sam)), "sam-canary"]);
    super::exchange(&ana, &sam, "Ana");
    super::exchange(&ana, &sam, "Ana");
    let view = one(&sam);
    assert_eq!(view["as_promised"], true);
    let theirs = sam.json(&["show", view["theirs"].as_str().unwrap()]);
    assert_eq!(theirs["entry"]["text"], "ana-canary");
}

#[test]
fn another_device_of_ones_own_opens_the_answer_too() {
    let (ana, sam) = asked();
    let phone = ana.another_device("phone");
    sam.json(&["mutual", "answer", &id(&one(&sam)), "sam-canary"]);
    super::exchange(&sam, &phone, "Sam");
    super::exchange(&sam, &phone, "Sam");
    let view = one(&sam);
    assert_eq!(
        [&view["state"], &view["as_promised"]],
        [&json!("open"), &json!(true)]
    );
    assert_eq!(one(&phone)["state"], "open");
}

#[test]
fn a_question_goes_to_somebody_verified_and_has_an_answer() {
    let (ana, _sam) = super::friends();
    ana.fails(&["mutual", "ask", "Nobody", "--question", QUESTION, "x"], 4);
    ana.fails(&["mutual", "ask", "Sam", "--question", QUESTION, " "], 2);
    ana.fails(&["mutual", "ask", "Sam", "x"], 2);
    ana.fails(&["mutual", "ask", "Sam", "--prompt", "999", "x"], 2);
    ana.fails(
        &["mutual", "ask", "Sam", "--question", &"x".repeat(1025), "x"],
        2,
    );
    ana.fails(&["mutual", "answer", "zzzz", "x"], 4);
    assert_eq!(ana.json(&["mutual"])["mutual"], json!([]));
    assert!(ana.entries(&["list"]).is_empty());
    let asked = ana.json(&["mutual", "ask", "Sam", "--prompt", "203", "x"]);
    assert!(asked["mutual"]["question"].as_str().unwrap().ends_with('?'));
}
