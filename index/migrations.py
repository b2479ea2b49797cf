"""The schema of ``index.sqlite``, as steps: step n brings a file from ``user_version`` n to n + 1.

A step that has been released is never edited; a change is a new step.
"""

from __future__ import annotations

import sqlite3

from index.errors import LibraryError

_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0'), ('log_from', '0'), ('vectors_from', '0'), ('fingerprint', '');
INSERT INTO meta VALUES ('identity', lower(hex(randomblob(8))));

CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL,
    collection TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    title TEXT, number TEXT, issuer TEXT, place TEXT,
    date_issued TEXT, date_effective TEXT, date_published TEXT,
    signer TEXT, url TEXT,
    mentions TEXT NOT NULL,
    structure TEXT NOT NULL,
    sources TEXT NOT NULL,
    number_key TEXT,
    UNIQUE (collection, file)
);
CREATE INDEX documents_number ON documents (number_key);
CREATE INDEX documents_file ON documents (file);

CREATE TABLE bodies (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    pages TEXT NOT NULL,
    sections TEXT NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    prefix TEXT NOT NULL,
    section TEXT,
    page INTEGER,
    units TEXT NOT NULL,
    UNIQUE (document, ordinal)
);

CREATE TABLE vectors (key INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, data BLOB NOT NULL);

-- unit -1 is the passage itself
CREATE TABLE passage_vectors (
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    unit INTEGER NOT NULL,
    vector INTEGER NOT NULL REFERENCES vectors (key),
    PRIMARY KEY (passage, unit)
) WITHOUT ROWID;
CREATE INDEX passage_vectors_vector ON passage_vectors (vector);

CREATE TABLE indicators (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    passage INTEGER REFERENCES passages (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    period TEXT,
    locality TEXT,
    data TEXT NOT NULL
);
CREATE INDEX indicators_document ON indicators (document);
CREATE INDEX indicators_passage ON indicators (passage);
CREATE INDEX indicators_name ON indicators (name_folded);

CREATE TABLE relations (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    type TEXT NOT NULL,
    target TEXT NOT NULL,
    target_key TEXT NOT NULL,
    scope TEXT,
    verb TEXT,
    PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;
CREATE INDEX relations_target ON relations (target_key);

CREATE TABLE changes (generation INTEGER NOT NULL, passage INTEGER NOT NULL, added INTEGER NOT NULL);
CREATE INDEX changes_generation ON changes (generation);

CREATE TABLE state (name TEXT PRIMARY KEY, generation INTEGER NOT NULL, data BLOB NOT NULL);
"""

# Files with the content of a document that is there, and documents that are much alike. What was stored before is
# found alike once its file is read again.
_DUPLICATES = """
CREATE TABLE copies (
    id TEXT NOT NULL PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    file TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    sources TEXT NOT NULL,
    UNIQUE (collection, file)
) WITHOUT ROWID;
CREATE INDEX copies_document ON copies (document);
CREATE INDEX copies_file ON copies (file);

ALTER TABLE documents ADD COLUMN text_hash BLOB;
CREATE INDEX documents_text ON documents (text_hash);

CREATE TABLE sketches (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    data BLOB NOT NULL
);
CREATE TABLE sketch_bands (
    band INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES sketches (document) ON DELETE CASCADE,
    PRIMARY KEY (band, document)
) WITHOUT ROWID;
CREATE INDEX sketch_bands_document ON sketch_bands (document);

-- both ways round
CREATE TABLE near_duplicates (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    similarity REAL NOT NULL,
    PRIMARY KEY (document, other)
) WITHOUT ROWID;
CREATE INDEX near_duplicates_other ON near_duplicates (other);
"""

# What readers corrected, by file, with what the file says of the same fields; and what they deleted, with all that
# brings it back (content is NULL once that was forgotten: its files stay unread).
_EDITS = """
CREATE TABLE corrections (
    collection TEXT NOT NULL,
    file TEXT NOT NULL,
    fields TEXT NOT NULL,
    original TEXT NOT NULL,
    PRIMARY KEY (collection, file)
) WITHOUT ROWID;

CREATE TABLE deleted (
    id TEXT NOT NULL PRIMARY KEY,
    collection TEXT NOT NULL,
    file TEXT NOT NULL,
    title TEXT,
    sources TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    copies TEXT NOT NULL,
    content BLOB
);
"""

STEPS: tuple[str, ...] = (_FIRST, _DUPLICATES, _EDITS)
CURRENT = len(STEPS)


def migrate(connection: sqlite3.Connection, steps: tuple[str, ...] = STEPS) -> int:
    """Bring an open database to the newest schema, each step all or nothing. Returns the version it had.

    The caller holds the write lock. Raises LibraryError where the file is newer than this program.
    """
    found = version(connection)
    if found > len(steps):
        raise LibraryError(
            f"the index was written by a newer hoidap (schema {found}, this one knows {len(steps)}): upgrade hoidap"
        )
    for number, step in enumerate(steps[found:], start=found + 1):
        # executescript commits whatever is open first, so that the step carries its own transaction.
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{step}\nPRAGMA user_version = {number};\nCOMMIT;")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise LibraryError(f"the index could not be brought to schema {number}: {error}") from error
    return found


def version(connection: sqlite3.Connection) -> int:
    """The schema version of an open database; 0 is a new file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
