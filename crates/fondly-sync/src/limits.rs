//! Constants of the protocol that bound what a peer can make us hold or do.

/// Records in one envelope: texts of so many pack to 8 % less than those of 256 (decision 0042).
pub const ENVELOPE_RECORDS_MAX: usize = 1024;
/// Bytes of an envelope's contents after decompression.
pub const ENVELOPE_CONTENT_BYTES_MAX: usize = 1 << 20;
/// Log2 of the largest zstd window that is decoded: 1 MiB.
pub const ZSTD_WINDOW_LOG_MAX: u32 = 20;
/// Bytes of a sealed envelope: contents that do not compress, Padme's at most 12 %, the seal.
pub const ENVELOPE_BYTES_MAX: usize = (1 << 20) + (1 << 17) + (1 << 12);
/// Bytes of one wire message.
pub const MESSAGE_BYTES_MAX: usize = ENVELOPE_BYTES_MAX + 256;
/// Bytes of the body of one record.
pub const BODY_BYTES_MAX: usize = 256 << 10;
/// Devices, present and past, in one roster.
pub const ROSTER_DEVICES_MAX: usize = 64;
/// Records in one roster.
pub const ROSTER_RECORDS_MAX: usize = 256;
/// Bytes of one encoded roster.
pub const ROSTER_BYTES_MAX: usize = 64 << 10;
/// Records of a roster that only acts of the root may use, so that no thief takes their room.
pub const ROSTER_ROOT_RECORDS: usize = 32;
/// Devices of a roster that only acts of the root may use.
pub const ROSTER_ROOT_DEVICES: usize = 8;
/// Bytes of a roster that only acts of the root may use.
pub const ROSTER_ROOT_BYTES: usize = 8 << 10;
/// Hashes by which one act of a roster names what came before it.
pub const ROSTER_PARENTS_MAX: usize = 64;
/// Room of a roster for records that are kept though nothing rests on them: the first ones.
pub const ROSTER_FIRST_RECORDS: usize = 32;
/// Devices that the first records bring in.
pub const ROSTER_FIRST_DEVICES: usize = 8;
/// Bytes of room for the first records, with the longest one of which a part has room.
pub const ROSTER_FIRST_BYTES: usize = 16 << 10;
/// Bytes of the longest record of a roster.
pub const ROSTER_RECORD_BYTES_MAX: usize = 32 * (ROSTER_PARENTS_MAX + ROSTER_DEVICES_MAX) + 512;
/// Ranges of holes named in one frontier entry; further ones are asked for later.
pub const HOLES_MAX: usize = 64;
/// Addresses of one device.
pub const ADDRESSES_MAX: usize = 16;
/// Bytes of an invite line before base32.
pub const INVITE_BYTES_MAX: usize = 1024;
/// Bytes of the URL of a relay in a line.
pub const RELAY_BYTES_MAX: usize = 256;
/// Earliest `written_at`: 2000-01-01T00:00:00Z, in seconds since 1970.
pub const WRITTEN_AT_MIN: i64 = 946_684_800;
/// Latest `written_at`: 2200-01-01T00:00:00Z, in seconds since 1970.
pub const WRITTEN_AT_MAX: i64 = 7_258_118_400;
/// Numbers of records and versions that a control may name are below this: far beyond use.
pub const NUMBER_END: u64 = 1 << 48;
/// Bytes of a question that both answer unseen: those of a title.
pub const QUESTION_BYTES_MAX: usize = 1 << 10;
/// An epoch is renewed after this many envelopes.
pub const EPOCH_ENVELOPES_MAX: u64 = 500;
/// An epoch is renewed when older than this many seconds: 7 days.
pub const EPOCH_AGE_SECONDS_MAX: i64 = 7 * 86_400;
/// Epochs that a peer may show in one session; it needs one, or two where both made one apart.
pub const EPOCHS_PER_SESSION_MAX: u32 = 16;
/// The highest number of an epoch: far beyond use, and low enough that there is always a next.
pub const EPOCH_NUMBER_MAX: u64 = 1 << 32;
/// Parents of one epoch.
pub const EPOCH_PARENTS_MAX: usize = 64;
/// Records that one person may add to a space in a day.
pub const QUOTA_RECORDS_PER_DAY: u64 = 50_000;
/// Bytes of payload that one person may add to a space in a day.
pub const QUOTA_BYTES_PER_DAY: u64 = 256 << 20;
/// Documents that one receipt names: as many as can be erased in a day, in a few records.
pub const RECEIPT_DOCUMENTS_MAX: usize = 1024;
