//! `status`: how things stand with every device, and never whether it is up.

use fondly_tests::Person;
use serde_json::{Value, json};

fn of_sam(ana: &Person) -> Value {
    let status = ana.json(&["status"]);
    assert_eq!(status["people"][0]["name"], "Sam");
    status["people"][0]["devices"].clone()
}

#[test]
fn each_device_has_its_last_exchange_and_what_waits_for_it() {
    let (ana, sam) = super::friends();
    let before = of_sam(&ana);
    assert_eq!(before.as_array().map(Vec::len), Some(1));
    super::exchange(&ana, &sam, "Ana");
    let met = of_sam(&ana);
    assert_eq!(
        (&met[0]["path"], &met[0]["to_send"]),
        (&json!("direct"), &json!(0))
    );
    assert!(met[0]["last_exchange"].is_string());

    ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
    let waits = of_sam(&ana);
    assert_ne!(waits[0]["to_send"], 0);
    assert_eq!(waits[0]["last_exchange"], met[0]["last_exchange"]);
    assert!(ana.text(&["status"]).contains("waiting to go out"));
    assert_eq!(sam.json(&["status"])["people"][0]["to_read"], 0);

    let phone = sam.another_device("phone");
    // What a device says of new keys waits for the other one.
    let all_went = (0..5).any(|_| {
        super::exchange(&ana, &sam, "Ana");
        super::exchange(&ana, &phone, "Ana");
        let both = of_sam(&ana);
        assert_eq!(both.as_array().map(Vec::len), Some(2), "{both}");
        both.as_array().unwrap().iter().all(|it| it["to_send"] == 0)
    });
    assert!(all_went);
    assert!(ana.text(&["status"]).contains("  their device "));
}

#[test]
fn own_devices_stand_there_by_name_with_what_waits_for_them() {
    let ana = Person::with_open_key("Ana");
    let phone = ana.another_device("phone");
    ana.writes(&["reflect", "a quiet day"]);
    let own = ana.json(&["status"])["own"].clone();
    assert_eq!(own[0]["name"], "phone");
    assert_ne!(own[0]["to_send"], 0);
    assert!(ana.text(&["status"]).contains("(phone)"));
    super::exchange(&ana, &phone, "me");
    let own = ana.json(&["status"])["own"].clone();
    assert_eq!(
        (&own[0]["to_send"], &own[0]["path"]),
        (&json!(0), &json!("direct"))
    );
}

#[test]
fn an_exchange_by_file_is_called_so() {
    let (ana, sam) = super::friends();
    let file = sam.temporary().join("for-ana");
    let file = file.to_str().unwrap();
    sam.json(&["bundle", "Ana", "--to", file]);
    ana.json(&["receive", file]);
    assert_eq!(of_sam(&ana)[0]["path"], "file");
    assert!(ana.text(&["status"]).contains("last exchange"));
}

#[test]
fn status_is_the_same_whether_the_other_is_there_or_not() {
    let (ana, sam) = super::friends();
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    ana.syncs_with("Sam");
    let there = ana.json(&["status"]);
    at_sam.stop();
    assert_eq!(ana.json(&["status"]), there);
    at_ana.stop();
}
