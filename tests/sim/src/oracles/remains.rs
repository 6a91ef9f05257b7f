//! What was withdrawn lies nowhere in the homes of those who could read it.

use std::io::Read as _;

use zstd::{dict::DecoderDictionary, stream::read::Decoder};

use super::travelling::holds;
use crate::{planting::end_of, world::World};

/// Longer than anything that is packed here.
const UNPACKED_BYTES_MAX: usize = 1 << 20;
/// The first bytes of every zstd frame.
const ZSTD_MAGIC: [u8; 4] = 0xfd2f_b528_u32.to_le_bytes();
/// What goes before all that the store packs.
const DICTIONARY: &[u8] = include_bytes!("../../../../crates/fondly-store/schema/dictionary-1");

/// No page of the database, free ones included, no older page in the log beside it and no other file
/// of a home holds words that are gone for its person. `gone` has words and people, `devices` those
/// that are in.
///
/// # Errors
/// Whose home holds what.
pub fn no_file_holds_what_is_gone(
    world: &mut World,
    gone: &[(String, usize)],
    devices: &[usize],
) -> Result<(), String> {
    for at in devices {
        let person = world.devices[*at].person;
        let gone = gone.iter().filter(|(_, whose)| *whose == person);
        let gone: Vec<&str> = gone.map(|(text, _)| text.as_str()).collect();
        if gone.is_empty() {
            continue;
        }
        let pages = world.pages(*at);
        let states = pages.map_err(|error| format!("in the end: {error}"))?;
        let mut places: Vec<Vec<u8>> = states.iter().flat_map(|it| unpacked(it)).collect();
        places.extend(states);
        places.extend(world.files(*at));
        for text in gone {
            if places.iter().any(|bytes| holds(bytes, end_of(text))) {
                let name = &world.devices[*at].name;
                return Err(format!("{text} lies in a file of {name}"));
            }
        }
    }
    Ok(())
}

/// What is packed somewhere in these bytes.
fn unpacked(bytes: &[u8]) -> Vec<Vec<u8>> {
    let dictionary = DecoderDictionary::copy(DICTIONARY);
    let begins = memchr::memmem::find_iter(bytes, &ZSTD_MAGIC);
    let frames = begins.filter_map(|at| {
        let mut whole = Vec::new();
        let frame = bytes.get(at..)?;
        let mut reader = Decoder::with_prepared_dictionary(frame, &dictionary)
            .ok()?
            .single_frame();
        // Of a frame that ends on another page the beginning.
        drop(
            reader
                .by_ref()
                .take(UNPACKED_BYTES_MAX as u64)
                .read_to_end(&mut whole),
        );
        Some(whole)
    });
    frames.collect()
}
