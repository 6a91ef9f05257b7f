//! The columns of a change chunk: run-length, delta and boolean encodings.
//!
//! A run of a column is `count > 0, value` (the value repeated), `-count, values` (each once) or
//! `0, count` (absent values). A few bytes can claim four billion rows, so reading takes the
//! number of rows allowed and stops at the first run that goes beyond it, before expanding it.
//! Writing gives Automerge's one form: repeats of two and more are runs, the rest is listed, and
//! a column of absent values only is empty.

use crate::leb::{Reader, write_signed, write_unsigned};

/// Why a column cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnFault {
    /// The bytes are no runs.
    Malformed,
    /// More rows than allowed.
    TooMany,
}

/// Expands the runs of a column, to at most `rows_max` rows.
pub(crate) fn read_runs<'a, T: Clone>(
    bytes: &'a [u8],
    rows_max: usize,
    read: impl Fn(&mut Reader<'a>) -> Option<T>,
) -> Result<Vec<Option<T>>, ColumnFault> {
    let mut reader = Reader::new(bytes);
    let mut rows = Vec::new();
    while !reader.is_empty() {
        let count = reader.signed().ok_or(ColumnFault::Malformed)?;
        let run = match count {
            0 => reader.unsigned().ok_or(ColumnFault::Malformed)?,
            _ => count.unsigned_abs(),
        };
        let run = usize::try_from(run).map_err(|_| ColumnFault::TooMany)?;
        if run > rows_max.saturating_sub(rows.len()) {
            return Err(ColumnFault::TooMany);
        }
        match count {
            0 => rows.resize(rows.len() + run, None),
            1.. => {
                let value = read(&mut reader).ok_or(ColumnFault::Malformed)?;
                rows.resize(rows.len() + run, Some(value));
            }
            _ => {
                for _ in 0..run {
                    rows.push(Some(read(&mut reader).ok_or(ColumnFault::Malformed)?));
                }
            }
        }
    }
    Ok(rows)
}

/// Expands a column of differences into the numbers themselves.
pub(crate) fn read_deltas(bytes: &[u8], rows_max: usize) -> Result<Vec<Option<i64>>, ColumnFault> {
    let mut rows = read_runs(bytes, rows_max, Reader::signed)?;
    let mut sum = 0_i64;
    for row in rows.iter_mut().flatten() {
        sum = sum.checked_add(*row).ok_or(ColumnFault::Malformed)?;
        *row = sum;
    }
    Ok(rows)
}

/// Expands a boolean column: lengths of alternating runs, false first.
pub(crate) fn read_booleans(bytes: &[u8], rows_max: usize) -> Result<Vec<bool>, ColumnFault> {
    let mut reader = Reader::new(bytes);
    let mut rows = Vec::new();
    let mut value = false;
    while !reader.is_empty() {
        let run = reader.unsigned().ok_or(ColumnFault::Malformed)?;
        let run = usize::try_from(run).map_err(|_| ColumnFault::TooMany)?;
        if run > rows_max.saturating_sub(rows.len()) {
            return Err(ColumnFault::TooMany);
        }
        rows.resize(rows.len() + run, value);
        value = !value;
    }
    Ok(rows)
}

/// Encodes a column of runs.
pub(crate) fn write_runs<T: PartialEq>(
    rows: impl Iterator<Item = Option<T>>,
    write: impl Fn(&mut Vec<u8>, &T),
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut literal = Literal {
        count: 0,
        bytes: Vec::new(),
    };
    let mut present = false;
    let mut rows = rows.peekable();
    while let Some(row) = rows.next() {
        let mut count = 1_i64;
        while rows.next_if(|next| *next == row).is_some() {
            count += 1;
        }
        match row {
            None => {
                literal.flush(&mut out);
                write_signed(&mut out, 0);
                write_unsigned(&mut out, count.unsigned_abs());
            }
            Some(value) if count == 1 => {
                present = true;
                literal.count += 1;
                write(&mut literal.bytes, &value);
            }
            Some(value) => {
                present = true;
                literal.flush(&mut out);
                write_signed(&mut out, count);
                write(&mut out, &value);
            }
        }
    }
    literal.flush(&mut out);
    if present { out } else { Vec::new() }
}

/// Values that do not repeat, gathered until one does.
struct Literal {
    count: i64,
    bytes: Vec<u8>,
}

impl Literal {
    fn flush(&mut self, out: &mut Vec<u8>) {
        if self.count > 0 {
            write_signed(out, -self.count);
            out.append(&mut self.bytes);
            self.count = 0;
        }
    }
}

/// Encodes a column of differences. Absent rows leave the sum as it is.
pub(crate) fn write_deltas(rows: impl Iterator<Item = Option<i64>>) -> Vec<u8> {
    let mut last = 0_i64;
    let differences = rows.map(move |row| {
        row.map(|value| {
            let difference = value.wrapping_sub(last);
            last = value;
            difference
        })
    });
    write_runs(differences, |out, value| write_signed(out, *value))
}

/// Encodes a boolean column.
pub(crate) fn write_booleans(rows: impl Iterator<Item = bool>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut value = false;
    let mut run = 0_u64;
    for row in rows {
        if row != value {
            write_unsigned(&mut out, run);
            value = row;
            run = 0;
        }
        run += 1;
    }
    if run > 0 {
        write_unsigned(&mut out, run);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};

    use super::*;

    #[test]
    fn a_run_over_the_rows_allowed_is_not_expanded() {
        let mut bytes = Vec::new();
        write_signed(&mut bytes, i64::MAX);
        write_unsigned(&mut bytes, 1);
        assert_eq!(
            read_runs(&bytes, 10, Reader::unsigned),
            Err(ColumnFault::TooMany)
        );
        let mut nulls = Vec::new();
        write_signed(&mut nulls, 0);
        write_unsigned(&mut nulls, u64::MAX);
        assert_eq!(
            read_runs(&nulls, 10, Reader::unsigned),
            Err(ColumnFault::TooMany)
        );
        let mut literal = Vec::new();
        write_signed(&mut literal, i64::MIN);
        assert_eq!(
            read_runs(&literal, 10, Reader::unsigned),
            Err(ColumnFault::TooMany)
        );
        let mut booleans = Vec::new();
        write_unsigned(&mut booleans, 1 << 40);
        assert_eq!(read_booleans(&booleans, 10), Err(ColumnFault::TooMany));
    }

    #[test]
    fn absent_values_alone_are_no_bytes() {
        assert!(write_runs(std::iter::repeat_n(None::<u64>, 9), |_, _| ()).is_empty());
    }

    #[test]
    fn repeats_are_runs_and_the_rest_is_listed() {
        let rows = [Some(5_u64), Some(6), Some(7), Some(7), None, Some(8)];
        let bytes = write_runs(rows.into_iter(), |out, v| write_unsigned(out, *v));
        assert_eq!(bytes, [0x7e, 5, 6, 2, 7, 0, 1, 0x7f, 8]);
    }

    proptest! {
        #[test]
        fn columns_come_back(
            rows in vec(option::of(0_u64..4), 0..60),
            numbers in vec(option::of(-5_i64..9), 0..60),
            flags in vec(any::<bool>(), 0..60),
        ) {
            let some = rows.iter().any(Option::is_some);
            let bytes = write_runs(rows.iter().copied(), |out, v| write_unsigned(out, *v));
            let back = read_runs(&bytes, rows.len(), Reader::unsigned).unwrap();
            prop_assert_eq!(back, if some { rows } else { Vec::new() });
            let some = numbers.iter().any(Option::is_some);
            let back = read_deltas(&write_deltas(numbers.iter().copied()), numbers.len()).unwrap();
            prop_assert_eq!(back, if some { numbers } else { Vec::new() });
            let back = read_booleans(&write_booleans(flags.iter().copied()), flags.len()).unwrap();
            prop_assert_eq!(back, flags);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..40)) {
            for rows in [
                read_runs(&bytes, 100, Reader::framed).map(|rows| rows.len()),
                read_deltas(&bytes, 100).map(|rows| rows.len()),
                read_booleans(&bytes, 100).map(|rows| rows.len()),
            ] {
                prop_assert!(rows.unwrap_or(0) <= 100);
            }
        }
    }
}
