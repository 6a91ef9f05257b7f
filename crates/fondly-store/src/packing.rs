//! Blocks and rows on the disk: the shorter of the bytes and what zstd makes of them.
//!
//! They are so short that much of what zstd finds in them is what all have in common: how
//! a change is laid out, and English. So a dictionary of that goes before each. It holds no text of
//! anybody's: `schema/dictionary-1.md` says how it was made.

use std::{
    cell::{OnceCell, RefCell},
    fmt,
};

use zstd::bulk::{Compressor, Decompressor};

use crate::StoreError;

/// zstd's own default: at the sizes of entries, higher levels gain next to nothing.
const LEVEL: i32 = 3;
/// No row holds more before packing; a larger figure in a row is damage.
const UNPACKED_BYTES_MAX: usize = 16 << 20;
/// Below this the head of a frame is about as long as what it saves.
const PACKED_BYTES_MIN: usize = 48;
/// Files hold what was packed with it, so it is never changed. What was packed without one unpacks
/// with it all the same.
const DICTIONARY: &[u8] = include_bytes!("../schema/dictionary-1");

/// Bytes as they are stored.
pub(crate) struct Packed {
    /// The length before zstd; `None` if the bytes are as they were.
    pub(crate) unpacked: Option<u32>,
    pub(crate) bytes: Vec<u8>,
}

/// Packs and unpacks. Making zstd's contexts costs more than many short texts, so they are made
/// where they are needed, and kept.
#[derive(Default)]
pub(crate) struct Packer {
    compressor: OnceCell<RefCell<Compressor<'static>>>,
    decompressor: OnceCell<RefCell<Decompressor<'static>>>,
}

impl Packer {
    fn compressor(&self) -> Result<&RefCell<Compressor<'static>>, StoreError> {
        if let Some(made) = self.compressor.get() {
            return Ok(made);
        }
        let made = RefCell::new(Compressor::with_dictionary(LEVEL, DICTIONARY)?);
        Ok(self.compressor.get_or_init(|| made))
    }

    fn decompressor(&self) -> Result<&RefCell<Decompressor<'static>>, StoreError> {
        if let Some(made) = self.decompressor.get() {
            return Ok(made);
        }
        let made = RefCell::new(Decompressor::with_dictionary(DICTIONARY)?);
        Ok(self.decompressor.get_or_init(|| made))
    }

    pub(crate) fn pack(&self, bytes: &[u8]) -> Result<Packed, StoreError> {
        let as_it_was = || Packed {
            unpacked: None,
            bytes: bytes.to_vec(),
        };
        if bytes.len() < PACKED_BYTES_MIN {
            return Ok(as_it_was());
        }
        let packed = self.compressor()?.borrow_mut().compress(bytes)?;
        match u32::try_from(bytes.len()) {
            Ok(length) if packed.len() < bytes.len() => Ok(Packed {
                unpacked: Some(length),
                bytes: packed,
            }),
            _ => Ok(as_it_was()),
        }
    }

    pub(crate) fn unpack(
        &self,
        unpacked: Option<u32>,
        bytes: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let Some(length) = unpacked else {
            return Ok(bytes.to_vec());
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > UNPACKED_BYTES_MAX {
            return Err(StoreError::Corrupt);
        }
        let whole = self.decompressor()?.borrow_mut().decompress(bytes, length);
        whole
            .ok()
            .filter(|whole| whole.len() == length)
            .ok_or(StoreError::Corrupt)
    }
}

impl fmt::Debug for Packer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Packer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacks_what_was_packed() {
        let packer = Packer::default();
        let long = "thank you for the tea. ".repeat(40).into_bytes();
        let packed = packer.pack(&long).unwrap();
        assert!(packed.bytes.len() < long.len());
        assert_eq!(packer.unpack(packed.unpacked, &packed.bytes).unwrap(), long);
        for short in [b"".as_slice(), b"tea"] {
            let packed = packer.pack(short).unwrap();
            assert_eq!((packed.unpacked, packed.bytes.as_slice()), (None, short));
            assert_eq!(packer.unpack(None, &packed.bytes).unwrap(), short);
        }
    }

    #[test]
    fn one_sentence_is_packed_by_what_all_sentences_have_in_common() {
        let sentence = b"I was so glad that you came with me to the station this morning.";
        let packed = Packer::default().pack(sentence).unwrap();
        assert!(packed.bytes.len() * 4 < sentence.len() * 3);
    }

    #[test]
    fn what_was_packed_without_the_dictionary_unpacks() {
        let long = "thank you for the tea. ".repeat(40).into_bytes();
        let packed = zstd::bulk::compress(&long, LEVEL).unwrap();
        let length = u32::try_from(long.len()).unwrap();
        let unpacked = Packer::default().unpack(Some(length), &packed);
        assert_eq!(unpacked, Ok(long));
    }

    #[test]
    fn damage_is_an_error() {
        let packer = Packer::default();
        let packed = packer.pack(&[7; 500]).unwrap();
        for length in [Some(499), Some(501), Some(u32::MAX)] {
            assert_eq!(
                packer.unpack(length, &packed.bytes),
                Err(StoreError::Corrupt)
            );
        }
        assert_eq!(packer.unpack(Some(3), b"tea"), Err(StoreError::Corrupt));
    }
}
