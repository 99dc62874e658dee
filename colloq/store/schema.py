"""The tables, one tuple of statements for each version of the schema. Never change one that was released: add the next.

Instants are seconds since 1970 in UTC. A problem is kept with its parameters, so that an old attempt can be shown again
after the family has changed.
"""

_FIRST = (
    """CREATE TABLE exam (
        id INTEGER PRIMARY KEY,
        seed INTEGER NOT NULL,
        minutes INTEGER NOT NULL,
        started REAL NOT NULL,
        deadline REAL NOT NULL,
        heartbeat REAL NOT NULL,
        question INTEGER NOT NULL DEFAULT 1,
        part TEXT,
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'submitted')),
        submitted REAL,
        submitted_by TEXT CHECK (submitted_by IN ('person', 'clock')),
        recorded INTEGER NOT NULL DEFAULT 0,
        CHECK ((state = 'submitted') = (submitted IS NOT NULL AND submitted_by IS NOT NULL))
    )""",
    "CREATE UNIQUE INDEX one_open_exam ON exam (state) WHERE state = 'open'",
    """CREATE TABLE question (
        exam INTEGER NOT NULL REFERENCES exam (id),
        number INTEGER NOT NULL,
        problem TEXT NOT NULL,
        family TEXT NOT NULL,
        version INTEGER NOT NULL,
        level INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        params TEXT NOT NULL,
        PRIMARY KEY (exam, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE answer (
        exam INTEGER NOT NULL,
        number INTEGER NOT NULL,
        part TEXT NOT NULL,
        text TEXT NOT NULL,
        at REAL NOT NULL,
        changes INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        PRIMARY KEY (exam, number, part),
        FOREIGN KEY (exam, number) REFERENCES question (exam, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE draft (
        exam INTEGER NOT NULL,
        number INTEGER NOT NULL,
        part TEXT NOT NULL,
        text TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (exam, number, part),
        FOREIGN KEY (exam, number) REFERENCES question (exam, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE flag (
        exam INTEGER NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (exam, number),
        FOREIGN KEY (exam, number) REFERENCES question (exam, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE attempt (
        id INTEGER PRIMARY KEY,
        problem TEXT NOT NULL,
        family TEXT NOT NULL,
        version INTEGER NOT NULL,
        level INTEGER NOT NULL,
        seed INTEGER,
        params TEXT NOT NULL,
        part TEXT NOT NULL,
        text TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('correct', 'partial', 'incorrect', 'unreadable', 'undecided')),
        score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
        mistake TEXT,
        hints INTEGER NOT NULL DEFAULT 0,
        solution INTEGER NOT NULL DEFAULT 0,
        seconds REAL,
        at REAL NOT NULL,
        exam INTEGER REFERENCES exam (id)
    )""",
    "CREATE INDEX attempt_by_family ON attempt (family, at)",
    "CREATE INDEX attempt_by_exam ON attempt (exam) WHERE exam IS NOT NULL",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST,)
