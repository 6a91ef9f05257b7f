//! Our own JSON: what I wrote becomes mine and private, what others wrote a quote.

use fondly_journal::{Ack, Addressee, Body, Heard, Kind, Listening, NeedState, Reply};
use fondly_sync::parse_base32;
use jiff::tz::TimeZone;

use crate::{
    FORMAT, ImportError, Incoming, Read, Spot, VERSION,
    error::misread,
    fields::Fields,
    given, json,
    moment::{Moment, day_of},
};

/// The tag of what others wrote.
const IMPORTED: &str = "imported";

pub(crate) fn read(text: &str, zone: &TimeZone) -> Result<Read, ImportError> {
    let file = json::file(text)?;
    if file
        .format
        .as_deref()
        .is_some_and(|format| format != FORMAT)
    {
        return Err(misread("it says that it is of another program"));
    }
    if file
        .version
        .is_some_and(|version| version > u64::from(VERSION))
    {
        return Err(misread("it was written by a newer fondly"));
    }
    Ok(json::each(text, &file, |spot, fields| {
        entry(spot, fields, zone)
    }))
}

fn entry(spot: Spot, fields: &Fields, zone: &TimeZone) -> Result<Incoming, String> {
    if fields.flag("withdrawn")? {
        return Err("its author withdrew it".to_owned());
    }
    let moment = moment(fields, zone)?;
    let author = fields.text("author")?.unwrap_or_else(|| "me".to_owned());
    let body = if author == "me" {
        own(fields, &moment)?
    } else {
        quote(fields, &author, &moment)?
    };
    if says_nothing(&body) {
        return Err("it says nothing".to_owned());
    }
    Ok(Incoming {
        spot,
        id: given(fields.text("id")?),
        written_at: moment.seconds,
        answers: fields.text("in_reply_to")?,
        body,
    })
}

/// When it was written. A day without an hour is enough, and a time without a day.
fn moment(fields: &Fields, zone: &TimeZone) -> Result<Moment, String> {
    let date = fields.text("date")?;
    let written_at = fields.text("written_at")?;
    let mut moment = match (&written_at, &date) {
        (Some(written_at), _) => Moment::stamped(written_at, None)?,
        (None, Some(date)) => Moment::any(date, zone)?,
        (None, None) => return Err("it has neither written_at nor date".to_owned()),
    };
    if let Some(date) = date {
        day_of(&date).ok_or("date is a day that does not exist")?;
        moment.date = date;
    }
    Ok(moment)
}

fn own(fields: &Fields, moment: &Moment) -> Result<Body, String> {
    let kind = kind(&fields.required("kind")?)?;
    let response = kind == Kind::Response;
    let optional = |name: &str| Ok::<_, String>(fields.text(name)?.filter(|t| !t.is_empty()));
    let text = fields.text("text")?.unwrap_or_default();
    let say = optional("say")?.or_else(|| Some(text.clone()).filter(|text| !text.is_empty()));
    Ok(Body {
        kind,
        to: addressee(fields.text("to")?),
        title: optional("title")?,
        text: if response { String::new() } else { text },
        feelings: fields.list("feelings")?,
        needs: fields.list("needs")?,
        tags: fields.list("tags")?,
        date: moment.date.clone(),
        utc_offset_min: moment.offset_min,
        happened: optional("happened")?,
        ask: optional("ask")?,
        reflect: optional("reflect")?,
        say: say.filter(|_| response),
        state: match (fields.text("state")?, kind) {
            (Some(state), Kind::Need) => Some(need_state(&state)?),
            (None, Kind::Need) => Some(NeedState::Voiced),
            _ => None,
        },
        good_news: fields.flag("good_news")?,
        no_reply: fields.flag("no_reply")?,
        listening: optional("listening")?
            .as_deref()
            .map(listening)
            .transpose()?,
        heard: optional("heard")?.as_deref().map(heard).transpose()?,
        in_reply_to: if response { Some(reply(fields)?) } else { None },
        ack: optional("ack")?.as_deref().map(ack).transpose()?,
        scratch: optional("scratch")?,
        edition: None,
    })
}

/// What somebody else wrote, in words of mine: in no log, and in nobody's name.
fn quote(fields: &Fields, author: &str, moment: &Moment) -> Result<Body, String> {
    kind(&fields.required("kind")?)?;
    let mut text = format!("{author} wrote on {}:", moment.date);
    // The text of a response is what it says.
    for name in ["text", "happened", "reflect", "ask"] {
        if let Some(part) = given(fields.text(name)?) {
            text.push_str("\n\n");
            text.push_str(&part);
        }
    }
    Ok(Body {
        title: fields.text("title")?.filter(|title| !title.is_empty()),
        text,
        feelings: fields.list("feelings")?,
        needs: fields.list("needs")?,
        tags: vec![IMPORTED.to_owned()],
        date: moment.date.clone(),
        utc_offset_min: moment.offset_min,
        ..Body::default()
    })
}

fn says_nothing(body: &Body) -> bool {
    let texts = [
        Some(&body.text),
        body.happened.as_ref(),
        body.ask.as_ref(),
        body.reflect.as_ref(),
        body.say.as_ref(),
        body.scratch.as_ref(),
    ];
    let silent = texts
        .into_iter()
        .flatten()
        .all(|text| text.trim().is_empty());
    let marked = body.ack.is_some() || body.heard.is_some();
    silent && !marked && body.feelings.is_empty() && body.needs.is_empty()
}

pub(crate) fn addressee(to: Option<String>) -> Addressee {
    match given(to) {
        None => Addressee::Nobody,
        Some(to) if to.trim().eq_ignore_ascii_case("me") => Addressee::Me,
        Some(name) => Addressee::Name(name),
    }
}

pub(crate) fn kind(name: &str) -> Result<Kind, String> {
    Ok(match name {
        "appreciation" => Kind::Appreciation,
        "need" => Kind::Need,
        "reflection" => Kind::Reflection,
        "response" => Kind::Response,
        _ => return Err("its kind is not known".to_owned()),
    })
}

pub(crate) fn need_state(name: &str) -> Result<NeedState, String> {
    Ok(match name {
        "voiced" => NeedState::Voiced,
        "heard" => NeedState::Heard,
        "met" => NeedState::Met,
        "let-go" => NeedState::LetGo,
        _ => return Err("its state is not known".to_owned()),
    })
}

fn ack(name: &str) -> Result<Ack, String> {
    Ok(match name {
        "thanks" => Ack::Thanks,
        "later" => Ack::Later,
        "with-you" => Ack::WithYou,
        _ => return Err("its ack is not known".to_owned()),
    })
}

fn heard(name: &str) -> Result<Heard, String> {
    Ok(match name {
        "yes" => Heard::Yes,
        "not-quite" => Heard::NotQuite,
        _ => return Err("its heard is not known".to_owned()),
    })
}

fn listening(name: &str) -> Result<Listening, String> {
    Ok(match name {
        "listen-only" => Listening::ListenOnly,
        "ideas-welcome" => Listening::IdeasWelcome,
        _ => return Err("its listening is not known".to_owned()),
    })
}

fn reply(fields: &Fields) -> Result<Reply, String> {
    let missing = || "it answers something that is not named".to_owned();
    let document = fields.required("in_reply_to").map_err(|_| missing())?;
    let document = parse_base32(&document).and_then(|bytes| bytes.try_into().ok());
    Ok(Reply {
        document: document.ok_or_else(missing)?,
        heads: reply_heads(fields)?,
    })
}

/// The version that is answered: an answer to words is none to what they became.
fn reply_heads(fields: &Fields) -> Result<Vec<[u8; 32]>, String> {
    let heads = fields.list("reply_heads")?;
    if heads.is_empty() {
        return Err("reply_heads does not say which version it answers".to_owned());
    }
    let heads = heads
        .iter()
        .map(|head| parse_base32(head).and_then(|bytes| bytes.try_into().ok()));
    heads
        .collect::<Option<_>>()
        .ok_or_else(|| "reply_heads names no version".to_owned())
}
