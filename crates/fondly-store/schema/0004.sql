-- Schema 4: a text stands once, and views find what they show without looking at all entries.

-- made: the record whose payload the content takes its words from, by their place there; NULL where
-- the content stands alone. content: title, tags, text, name and body as pieces of that or of their
-- own. unshared: no share of it is held, stands, or stood once.
ALTER TABLE entry ADD COLUMN made INTEGER;
ALTER TABLE entry ADD COLUMN unshared INTEGER NOT NULL DEFAULT 1;

DROP VIEW whole_entry;
CREATE VIEW whole_entry AS
SELECT
    (SELECT document FROM document WHERE id = entry.document) AS document_id,
    (SELECT space FROM space WHERE id = entry.space) AS space_id,
    (SELECT person FROM person WHERE id = entry.author) AS author_id,
    mine, kind, (SELECT person FROM person WHERE id = entry.with_person) AS with_id,
    entry.written_at,
    date, shown_at, log_time, log_order, in_reply_to, edited, withdrawn, entry.unpacked, content,
    made, payload.unpacked AS made_unpacked, payload.body AS made_body,
    document AS row, space, listed, with_person, to_key, opened_at, unshared
FROM entry LEFT JOIN payload ON payload.record = entry.made;

UPDATE entry SET unshared = 0
WHERE document IN (SELECT entry FROM share WHERE state IN (0, 1, 2));

CREATE INDEX entry_of_need ON entry (shown_at, document) WHERE listed = 1 AND kind = 1;
CREATE INDEX entry_unshared ON entry (shown_at, document)
    WHERE listed = 1 AND mine = 1 AND kind = 0 AND withdrawn = 0 AND unshared = 1;
-- The day of the year, as a number.
CREATE INDEX entry_on_day ON entry (CAST(substr(date, 6, 2) || substr(date, 9, 2) AS INTEGER))
    WHERE listed = 1;

-- The text first: of the first column the index needs no mark of the column at every word.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(
    text, title, tags, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

-- Records that were lost from between others with a part of the disk, as they were found last.
CREATE TABLE gap (
    log INTEGER NOT NULL REFERENCES log,
    first INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (log, first)
) STRICT, WITHOUT ROWID;
