//! LEB128 numbers and a cursor over bytes.
//!
//! Reading is total and accepts overlong forms; the comparison with the canonical encoding,
//! which follows every parse, refuses those.

/// A cursor; every read gives `None` where bytes are missing or a number does not fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    pub(crate) fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = i64::from(byte & 0x7f);
            if shift == 63 && bits != 0 && bits != 0x7f {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                let extends = shift < 57 && byte & 0x40 != 0;
                return Some(if extends {
                    value | (-1 << (shift + 7))
                } else {
                    value
                });
            }
        }
        None
    }

    /// A length, then so many bytes.
    pub(crate) fn framed(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.unsigned()?).ok()?;
        self.take(len)
    }
}

pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

pub(crate) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        let sign = low & 0x40 != 0;
        if (value == 0 && !sign) || (value == -1 && sign) {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

pub(crate) fn write_framed(out: &mut Vec<u8>, bytes: &[u8]) {
    write_unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn unsigned_comes_back(value: u64) {
            let mut out = Vec::new();
            write_unsigned(&mut out, value);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.unsigned(), Some(value));
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn signed_comes_back(value: i64) {
            let mut out = Vec::new();
            write_signed(&mut out, value);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.signed(), Some(value));
            prop_assert!(reader.is_empty());
        }
    }

    #[test]
    fn numbers_over_64_bits_are_none() {
        let mut bytes = [0xff_u8; 10];
        bytes[9] = 2;
        assert_eq!(Reader::new(&bytes).unsigned(), None);
        assert_eq!(Reader::new(&bytes).signed(), None);
        assert_eq!(Reader::new(&[0xff; 12]).unsigned(), None);
        assert_eq!(Reader::new(&[0x80]).unsigned(), None);
    }

    #[test]
    fn extremes_come_back() {
        for value in [i64::MIN, i64::MAX, -1, 0, -64, 63, 64, -65] {
            let mut out = Vec::new();
            write_signed(&mut out, value);
            assert_eq!(Reader::new(&out).signed(), Some(value));
        }
    }
}
