-- Schema 2: several devices of one person.

-- seen_at: when a device was first heard of; NULL for those from before.
ALTER TABLE device ADD COLUMN seen_at INTEGER;

-- version: of the state that the person's devices have told each other; 0 where none was told.
ALTER TABLE bond ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

DROP VIEW whole_bond;
CREATE VIEW whole_bond AS
SELECT
    space.space, person.person, label, transcript, inviter, in_person, verified, they_verified,
    wrong_words, voided, confirmed, bond.created_at, space.last_exchange, order_seen, version,
    bond.space AS row, label_key
FROM bond JOIN space ON space.id = bond.space JOIN person ON person.id = bond.person;

-- What the person calls their own devices.
CREATE TABLE device_name (
    device INTEGER PRIMARY KEY REFERENCES device,
    name TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;

-- The ends of removed devices' logs: the last record that counts.
CREATE TABLE cut (
    space INTEGER NOT NULL REFERENCES space,
    device INTEGER NOT NULL REFERENCES device,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (space, device)
) STRICT, WITHOUT ROWID;

-- Entries that another own device erased: hidden at once, gone when due, unless a cut voids it.
CREATE TABLE erasure (
    document INTEGER PRIMARY KEY REFERENCES document,
    device INTEGER NOT NULL REFERENCES device,
    seq INTEGER NOT NULL,
    due INTEGER NOT NULL
) STRICT;

CREATE INDEX erasure_due ON erasure (due);

-- told: the number of the record that told the key of this secret; NULL where it is not known.
ALTER TABLE sealing_secret ADD COLUMN told INTEGER;

-- The latest epoch that a device has acknowledged, by its number.
CREATE TABLE acknowledged (
    space INTEGER NOT NULL REFERENCES space,
    device INTEGER NOT NULL REFERENCES device,
    number INTEGER NOT NULL,
    PRIMARY KEY (space, device)
) STRICT, WITHOUT ROWID;

-- The number of every epoch that was announced, also of those whose keys never came here.
CREATE TABLE announced (
    space INTEGER NOT NULL REFERENCES space,
    epoch BLOB NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (space, epoch)
) STRICT, WITHOUT ROWID;

-- What this home wrote beside a history that others hold of it: to be written again.
CREATE TABLE salvage (
    id INTEGER PRIMARY KEY,
    item BLOB NOT NULL
) STRICT;

-- Devices that this home was before, whose logs are still taken from whoever holds more of them.
CREATE TABLE former (
    space INTEGER NOT NULL REFERENCES space,
    device INTEGER NOT NULL REFERENCES device,
    PRIMARY KEY (space, device)
) STRICT, WITHOUT ROWID;
