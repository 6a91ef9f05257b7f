//! One step further is offered when both have answered some.

use serde_json::Value;

#[test]
fn one_step_further_is_offered_once_both_have_answered_some() {
    let (ana, sam) = super::friends();
    let answers = |person: &fondly_tests::Person, id: &str| {
        person.writes(&["reflect", "--prompt", id, "this one"])
    };
    for id in ["101", "102", "103"] {
        answers(&ana, id);
    }
    assert_eq!(ana.json(&["prompt"])["further"], Value::Null);
    let [one, two] = ["104", "105"].map(|id| answers(&sam, id));
    sam.json(&["share", &one, "Ana"]);
    super::exchange(&sam, &ana, "Sam");
    assert_eq!(ana.json(&["prompt"])["further"], Value::Null);
    sam.json(&["share", &two, "Ana"]);
    super::exchange(&sam, &ana, "Sam");
    assert_eq!(ana.json(&["prompt"])["further"], 2);
    assert_eq!(ana.json(&["prompt", "--with", "Sam"])["further"], 2);
    // What Ana kept to herself tells Sam nothing.
    assert_eq!(sam.json(&["prompt"])["further"], Value::Null);
    let received = ana.entries(&["list", "--received"]).remove(0);
    assert!(received["title"].as_str().unwrap().ends_with('?'));
    ana.fails(&["prompt", "--with", "Nobody"], 4);
}
