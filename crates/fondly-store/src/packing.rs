//! Payloads on the disk: the shorter of the bytes and what zstd makes of them.

use std::{cell::RefCell, fmt};

use zstd::bulk::{Compressor, Decompressor};

use crate::StoreError;

/// zstd's own default: at the sizes of entries, higher levels gain next to nothing.
const LEVEL: i32 = 3;
/// No row holds more before packing; a larger figure in a row is damage.
const UNPACKED_BYTES_MAX: usize = 16 << 20;

/// Bytes as they are stored.
pub(crate) struct Packed {
    /// The length before zstd; `None` if the bytes are as they were.
    pub(crate) unpacked: Option<u32>,
    pub(crate) bytes: Vec<u8>,
}

/// Packs and unpacks. Making zstd's contexts costs more than a short text, so they are kept.
pub(crate) struct Packer {
    compressor: RefCell<Compressor<'static>>,
    decompressor: RefCell<Decompressor<'static>>,
}

impl Packer {
    pub(crate) fn new() -> Result<Self, StoreError> {
        Ok(Self {
            compressor: RefCell::new(Compressor::new(LEVEL)?),
            decompressor: RefCell::new(Decompressor::new()?),
        })
    }

    pub(crate) fn pack(&self, bytes: &[u8]) -> Result<Packed, StoreError> {
        let packed = self.compressor.borrow_mut().compress(bytes)?;
        match u32::try_from(bytes.len()) {
            Ok(length) if packed.len() < bytes.len() => Ok(Packed {
                unpacked: Some(length),
                bytes: packed,
            }),
            _ => Ok(Packed {
                unpacked: None,
                bytes: bytes.to_vec(),
            }),
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
        let whole = self.decompressor.borrow_mut().decompress(bytes, length);
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
        let packer = Packer::new().unwrap();
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
    fn damage_is_an_error() {
        let packer = Packer::new().unwrap();
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
