-- Schema 6: the search index is merged less often.

-- Sixteen pieces of a size are merged into one, not four, so a word is written to fewer pieces on its
-- way into the largest.
INSERT INTO search (search, rank) VALUES ('automerge', 16);
