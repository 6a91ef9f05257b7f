-- Schema 5: pages of the search index that fit.

-- A page of SQLCipher has 4016 bytes to use. A page of the index, 4050 bytes by default, took one and
-- an eighth; what is written from now on takes one.
INSERT INTO search (search, rank) VALUES ('pgsz', 3968);
