//! Which fields a body may hold, and how much.

use crate::{
    body::{Addressee, Body, Kind, Place},
    limits::{
        HEADS_MAX, LABEL_BYTES_MAX, LIST_ITEMS_MAX, LimitError, TEXT_BYTES_MAX, TITLE_BYTES_MAX,
        UTC_OFFSET_MIN_MAX,
    },
    schema::Key,
};

/// Checks a body against kind, place and limits. Writers and readers use this one function.
pub(crate) fn check(body: &Body, place: Place) -> Result<(), LimitError> {
    check_texts(body)?;
    check_list(Key::Feelings, &body.feelings)?;
    check_list(Key::Needs, &body.needs)?;
    check_list(Key::Tags, &body.tags)?;
    check_date(&body.date)?;
    check_offset(body.utc_offset_min)?;
    if let Addressee::Name(name) = &body.to {
        check_given(Key::To, name, LABEL_BYTES_MAX)?;
    }
    if let Some(reply) = &body.in_reply_to {
        check_heads(Key::ReplyHeads, &reply.heads)?;
    }
    if let Some(edition) = &body.edition {
        check_heads(Key::TakenFrom, &edition.taken_from)?;
    }
    check_kind(body)?;
    check_place(body, place)
}

fn check_texts(body: &Body) -> Result<(), LimitError> {
    check_len(Key::Text, &body.text, TEXT_BYTES_MAX)?;
    for (key, text, max) in [
        (Key::Title, &body.title, TITLE_BYTES_MAX),
        (Key::Happened, &body.happened, TEXT_BYTES_MAX),
        (Key::Ask, &body.ask, TEXT_BYTES_MAX),
        (Key::Reflect, &body.reflect, TEXT_BYTES_MAX),
        (Key::Say, &body.say, TEXT_BYTES_MAX),
        (Key::Scratch, &body.scratch, TEXT_BYTES_MAX),
    ] {
        if let Some(text) = text {
            check_given(key, text, max)?;
        }
    }
    Ok(())
}

const fn check_len(key: Key, text: &str, max: usize) -> Result<(), LimitError> {
    if text.len() > max {
        return Err(LimitError::Bytes {
            field: key.name(),
            max,
        });
    }
    Ok(())
}

const fn check_given(key: Key, text: &str, max: usize) -> Result<(), LimitError> {
    if text.is_empty() {
        return Err(LimitError::Empty { field: key.name() });
    }
    check_len(key, text, max)
}

fn check_list(key: Key, items: &[String]) -> Result<(), LimitError> {
    let field = key.name();
    if items.len() > LIST_ITEMS_MAX {
        return Err(LimitError::Items {
            field,
            max: LIST_ITEMS_MAX,
        });
    }
    for item in items {
        if item.is_empty() || item.contains('\n') {
            return Err(LimitError::Item { field });
        }
        check_len(key, item, LABEL_BYTES_MAX)?;
    }
    Ok(())
}

const fn check_heads(key: Key, heads: &[[u8; 32]]) -> Result<(), LimitError> {
    if heads.is_empty() {
        return Err(LimitError::Empty { field: key.name() });
    }
    if heads.len() > HEADS_MAX {
        return Err(LimitError::Items {
            field: key.name(),
            max: HEADS_MAX,
        });
    }
    Ok(())
}

/// The shape only: a month of 13 or a 30th of February is refused, a leap day is not looked at.
fn check_date(date: &str) -> Result<(), LimitError> {
    let two = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    match date.as_bytes() {
        &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
            if [y1, y2, y3, y4, m1, m2, d1, d2]
                .iter()
                .all(u8::is_ascii_digit) =>
        {
            let days = match two(m1, m2) {
                2 => 29,
                4 | 6 | 9 | 11 => 30,
                1..=12 => 31,
                _ => 0,
            };
            if (1..=days).contains(&two(d1, d2)) {
                Ok(())
            } else {
                Err(LimitError::Date)
            }
        }
        _ => Err(LimitError::Date),
    }
}

const fn check_offset(minutes: Option<i32>) -> Result<(), LimitError> {
    match minutes {
        Some(minutes) if minutes < -UTC_OFFSET_MIN_MAX || minutes > UTC_OFFSET_MIN_MAX => {
            Err(LimitError::Offset {
                max: UTC_OFFSET_MIN_MAX,
            })
        }
        _ => Ok(()),
    }
}

fn check_kind(body: &Body) -> Result<(), LimitError> {
    let need = body.kind == Kind::Need;
    let response = body.kind == Kind::Response;
    for (key, given, belongs) in [
        (Key::Ack, body.ack.is_some(), response),
        (Key::Ask, body.ask.is_some(), need || response),
        (Key::Happened, body.happened.is_some(), need),
        (Key::Heard, body.heard.is_some(), response),
        (Key::Listening, body.listening.is_some(), !response),
        (Key::NoReply, body.no_reply, !response),
        (Key::Reflect, body.reflect.is_some(), response),
        (Key::ReplyTo, body.in_reply_to.is_some(), response),
        (Key::Say, body.say.is_some(), response),
        (Key::Scratch, body.scratch.is_some(), response),
        (Key::State, body.state.is_some(), need),
    ] {
        if given && !belongs {
            return Err(LimitError::Misplaced { field: key.name() });
        }
    }
    Ok(())
}

fn check_place(body: &Body, place: Place) -> Result<(), LimitError> {
    let bond = place == Place::Bond;
    if bond && body.edition.is_none() {
        return Err(LimitError::Missing { field: "edition" });
    }
    for (field, misplaced) in [
        ("edition", !bond && body.edition.is_some()),
        (Key::Tags.name(), bond && !body.tags.is_empty()),
        (Key::Offset.name(), bond && body.utc_offset_min.is_some()),
        (Key::Scratch.name(), bond && body.scratch.is_some()),
    ] {
        if misplaced {
            return Err(LimitError::Misplaced { field });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{EditionFields, NeedState};

    fn body() -> Body {
        Body {
            date: "2026-11-23".into(),
            ..Body::default()
        }
    }

    fn edition() -> Option<EditionFields> {
        Some(EditionFields {
            order: 1,
            tag: [1; 32],
            taken_from: vec![[2; 32]],
            shared_time: 0,
            part: false,
        })
    }

    #[test]
    fn dates_have_the_shape_of_a_day() {
        for date in ["2026-11-23", "2024-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(check_date(date), Ok(()), "{date}");
        }
        for date in [
            "",
            "2026-11-2",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-02-30",
            "2026-01-00",
            "2026/11/23",
            "2026-11-23 ",
            "+026-11-23",
            "2026-11-2\u{663}",
        ] {
            assert_eq!(check_date(date), Err(LimitError::Date), "{date}");
        }
    }

    #[test]
    fn each_limit_holds_at_its_edge() {
        let at = Body {
            text: "x".repeat(TEXT_BYTES_MAX),
            ..body()
        };
        assert_eq!(check(&at, Place::Journal), Ok(()));
        let over = Body {
            text: "x".repeat(TEXT_BYTES_MAX + 1),
            ..body()
        };
        assert_eq!(
            check(&over, Place::Journal),
            Err(LimitError::Bytes {
                field: "text",
                max: TEXT_BYTES_MAX
            })
        );
        let title = Body {
            title: Some("x".repeat(TITLE_BYTES_MAX + 1)),
            ..body()
        };
        assert!(check(&title, Place::Journal).is_err());
        let items = Body {
            tags: vec!["x".into(); LIST_ITEMS_MAX + 1],
            ..body()
        };
        assert!(check(&items, Place::Journal).is_err());
        let label = Body {
            needs: vec!["x".repeat(LABEL_BYTES_MAX + 1)],
            ..body()
        };
        assert!(check(&label, Place::Journal).is_err());
        for item in ["", "a\nb"] {
            let list = Body {
                feelings: vec![item.into()],
                ..body()
            };
            assert_eq!(
                check(&list, Place::Journal),
                Err(LimitError::Item { field: "feelings" })
            );
        }
        for minutes in [UTC_OFFSET_MIN_MAX + 1, i32::MIN] {
            let offset = Body {
                utc_offset_min: Some(minutes),
                ..body()
            };
            assert!(check(&offset, Place::Journal).is_err());
        }
        let empty = Body {
            title: Some(String::new()),
            ..body()
        };
        assert_eq!(
            check(&empty, Place::Journal),
            Err(LimitError::Empty { field: "title" })
        );
    }

    #[test]
    fn private_fields_are_never_in_a_bond() {
        let plain = Body {
            edition: edition(),
            ..body()
        };
        assert_eq!(check(&plain, Place::Bond), Ok(()));
        let private = [
            Body {
                tags: vec!["t".into()],
                ..plain.clone()
            },
            Body {
                utc_offset_min: Some(60),
                ..plain.clone()
            },
            Body {
                kind: Kind::Response,
                scratch: Some("s".into()),
                ..plain.clone()
            },
        ];
        for body in &private {
            assert!(matches!(
                check(body, Place::Bond),
                Err(LimitError::Misplaced { .. })
            ));
        }
        assert_eq!(
            check(&body(), Place::Bond),
            Err(LimitError::Missing { field: "edition" })
        );
        assert_eq!(
            check(&plain, Place::Journal),
            Err(LimitError::Misplaced { field: "edition" })
        );
    }

    #[test]
    fn fields_of_another_kind_are_misplaced() {
        let state = Body {
            state: Some(NeedState::Voiced),
            ..body()
        };
        assert_eq!(
            check(&state, Place::Journal),
            Err(LimitError::Misplaced { field: "state" })
        );
        let need = Body {
            kind: Kind::Need,
            ..state
        };
        assert_eq!(check(&need, Place::Journal), Ok(()));
        let say = Body {
            say: Some("s".into()),
            ..need
        };
        assert_eq!(
            check(&say, Place::Journal),
            Err(LimitError::Misplaced { field: "say" })
        );
    }
}
