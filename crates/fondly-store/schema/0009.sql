-- Schema 9: the names of documents that are new stand in an index of their own.
--
-- settled: whether the name stands in the index of most names, as crate::names has it. Foreign keys
-- are not looked at while the table is another.
CREATE TEMP TABLE kept AS SELECT id, document, space, owner, creator, state FROM document;
DROP TABLE document;
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    document BLOB NOT NULL CHECK (length(document) = 16),
    space INTEGER NOT NULL REFERENCES space,
    owner INTEGER REFERENCES person,
    creator INTEGER REFERENCES device,
    state INTEGER,
    settled INTEGER NOT NULL
) STRICT;
INSERT INTO document SELECT *, 1 FROM kept ORDER BY id;
DROP TABLE kept;

CREATE UNIQUE INDEX document_settled ON document (document, space) WHERE settled = 1;
CREATE UNIQUE INDEX document_new ON document (document, space) WHERE settled = 0;

CREATE VIEW named AS
SELECT id, document, space FROM document WHERE settled = 1
UNION ALL
SELECT id, document, space FROM document WHERE settled = 0;
