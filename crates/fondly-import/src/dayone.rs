//! The JSON of Day One. Photos and other files stay where they are.

use fondly_journal::Body;

use crate::{ImportError, Incoming, Read, Spot, fields::Fields, given, json, moment::Moment};

pub(crate) fn read(text: &str) -> Result<Read, ImportError> {
    Ok(json::each(text, &json::file(text)?, entry))
}

fn entry(spot: Spot, fields: &Fields) -> Result<Incoming, String> {
    let zone = fields.text("timeZone")?;
    let moment = Moment::stamped(&fields.required("creationDate")?, zone.as_deref())?;
    let text = given(fields.text("text")?).ok_or("it has no text")?;
    let id = given(fields.text("uuid")?).map(|id| format!("dayone {id}"));
    let body = Body {
        text,
        tags: fields.list("tags")?,
        ..Body::default()
    };
    Ok(Incoming {
        id,
        ..Incoming::nameless(spot, moment, body)
    })
}
