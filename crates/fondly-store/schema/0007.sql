-- Schema 7: payloads stand together, since most of what zstd finds in a short text it finds in those
-- beside it.
--
-- unpacked: the length of body before zstd; NULL if body is as it was. body: which records, when they
-- were written and how long their payloads are, then the payloads. salts: 16 bytes for each. A number
-- is never given again, so a record whose block was lost does not name another. A block is of one
-- space: how well something packs says what stands beside it, and what others send is not to be
-- packed with what is private.
CREATE TABLE block (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    space INTEGER NOT NULL REFERENCES space,
    unpacked INTEGER,
    salts BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE INDEX block_of_space ON block (space);

-- NULL where the payload is not here.
ALTER TABLE record ADD COLUMN block INTEGER;

DROP VIEW whole_record;
CREATE VIEW whole_record AS
SELECT
    record.version, record.seq, record.hash, record.kind, document.document, record.owner,
    record.nonce, record.signature, record.payload_hash, record.block,
    (SELECT device.device FROM log JOIN device ON device.id = log.device
        WHERE log.id = record.log) AS device,
    record.id AS row, record.log, record.document AS document_row, record.applied, record.turn
FROM record
    LEFT JOIN document ON document.id = record.document;

DROP VIEW whole_entry;
CREATE VIEW whole_entry AS
SELECT
    (SELECT document FROM document WHERE id = entry.document) AS document_id,
    (SELECT space FROM space WHERE id = entry.space) AS space_id,
    (SELECT person FROM person WHERE id = entry.author) AS author_id,
    mine, kind, (SELECT person FROM person WHERE id = entry.with_person) AS with_id, written_at,
    date, shown_at, log_time, log_order, in_reply_to, edited, withdrawn, unpacked, content,
    made, (SELECT block FROM record WHERE id = entry.made) AS made_block,
    document AS row, space, listed, with_person, to_key, opened_at, unshared
FROM entry;
