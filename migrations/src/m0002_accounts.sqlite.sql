CREATE TABLE unit (
    id      BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name    TEXT NOT NULL,
    parent  BLOB REFERENCES unit (id),
    speaker BLOB REFERENCES "user" (id),
    CHECK (parent <> id)
) STRICT;

CREATE TABLE "user" (
    id             BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    username       TEXT NOT NULL UNIQUE CHECK (username = lower(username) AND length(username) BETWEEN 2 AND 64),
    display_name   TEXT NOT NULL,
    unit           BLOB REFERENCES unit (id),
    manager        BLOB REFERENCES "user" (id),
    roles          TEXT NOT NULL,
    covers         TEXT NOT NULL,
    active         INTEGER NOT NULL CHECK (active IN (0, 1)),
    password_hash  TEXT,
    security_stamp INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    -- By which a staff system knows the person: a keyed hash of it.
    pseudonym      BLOB UNIQUE CHECK (length(pseudonym) = 16),
    CHECK (manager <> id)
) STRICT;
CREATE INDEX user_manager ON "user" (manager) WHERE manager IS NOT NULL;

-- A session is over when it is revoked, at its end, and when the user's security stamp is another one.
CREATE TABLE session (
    id             BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id        BLOB NOT NULL REFERENCES "user" (id),
    started_by     TEXT NOT NULL CHECK (started_by IN ('password', 'login_link')),
    security_stamp INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL CHECK (expires_at > created_at),
    revoked_at     INTEGER
) STRICT;
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE refresh_token (
    hash       BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    session_id BLOB NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    issued_at  INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_token_session ON refresh_token (session_id);

CREATE TABLE login_link (
    hash       BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    user_id    BLOB NOT NULL REFERENCES "user" (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX login_link_user ON login_link (user_id);

-- Failures to sign in, per account and per address prefix, under a keyed hash of either.
CREATE TABLE throttle (
    key           BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    failures      INTEGER NOT NULL CHECK (failures >= 0),
    last_at       INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX throttle_last ON throttle (last_at);

-- Roles that one administrator proposes and another confirms: all that the person holds from then on.
CREATE TABLE role_grant (
    id           BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id      BLOB NOT NULL REFERENCES "user" (id),
    roles        TEXT NOT NULL,
    covers       TEXT NOT NULL,
    proposed_by  BLOB NOT NULL REFERENCES "user" (id),
    proposed_at  INTEGER NOT NULL,
    confirmed_by BLOB REFERENCES "user" (id),
    confirmed_at INTEGER,
    CHECK (confirmed_by <> proposed_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
) STRICT;
CREATE INDEX role_grant_open ON role_grant (user_id) WHERE confirmed_by IS NULL;

-- What staff systems reported, until it was looked at: by whom is in the log, of whom a keyed hash of the pseudonym.
CREATE TABLE hr_event (
    seq       INTEGER NOT NULL PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    pseudonym BLOB NOT NULL CHECK (length(pseudonym) = 16),
    kind      TEXT NOT NULL,
    happened  TEXT NOT NULL CHECK (length(happened) = 10)
) STRICT;
