//! Beginnings of ids, as people type them.

/// The lowest and the highest id whose base32 begins with `prefix`.
pub(crate) fn prefix_range(prefix: &str) -> Option<([u8; 16], [u8; 16])> {
    let (mut low, mut high) = (0u128, u128::MAX);
    let mut free = 128u32;
    for letter in prefix.bytes() {
        let value = match letter {
            b'a'..=b'z' => letter - b'a',
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        // The last of 26 letters holds three bits of the id, then two that are zero.
        let (bits, value) = match free {
            0 => return None,
            3 if value & 0b11 != 0 => return None,
            3 => (3, value >> 2),
            _ => (5, value),
        };
        free -= bits;
        low |= u128::from(value) << free;
        high &= !(((1u128 << bits) - 1) << free) | u128::from(value) << free;
    }
    // The first letter is the highest bits of the first byte.
    Some((bytes_of(low), bytes_of(high)))
}

fn bytes_of(number: u128) -> [u8; 16] {
    let mut bytes = number.to_le_bytes();
    bytes.reverse();
    bytes
}

#[cfg(test)]
mod tests {
    use fondly_sync::base32;

    use super::*;

    #[test]
    fn range_of_a_prefix_holds_what_begins_with_it() {
        let id = *b"fondly keeps it.";
        let text = base32(&id);
        assert_eq!(text.len(), 26);
        for length in 0..=26 {
            let (low, high) = prefix_range(&text[..length]).unwrap();
            assert!(low <= id && id <= high, "{length}");
            assert!(base32(&low).starts_with(&text[..length]), "{length}");
            assert!(base32(&high).starts_with(&text[..length]), "{length}");
        }
        assert_eq!(prefix_range(&text.to_ascii_uppercase()), Some((id, id)));
    }

    #[test]
    fn range_ends_at_the_next_letter() {
        let (_, high) = prefix_range("aaaa").unwrap();
        let (low, _) = prefix_range("aaab").unwrap();
        let number = |bytes: [u8; 16]| {
            bytes
                .iter()
                .fold(0u128, |n, byte| n << 8 | u128::from(*byte))
        };
        assert_eq!(number(high) + 1, number(low));
        assert_eq!(prefix_range("").unwrap(), ([0; 16], [0xff; 16]));
        assert_eq!(prefix_range("7777").unwrap().1, [0xff; 16]);
    }

    #[test]
    fn what_is_no_beginning_of_an_id_has_no_range() {
        let whole = "a".repeat(26);
        assert!(prefix_range(&whole).is_some());
        let spare_bit = format!("{}b", "a".repeat(25));
        let longer = format!("{whole}a");
        for text in [
            "0",
            "a1",
            "a b",
            "aaaa=",
            "\u{e4}",
            spare_bit.as_str(),
            longer.as_str(),
        ] {
            assert_eq!(prefix_range(text), None, "{text}");
        }
    }
}
