//! The one encoding: postcard, made canonical.
//!
//! Postcard (its wire format 1.0) writes integers as LEB128 varints and sequences behind a varint
//! length. Its decoder also takes varints that are longer than they need be; such bytes would give
//! one object two encodings and two hashes. [`decode`] therefore encodes what it read again and
//! refuses bytes that differ, which also refuses trailing bytes. See decision 0001.

use serde::{Serialize, de::DeserializeOwned};

/// Why bytes are not an object of the wanted type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// More bytes than the object may have.
    #[error("{have} bytes are over the limit of {limit}")]
    TooLarge {
        /// Bytes found.
        have: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The bytes end early or have another shape.
    #[error("the bytes have another shape")]
    Shape,
    /// A valid object in an encoding that is not the shortest, or with bytes behind it.
    #[error("the encoding is not canonical")]
    NotCanonical,
}

/// Encodes `value`. Never fails: the types of this crate have no map, float or unknown length.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("types of this crate are always encodable")
}

/// Decodes exactly one `T` from `bytes`, of which there may be at most `limit`.
///
/// # Errors
/// Size first, then shape, then canonical form.
pub fn decode<T: Serialize + DeserializeOwned>(
    bytes: &[u8],
    limit: usize,
) -> Result<T, DecodeError> {
    if bytes.len() > limit {
        return Err(DecodeError::TooLarge {
            have: bytes.len(),
            limit,
        });
    }
    let value: T = postcard::from_bytes(bytes).map_err(|_| DecodeError::Shape)?;
    if encode(&value) != bytes {
        return Err(DecodeError::NotCanonical);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlong_varint_is_refused() {
        assert_eq!(decode::<u32>(&[5], 8), Ok(5));
        assert_eq!(postcard::from_bytes::<u32>(&[0x85, 0x00]), Ok(5));
        assert_eq!(
            decode::<u32>(&[0x85, 0x00], 8),
            Err(DecodeError::NotCanonical)
        );
    }

    #[test]
    fn trailing_byte_is_refused() {
        assert_eq!(decode::<u32>(&[5, 0], 8), Err(DecodeError::NotCanonical));
    }

    #[test]
    fn size_is_looked_at_first() {
        assert_eq!(
            decode::<u32>(&[5; 9], 8),
            Err(DecodeError::TooLarge { have: 9, limit: 8 })
        );
        assert_eq!(decode::<[u8; 8]>(&[5; 8], 8), Ok([5; 8]));
    }

    #[test]
    fn announced_length_beyond_the_bytes_is_a_shape_error() {
        assert_eq!(
            decode::<Vec<u8>>(&[0xff, 0xff, 0xff, 0x7f, 1], 64),
            Err(DecodeError::Shape)
        );
    }
}
