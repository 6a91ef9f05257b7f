//! The CSV of Presently: a day, and what its author was grateful for.

use csv::{ReaderBuilder, StringRecord};
use fondly_journal::Body;
use jiff::tz::TimeZone;

use crate::{ImportError, Incoming, Read, Spot, error::misread, given, moment::Moment};

const DAY: &str = "entryDate";
const TEXT: &str = "entryContent";
/// What it was written for.
const TAG: &str = "gratitude";

pub(crate) fn read(text: &str, zone: &TimeZone) -> Result<Read, ImportError> {
    let mut rows = ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = rows.headers().map_err(|_| misread("it is no CSV"))?;
    let column = |name| header.iter().position(|field| field.trim() == name);
    let (Some(day), Some(content)) = (column(DAY), column(TEXT)) else {
        return Err(misread(
            "its first line does not name entryDate and entryContent",
        ));
    };
    let mut read = Read::default();
    for row in rows.records() {
        let row = row.map_err(|_| misread("it is no CSV"))?;
        let line = row.position().map_or(0, csv::Position::line);
        let spot = Spot { file: None, line };
        let entry = entry(spot.clone(), &row, (day, content), zone);
        read.add(spot, entry);
    }
    Ok(read)
}

fn entry(
    spot: Spot,
    row: &StringRecord,
    (day, content): (usize, usize),
    zone: &TimeZone,
) -> Result<Incoming, String> {
    let moment = Moment::any(row.get(day).ok_or("it has no day")?, zone)?;
    let text = given(row.get(content).map(str::to_owned)).ok_or("it has no text")?;
    let body = Body {
        text,
        tags: vec![TAG.to_owned()],
        ..Body::default()
    };
    Ok(Incoming::nameless(spot, moment, body))
}
