-- Schema 8: the search index names the entries that have a word, and not each place of it there.

-- words: what crate::indexing makes of an entry, with marks for its rank. Contentless, with
-- secure-delete, pgsz and automerge as before. FTS5 keeps lengths in a column that only its own
-- ranking reads, which needs places.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(
    words, content = '', columnsize = 0, detail = none,
    tokenize = "unicode61 remove_diacritics 2 tokenchars '+'"
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
INSERT INTO search (search, rank) VALUES ('pgsz', 3968);
INSERT INTO search (search, rank) VALUES ('automerge', 16);

-- How many words the index has of 512 entries one after another, by their rows: a byte for each, as
-- crate::lengths has it. A rank needs those of a thousand entries here and there.
CREATE TABLE length (
    chunk INTEGER PRIMARY KEY,
    lengths BLOB NOT NULL
) STRICT;
