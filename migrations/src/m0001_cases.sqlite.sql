-- Ids that are shown are random; `case_key` counts up, is never shown, and is what the tables of a case refer to:
-- so the rows of new cases lie side by side, and a commit touches few pages.
CREATE TABLE complaint_case (
    case_key    INTEGER NOT NULL PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind        TEXT NOT NULL CHECK (kind IN ('complaint', 'measure')),
    number      TEXT NOT NULL UNIQUE,
    version     INTEGER NOT NULL CHECK (version > 0),
    state       TEXT NOT NULL,
    phase       TEXT NOT NULL CHECK (phase IN ('recruitment', 'employment', 'dismissal')),
    unit        BLOB NOT NULL CHECK (length(unit) = 16),
    priority    INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
    received_on TEXT CHECK (length(received_on) = 10),
    admitted_on TEXT CHECK (length(admitted_on) = 10),
    changed_at  INTEGER NOT NULL,
    waiting_for TEXT NOT NULL,
    wake_at     INTEGER,
    body        TEXT NOT NULL
) STRICT;
CREATE INDEX complaint_case_wake ON complaint_case (wake_at, id) WHERE wake_at IS NOT NULL;

-- Docket and walls follow from the case and are written by the statement that writes it: a check of each row that the
-- case is there would cost more than the rows.
CREATE TABLE docket (
    case_key INTEGER NOT NULL,
    holder   TEXT NOT NULL,
    capacity TEXT NOT NULL,
    due_on   TEXT NOT NULL CHECK (length(due_on) = 10),
    duty     TEXT,
    state    TEXT NOT NULL,
    phase    TEXT NOT NULL,
    unit     BLOB NOT NULL,
    priority INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    PRIMARY KEY (case_key, holder, capacity),
    CHECK ((duty IS NULL) = (due_on = '9999-12-31'))
) STRICT, WITHOUT ROWID;
CREATE INDEX docket_due ON docket (holder, due_on, case_key, capacity, duty, state, phase, unit, priority, kind);
-- Measures are few among many complaints: who looks for them does not look through those.
CREATE INDEX docket_measure ON docket (holder, due_on, case_key, capacity, duty, state, phase, unit, priority)
    WHERE kind = 'measure';

CREATE TABLE wall (
    case_key INTEGER NOT NULL,
    user_id  BLOB NOT NULL CHECK (length(user_id) = 16),
    PRIMARY KEY (case_key, user_id)
) STRICT, WITHOUT ROWID;

-- Each state of the rules that came into force here, the newest last.
CREATE TABLE rule_state (
    number      INTEGER NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    since       INTEGER NOT NULL
) STRICT;

-- The dates that a case runs on, with the versions of the rules that gave them, and the state of the rules by which they
-- were counted last. A table of its own: counted anew, most stay as they are, and nothing but this is written.
CREATE TABLE reckoned (
    case_key INTEGER NOT NULL PRIMARY KEY,
    rules    INTEGER NOT NULL,
    dates    TEXT NOT NULL
) STRICT;
CREATE INDEX reckoned_rules ON reckoned (rules, case_key);

CREATE TABLE event (
    case_key INTEGER NOT NULL REFERENCES complaint_case (case_key),
    seq      INTEGER NOT NULL CHECK (seq > 0),
    kind     TEXT NOT NULL,
    body     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    audit_id BLOB NOT NULL CHECK (length(audit_id) = 16),
    PRIMARY KEY (case_key, seq)
) STRICT, WITHOUT ROWID;

-- A text that belongs to no case has case_key 0.
CREATE TABLE content (
    case_key    INTEGER NOT NULL,
    id          BLOB NOT NULL CHECK (length(id) = 16),
    kind        TEXT NOT NULL,
    format      INTEGER NOT NULL CHECK (format >= 0),
    key_version INTEGER,
    bytes       BLOB NOT NULL,
    PRIMARY KEY (case_key, id)
) STRICT;

-- Without a rowid, under which a row could be replaced that the trigger does not look for.
-- An entry may be about a case that never existed: then it has an id of a case, and no key.
CREATE TABLE audit (
    id           BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    at           INTEGER NOT NULL,
    case_id      BLOB,
    case_key     INTEGER,
    actor        BLOB,
    on_behalf_of BLOB,
    capacity     TEXT,
    action       TEXT NOT NULL,
    object       TEXT,
    outcome      TEXT NOT NULL,
    purpose      TEXT,
    request_id   BLOB NOT NULL CHECK (length(request_id) = 16),
    commitment   BLOB NOT NULL CHECK (length(commitment) = 32),
    count        INTEGER NOT NULL DEFAULT 1 CHECK (count > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_case ON audit (case_key, at, id) WHERE case_key IS NOT NULL;
CREATE INDEX audit_at ON audit (at, id);

CREATE TABLE pending (
    seq      INTEGER NOT NULL PRIMARY KEY,
    audit_id BLOB NOT NULL REFERENCES audit (id)
) STRICT;

CREATE TABLE outbox (
    seq      INTEGER NOT NULL PRIMARY KEY,
    id       BLOB NOT NULL CHECK (length(id) = 16),
    topic    TEXT NOT NULL,
    case_key INTEGER NOT NULL REFERENCES complaint_case (case_key),
    at       INTEGER NOT NULL,
    sent_at  INTEGER
) STRICT;
CREATE INDEX outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;

CREATE TABLE idempotency (
    key_hash  BLOB NOT NULL PRIMARY KEY CHECK (length(key_hash) = 32),
    body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
    status    INTEGER NOT NULL CHECK (status BETWEEN 200 AND 299),
    location  TEXT,
    case_id   BLOB,
    version   INTEGER,
    at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE denial_tally (
    actor BLOB NOT NULL,
    hour  INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (hour, actor)
) STRICT, WITHOUT ROWID;

-- Work that one instance does for all: until when it has it.
CREATE TABLE lease (
    name   TEXT NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL CHECK (length(holder) = 16),
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE refusal_tally (
    prefix TEXT NOT NULL,
    minute INTEGER NOT NULL,
    count  INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (minute, prefix)
) STRICT, WITHOUT ROWID;

-- What has happened stays: no change, no removal, and no replacing insert, which SQLite does without a delete.
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
    WHEN EXISTS (SELECT 1 FROM event WHERE case_key = NEW.case_key AND seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
