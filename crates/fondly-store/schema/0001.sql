-- Schema 1.
--
-- Random ids of 16 and 32 bytes stand once, each in the table of its noun. Everything else names
-- them by row number, so that rows and indexes grow at their end. Times are seconds since 1970.

-- Nouns ---------------------------------------------------------------------------------------

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    person BLOB NOT NULL UNIQUE CHECK (length(person) = 32),
    roster BLOB
) STRICT;

CREATE TABLE device (
    id INTEGER PRIMARY KEY,
    device BLOB NOT NULL UNIQUE CHECK (length(device) = 32),
    person INTEGER REFERENCES person
) STRICT;

-- kind: 0 journal, 1 bond.
CREATE TABLE space (
    id INTEGER PRIMARY KEY,
    space BLOB NOT NULL UNIQUE CHECK (length(space) = 32),
    kind INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_exchange INTEGER
) STRICT;

CREATE TABLE member (
    space INTEGER NOT NULL REFERENCES space,
    person INTEGER NOT NULL REFERENCES person,
    PRIMARY KEY (space, person)
) STRICT, WITHOUT ROWID;

-- state: NULL while the document is only named by records, then 0 live, 1 retracted, 2 erased.
-- owner: NULL for the space.
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    document BLOB NOT NULL CHECK (length(document) = 16),
    space INTEGER NOT NULL REFERENCES space,
    owner INTEGER REFERENCES person,
    creator INTEGER REFERENCES device,
    state INTEGER,
    UNIQUE (document, space)
) STRICT;

CREATE TABLE tombstone (
    document INTEGER NOT NULL REFERENCES document,
    device INTEGER NOT NULL REFERENCES device,
    PRIMARY KEY (document, device)
) STRICT, WITHOUT ROWID;

-- Keys ----------------------------------------------------------------------------------------

CREATE TABLE identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    person BLOB NOT NULL,
    roster BLOB NOT NULL,
    device_key BLOB NOT NULL,
    journal_secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    words TEXT
) STRICT;

CREATE TABLE sealing_secret (
    id INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES space,
    secret BLOB NOT NULL,
    since INTEGER NOT NULL
) STRICT;

CREATE TABLE endpoint (
    space INTEGER PRIMARY KEY REFERENCES space,
    secret BLOB NOT NULL,
    port INTEGER
) STRICT;

-- seq: of the record that said it; NULL if it came with the invite.
CREATE TABLE space_device (
    id INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES space,
    device INTEGER NOT NULL REFERENCES device,
    seq INTEGER,
    said BLOB NOT NULL,
    UNIQUE (space, device)
) STRICT;

CREATE TABLE epoch (
    id INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES space,
    epoch BLOB NOT NULL,
    signer INTEGER NOT NULL REFERENCES device,
    said BLOB NOT NULL,
    key BLOB NOT NULL,
    announcement BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    envelopes INTEGER NOT NULL,
    UNIQUE (space, epoch)
) STRICT;

-- Logs ----------------------------------------------------------------------------------------

-- evidence: of two histories; the log is frozen where there is some.
CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES space,
    device INTEGER NOT NULL REFERENCES device,
    evidence BLOB,
    UNIQUE (space, device)
) STRICT;

-- document: NULL for control records. owner, nonce: of creating records; owner 0 author, 1 space.
-- payload: 0 here, 1 missing, 2 erased. applied: 0 waits, 1 yes, 2 not understood, 3 refused,
-- 4 set aside. turn: the place among the applied records of the document.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES log,
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    document INTEGER REFERENCES document,
    owner INTEGER,
    nonce BLOB,
    hash BLOB NOT NULL,
    payload_hash BLOB NOT NULL,
    signature BLOB,
    payload INTEGER NOT NULL,
    applied INTEGER NOT NULL,
    turn INTEGER,
    seen_at INTEGER NOT NULL,
    UNIQUE (log, seq)
) STRICT;

CREATE INDEX record_of_document ON record (document) WHERE document IS NOT NULL;
CREATE INDEX record_missing ON record (log, seq) WHERE payload = 1;
CREATE INDEX record_pending ON record (log, seq) WHERE applied IN (0, 2);

-- unpacked: the length of body before zstd; NULL if body is as it was.
CREATE TABLE payload (
    record INTEGER PRIMARY KEY REFERENCES record,
    salt BLOB NOT NULL,
    written_at INTEGER NOT NULL,
    unpacked INTEGER,
    body BLOB NOT NULL
) STRICT;

CREATE VIEW whole_record AS
SELECT
    record.version, record.seq, record.hash, record.kind, document.document, record.owner,
    record.nonce, record.signature, record.payload_hash, payload.salt, payload.written_at,
    payload.unpacked, payload.body,
    (SELECT device.device FROM log JOIN device ON device.id = log.device
        WHERE log.id = record.log) AS device,
    record.id AS row, record.log, record.document AS document_row, record.applied, record.turn
FROM record
    LEFT JOIN document ON document.id = record.document
    LEFT JOIN payload ON payload.record = record.id;

-- Views ---------------------------------------------------------------------------------------

-- listed: people see it in lists; not so my own editions. kind: 0 appreciation, 1 need,
-- 2 reflection, 3 response. to_key: the addressed name in lower case. content: title, tags, text,
-- name and body, packed as in payload.
CREATE TABLE entry (
    document INTEGER PRIMARY KEY REFERENCES document,
    space INTEGER NOT NULL REFERENCES space,
    author INTEGER NOT NULL REFERENCES person,
    mine INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    with_person INTEGER REFERENCES person,
    to_key TEXT,
    written_at INTEGER NOT NULL,
    date TEXT NOT NULL,
    shown_at INTEGER NOT NULL,
    log_time INTEGER NOT NULL,
    log_order INTEGER NOT NULL,
    in_reply_to BLOB,
    edited INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    opened_at INTEGER,
    unpacked INTEGER,
    content BLOB NOT NULL
) STRICT;

CREATE INDEX entry_listed ON entry (shown_at, document) WHERE listed = 1;
CREATE INDEX entry_unopened ON entry (shown_at, document)
    WHERE listed = 1 AND mine = 0 AND withdrawn = 0 AND opened_at IS NULL;
CREATE INDEX entry_logged ON entry (space, log_time, log_order) WHERE kind = 0 AND withdrawn = 0;
CREATE INDEX entry_replying ON entry (in_reply_to) WHERE in_reply_to IS NOT NULL;

CREATE TABLE entry_tag (
    entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (entry, tag)
) STRICT, WITHOUT ROWID;

CREATE VIEW whole_entry AS
SELECT
    (SELECT document FROM document WHERE id = entry.document) AS document_id,
    (SELECT space FROM space WHERE id = entry.space) AS space_id,
    (SELECT person FROM person WHERE id = entry.author) AS author_id,
    mine, kind, (SELECT person FROM person WHERE id = entry.with_person) AS with_id, written_at,
    date, shown_at, log_time, log_order, in_reply_to, edited, withdrawn, unpacked, content,
    document AS row, space, listed, with_person, to_key, opened_at
FROM entry;

-- Contentless: the text stands in entry.content only. Deleting names the text that was indexed,
-- and secure-delete takes its terms out at once instead of marking them. (contentless_delete marks
-- only.) What may stay of a term at the edge of a page is its first letters, as many as told it
-- from its neighbour.
CREATE VIRTUAL TABLE search USING fts5(
    title, text, tags, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

-- People --------------------------------------------------------------------------------------

CREATE TABLE bond (
    space INTEGER PRIMARY KEY REFERENCES space,
    person INTEGER NOT NULL REFERENCES person,
    label TEXT NOT NULL,
    label_key TEXT NOT NULL,
    transcript BLOB NOT NULL,
    inviter INTEGER NOT NULL,
    in_person INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    they_verified INTEGER NOT NULL,
    wrong_words INTEGER NOT NULL,
    voided INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    order_seen INTEGER NOT NULL
) STRICT;

CREATE VIEW whole_bond AS
SELECT
    space.space, person.person, label, transcript, inviter, in_person, verified, they_verified,
    wrong_words, voided, confirmed, bond.created_at, space.last_exchange, order_seen,
    bond.space AS row, label_key
FROM bond JOIN space ON space.id = bond.space JOIN person ON person.id = bond.person;

-- An invite that nobody finished keeps no label.
CREATE UNIQUE INDEX bond_labelled ON bond (label_key) WHERE confirmed = 1 AND voided = 0;

CREATE TABLE spent_secret (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    spent_at INTEGER NOT NULL
) STRICT;

-- state: 0 held, 1 shared, 2 withdrawn, 3 cancelled.
CREATE TABLE share (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES document,
    space INTEGER NOT NULL REFERENCES space,
    edition INTEGER REFERENCES document,
    heads BLOB NOT NULL,
    part TEXT,
    state INTEGER NOT NULL,
    hold_until INTEGER,
    shared_at INTEGER,
    by_device INTEGER NOT NULL REFERENCES device,
    UNIQUE (entry, space)
) STRICT;

CREATE INDEX share_of_edition ON share (edition) WHERE edition IS NOT NULL;
CREATE INDEX share_in_space ON share (space);
CREATE INDEX share_held ON share (hold_until) WHERE state = 0;

CREATE VIEW whole_share AS
SELECT
    (SELECT document FROM document WHERE id = share.entry) AS entry_id,
    (SELECT space FROM space WHERE id = share.space) AS space_id,
    (SELECT document FROM document WHERE id = share.edition) AS edition_id,
    heads, part, state, hold_until, shared_at,
    (SELECT device FROM device WHERE id = share.by_device) AS device,
    id AS row, entry, space, edition
FROM share;

-- Exchanges -----------------------------------------------------------------------------------

CREATE TABLE peer_holds (
    space INTEGER NOT NULL REFERENCES space,
    peer INTEGER NOT NULL REFERENCES device,
    device INTEGER NOT NULL REFERENCES device,
    next INTEGER NOT NULL,
    PRIMARY KEY (space, peer, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE received (
    person INTEGER NOT NULL REFERENCES person,
    space INTEGER NOT NULL REFERENCES space,
    day INTEGER NOT NULL,
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (person, space, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value BLOB NOT NULL
) STRICT;
