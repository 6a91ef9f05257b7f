//! The fields of a body as keys and values, both ways.

use std::borrow::Cow;

use crate::{
    body::{Ack, Addressee, Body, EditionFields, Heard, Kind, Listening, NeedState, Reply},
    operation::{Object, Op, OpId, Slot, Value, action},
    schema::{Key, SCHEMA},
};

/// The keys and values of a body, ascending by key.
pub(crate) fn entries(body: &Body) -> Vec<(Key, Value<'_>)> {
    let edition = body.edition.as_ref();
    let reply = body.in_reply_to.as_ref();
    let all = [
        (Key::Ack, body.ack.map(|ack| Value::Uint(ack_code(ack)))),
        (Key::Ask, body.ask.as_deref().map(string)),
        (Key::Date, Some(string(&body.date))),
        (Key::Feelings, list(&body.feelings)),
        (Key::GoodNews, flag(body.good_news)),
        (Key::Happened, body.happened.as_deref().map(string)),
        (
            Key::Heard,
            body.heard.map(|heard| Value::Uint(heard_code(heard))),
        ),
        (Key::Kind, Some(Value::Uint(kind_code(body.kind)))),
        (
            Key::Listening,
            body.listening
                .map(|listening| Value::Uint(listening_code(listening))),
        ),
        (Key::Needs, list(&body.needs)),
        (Key::NoReply, flag(body.no_reply)),
        (
            Key::Offset,
            body.utc_offset_min
                .map(|minutes| Value::Int(i64::from(minutes))),
        ),
        (
            Key::Order,
            edition.map(|fields| Value::Uint(u64::from(fields.order))),
        ),
        (Key::Part, edition.and_then(|fields| flag(fields.part))),
        (Key::Reflect, body.reflect.as_deref().map(string)),
        (Key::ReplyHeads, reply.map(|reply| heads(&reply.heads))),
        (
            Key::ReplyTo,
            reply.map(|reply| Value::Bytes(Cow::Borrowed(&reply.document))),
        ),
        (Key::Say, body.say.as_deref().map(string)),
        (Key::Scratch, body.scratch.as_deref().map(string)),
        (
            Key::SharedTime,
            edition.map(|fields| Value::Int(fields.shared_time)),
        ),
        (
            Key::State,
            body.state.map(|state| Value::Uint(state_code(state))),
        ),
        (
            Key::Tag,
            edition.map(|fields| Value::Bytes(Cow::Borrowed(&fields.tag))),
        ),
        (Key::Tags, list(&body.tags)),
        (
            Key::TakenFrom,
            edition.map(|fields| heads(&fields.taken_from)),
        ),
        (Key::Text, Some(string(&body.text))),
        (Key::Title, body.title.as_deref().map(string)),
        (Key::To, addressee(&body.to)),
        (Key::V, Some(Value::Uint(SCHEMA))),
    ];
    all.into_iter()
        .filter_map(|(key, value)| value.map(|value| (key, value)))
        .collect()
}

/// The value of one key, or what an edit puts to take the field away.
pub(crate) fn value_of(body: &Body, key: Key) -> Value<'_> {
    let given = entries(body).into_iter().find(|(entry, _)| *entry == key);
    match (given, key) {
        (Some((_, value)), _) => value,
        (None, Key::GoodNews | Key::NoReply | Key::Part) => Value::False,
        (None, _) => string(""),
    }
}

/// The operation that puts what `body` has at `key` over `preds`.
pub(crate) fn put(key: Key, body: &Body, preds: Vec<OpId>) -> Op<'_> {
    put_value(key, value_of(body, key), preds)
}

/// The operation that puts `value` at `key` over `preds`.
pub(crate) const fn put_value(key: Key, value: Value<'_>, preds: Vec<OpId>) -> Op<'_> {
    Op {
        object: Object::Root,
        slot: Slot::Name(Cow::Borrowed(key.name())),
        insert: false,
        action: action::SET,
        value,
        preds,
    }
}

/// Puts one value into a body. `None` where type or shape is not the schema's; limits and
/// placement are for [`crate::rules::check`].
pub(crate) fn set(body: &mut Body, key: Key, value: &Value<'_>) -> Option<()> {
    match key {
        Key::Ack => body.ack = Some(ack_of(unsigned(value)?)?),
        Key::Ask => body.ask = optional(value)?,
        Key::Date => body.date = text(value)?.to_owned(),
        Key::Feelings => body.feelings = items(value)?,
        Key::GoodNews => body.good_news = boolean(value)?,
        Key::Happened => body.happened = optional(value)?,
        Key::Heard => body.heard = Some(heard_of(unsigned(value)?)?),
        Key::Kind => body.kind = kind_of(unsigned(value)?)?,
        Key::Listening => body.listening = Some(listening_of(unsigned(value)?)?),
        Key::Needs => body.needs = items(value)?,
        Key::NoReply => body.no_reply = boolean(value)?,
        Key::Offset => body.utc_offset_min = Some(i32::try_from(signed(value)?).ok()?),
        Key::Order => edition(body).order = u32::try_from(unsigned(value)?).ok()?,
        Key::Part => edition(body).part = boolean(value)?,
        Key::Reflect => body.reflect = optional(value)?,
        Key::ReplyHeads => reply(body).heads = hashes(value)?,
        Key::ReplyTo => reply(body).document = bytes(value)?.try_into().ok()?,
        Key::Say => body.say = optional(value)?,
        Key::Scratch => body.scratch = optional(value)?,
        Key::SharedTime => edition(body).shared_time = signed(value)?,
        Key::State => body.state = Some(state_of(unsigned(value)?)?),
        Key::Tag => edition(body).tag = bytes(value)?.try_into().ok()?,
        Key::Tags => body.tags = items(value)?,
        Key::TakenFrom => edition(body).taken_from = hashes(value)?,
        Key::Text => body.text = text(value)?.to_owned(),
        Key::Title => body.title = optional(value)?,
        Key::To => body.to = addressee_of(value)?,
        Key::V => return (unsigned(value)? == SCHEMA).then_some(()),
    }
    Some(())
}

const fn string(text: &str) -> Value<'_> {
    Value::Str(Cow::Borrowed(text))
}

fn list(items: &[String]) -> Option<Value<'_>> {
    match items {
        [] => None,
        [one] => Some(string(one)),
        many => Some(Value::Str(Cow::Owned(many.join("\n")))),
    }
}

const fn flag(set: bool) -> Option<Value<'static>> {
    if set { Some(Value::True) } else { None }
}

fn heads(hashes: &[[u8; 32]]) -> Value<'_> {
    Value::Bytes(Cow::Borrowed(hashes.as_flattened()))
}

fn addressee(to: &Addressee) -> Option<Value<'_>> {
    match to {
        Addressee::Nobody => None,
        Addressee::Me => Some(Value::Uint(1)),
        Addressee::Person(id) => Some(Value::Bytes(Cow::Borrowed(id))),
        Addressee::Name(name) => Some(string(name)),
    }
}

fn addressee_of(value: &Value<'_>) -> Option<Addressee> {
    match value {
        Value::Uint(1) => Some(Addressee::Me),
        Value::Bytes(id) => id.as_ref().try_into().ok().map(Addressee::Person),
        Value::Str(name) => Some(Addressee::Name(name.clone().into_owned())),
        _ => None,
    }
}

const fn unsigned(value: &Value<'_>) -> Option<u64> {
    if let Value::Uint(number) = value {
        Some(*number)
    } else {
        None
    }
}

const fn signed(value: &Value<'_>) -> Option<i64> {
    if let Value::Int(number) = value {
        Some(*number)
    } else {
        None
    }
}

const fn boolean(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::True => Some(true),
        Value::False => Some(false),
        _ => None,
    }
}

fn text<'a>(value: &'a Value<'_>) -> Option<&'a str> {
    if let Value::Str(text) = value {
        Some(text)
    } else {
        None
    }
}

fn bytes<'a>(value: &'a Value<'_>) -> Option<&'a [u8]> {
    if let Value::Bytes(bytes) = value {
        Some(bytes)
    } else {
        None
    }
}

fn optional(value: &Value<'_>) -> Option<Option<String>> {
    let text = text(value)?;
    Some((!text.is_empty()).then(|| text.to_owned()))
}

fn items(value: &Value<'_>) -> Option<Vec<String>> {
    let text = text(value)?;
    if text.is_empty() {
        return Some(Vec::new());
    }
    Some(text.split('\n').map(str::to_owned).collect())
}

fn hashes(value: &Value<'_>) -> Option<Vec<[u8; 32]>> {
    let (hashes, rest) = bytes(value)?.as_chunks();
    rest.is_empty().then(|| hashes.to_vec())
}

/// The fields of an edition, made where a key of theirs comes first. That all of them came is
/// seen when the body is encoded again.
fn edition(body: &mut Body) -> &mut EditionFields {
    body.edition.get_or_insert_with(|| EditionFields {
        order: 0,
        tag: [0; 32],
        taken_from: Vec::new(),
        shared_time: 0,
        part: false,
    })
}

fn reply(body: &mut Body) -> &mut Reply {
    body.in_reply_to.get_or_insert_with(|| Reply {
        document: [0; 16],
        heads: Vec::new(),
    })
}

const fn kind_code(kind: Kind) -> u64 {
    match kind {
        Kind::Appreciation => 1,
        Kind::Need => 2,
        Kind::Reflection => 3,
        Kind::Response => 4,
    }
}

const fn kind_of(code: u64) -> Option<Kind> {
    Some(match code {
        1 => Kind::Appreciation,
        2 => Kind::Need,
        3 => Kind::Reflection,
        4 => Kind::Response,
        _ => return None,
    })
}

const fn ack_code(ack: Ack) -> u64 {
    match ack {
        Ack::Thanks => 1,
        Ack::Later => 2,
        Ack::WithYou => 3,
    }
}

const fn ack_of(code: u64) -> Option<Ack> {
    Some(match code {
        1 => Ack::Thanks,
        2 => Ack::Later,
        3 => Ack::WithYou,
        _ => return None,
    })
}

const fn heard_code(heard: Heard) -> u64 {
    match heard {
        Heard::Yes => 1,
        Heard::NotQuite => 2,
    }
}

const fn heard_of(code: u64) -> Option<Heard> {
    Some(match code {
        1 => Heard::Yes,
        2 => Heard::NotQuite,
        _ => return None,
    })
}

const fn listening_code(listening: Listening) -> u64 {
    match listening {
        Listening::ListenOnly => 1,
        Listening::IdeasWelcome => 2,
    }
}

const fn listening_of(code: u64) -> Option<Listening> {
    Some(match code {
        1 => Listening::ListenOnly,
        2 => Listening::IdeasWelcome,
        _ => return None,
    })
}

const fn state_code(state: NeedState) -> u64 {
    match state {
        NeedState::Voiced => 1,
        NeedState::Heard => 2,
        NeedState::Met => 3,
        NeedState::LetGo => 4,
    }
}

const fn state_of(code: u64) -> Option<NeedState> {
    Some(match code {
        1 => NeedState::Voiced,
        2 => NeedState::Heard,
        3 => NeedState::Met,
        4 => NeedState::LetGo,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_ascend_and_name_every_key() {
        let body = Body {
            kind: Kind::Response,
            to: Addressee::Me,
            title: Some("t".into()),
            text: "x".into(),
            feelings: vec!["a".into(), "b".into()],
            needs: vec!["c".into()],
            tags: vec!["d".into()],
            date: "2026-11-23".into(),
            utc_offset_min: Some(-60),
            happened: Some("h".into()),
            ask: Some("k".into()),
            reflect: Some("r".into()),
            say: Some("s".into()),
            state: Some(NeedState::Met),
            good_news: true,
            no_reply: true,
            listening: Some(Listening::IdeasWelcome),
            heard: Some(Heard::NotQuite),
            in_reply_to: Some(Reply {
                document: [1; 16],
                heads: vec![[2; 32]],
            }),
            ack: Some(Ack::Later),
            scratch: Some("n".into()),
            edition: Some(EditionFields {
                order: 4,
                tag: [5; 32],
                taken_from: vec![[6; 32], [7; 32]],
                shared_time: -8,
                part: true,
            }),
        };
        let entries = entries(&body);
        assert!(entries.iter().map(|(key, _)| *key).eq(Key::ALL));
        let mut back = Body::default();
        for (key, value) in &entries {
            assert_eq!(set(&mut back, *key, value), Some(()));
            assert_eq!(value_of(&body, *key), *value);
        }
        assert!(back == body);
    }

    #[test]
    fn wrong_types_are_refused() {
        for key in Key::ALL {
            assert_eq!(
                set(&mut Body::default(), key, &Value::Null),
                None,
                "{key:?}"
            );
        }
    }
}
