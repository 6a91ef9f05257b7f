-- Schema 3: letting go.

-- How near each bond is to be. Ids stand here themselves: another own device may say this before
-- it says that there is a bond. wish: 0 open, 1 paused, 2 ended, 3 ended and the received deleted.
CREATE TABLE contact (
    space BLOB PRIMARY KEY CHECK (length(space) = 32),
    person BLOB NOT NULL CHECK (length(person) = 32),
    version INTEGER NOT NULL,
    wish INTEGER NOT NULL,
    blocked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The devices that say that they have erased a withdrawn document.
CREATE TABLE receipt (
    document INTEGER NOT NULL REFERENCES document,
    device INTEGER NOT NULL REFERENCES device,
    PRIMARY KEY (document, device)
) STRICT, WITHOUT ROWID;
