-- Codes, dates and numbers compare byte by byte (COLLATE "C"), as on SQLite, whatever the locale of the cluster.
-- Ids that are shown are random; `case_key` counts up, is never shown, and is what the tables of a case refer to:
-- so the rows of new cases lie side by side, and a commit touches few pages.
CREATE TABLE complaint_case (
    case_key    bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          uuid NOT NULL UNIQUE,
    kind        TEXT NOT NULL CHECK (kind IN ('complaint', 'measure')),
    number      text COLLATE "C" NOT NULL UNIQUE,
    version     bigint NOT NULL CHECK (version > 0),
    state       text COLLATE "C" NOT NULL,
    phase       text COLLATE "C" NOT NULL CHECK (phase IN ('recruitment', 'employment', 'dismissal')),
    unit        uuid NOT NULL,
    priority    smallint NOT NULL CHECK (priority BETWEEN 0 AND 9),
    received_on text COLLATE "C" CHECK (length(received_on) = 10),
    admitted_on text COLLATE "C" CHECK (length(admitted_on) = 10),
    changed_at  bigint NOT NULL,
    waiting_for text COLLATE "C" NOT NULL,
    wake_at     bigint,
    body        text NOT NULL
);
CREATE INDEX complaint_case_wake ON complaint_case (wake_at, id) WHERE wake_at IS NOT NULL;

-- Docket and walls follow from the case and are written by the statement that writes it: a check of each row that the
-- case is there would cost more than the rows.
CREATE TABLE docket (
    case_key bigint NOT NULL,
    holder   text COLLATE "C" NOT NULL,
    capacity text COLLATE "C" NOT NULL,
    due_on   text COLLATE "C" NOT NULL CHECK (length(due_on) = 10),
    duty     text COLLATE "C",
    state    text COLLATE "C" NOT NULL,
    phase    text COLLATE "C" NOT NULL,
    unit     uuid NOT NULL,
    priority smallint NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    PRIMARY KEY (case_key, holder, capacity),
    CHECK ((duty IS NULL) = (due_on = '9999-12-31'))
);
CREATE INDEX docket_due ON docket (holder, due_on, case_key, capacity, duty, state, phase, unit, priority, kind);
-- Measures are few among many complaints: who looks for them does not look through those.
CREATE INDEX docket_measure ON docket (holder, due_on, case_key, capacity, duty, state, phase, unit, priority)
    WHERE kind = 'measure';

CREATE TABLE wall (
    case_key bigint NOT NULL,
    user_id  uuid NOT NULL,
    PRIMARY KEY (case_key, user_id)
);

-- Each state of the rules that came into force here, the newest last.
CREATE TABLE rule_state (
    number      bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint text COLLATE "C" NOT NULL,
    since       bigint NOT NULL
);

-- The dates that a case runs on, with the versions of the rules that gave them, and the state of the rules by which they
-- were counted last. A table of its own: counted anew, most stay as they are, and nothing but this is written.
CREATE TABLE reckoned (
    case_key bigint NOT NULL PRIMARY KEY,
    rules    bigint NOT NULL,
    dates    text NOT NULL
);
CREATE INDEX reckoned_rules ON reckoned (rules, case_key);

CREATE TABLE event (
    case_key bigint NOT NULL REFERENCES complaint_case (case_key),
    seq      bigint NOT NULL CHECK (seq > 0),
    kind     text COLLATE "C" NOT NULL,
    body     text NOT NULL,
    at       bigint NOT NULL,
    audit_id uuid NOT NULL,
    PRIMARY KEY (case_key, seq)
);

-- A text that belongs to no case has case_key 0.
CREATE TABLE content (
    case_key    bigint NOT NULL,
    id          uuid NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    format      smallint NOT NULL CHECK (format >= 0),
    key_version integer,
    bytes       bytea NOT NULL,
    PRIMARY KEY (case_key, id)
);

-- An entry may be about a case that never existed: then it has an id of a case, and no key.
CREATE TABLE audit (
    id           uuid NOT NULL PRIMARY KEY,
    at           bigint NOT NULL,
    case_id      uuid,
    case_key     bigint,
    actor        uuid,
    on_behalf_of uuid,
    capacity     text COLLATE "C",
    action       text COLLATE "C" NOT NULL,
    object       text COLLATE "C",
    outcome      text COLLATE "C" NOT NULL,
    purpose      text COLLATE "C",
    request_id   uuid NOT NULL,
    commitment   bytea NOT NULL CHECK (length(commitment) = 32),
    count        integer NOT NULL DEFAULT 1 CHECK (count > 0)
);
CREATE INDEX audit_case ON audit (case_key, at, id) WHERE case_key IS NOT NULL;
CREATE INDEX audit_at ON audit (at, id);

CREATE TABLE pending (
    seq      bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    audit_id uuid NOT NULL REFERENCES audit (id)
);

CREATE TABLE outbox (
    seq      bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id       uuid NOT NULL,
    topic    text COLLATE "C" NOT NULL,
    case_key bigint NOT NULL REFERENCES complaint_case (case_key),
    at       bigint NOT NULL,
    sent_at  bigint
);
CREATE INDEX outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;

CREATE TABLE idempotency (
    key_hash  bytea NOT NULL PRIMARY KEY CHECK (length(key_hash) = 32),
    body_hash bytea NOT NULL CHECK (length(body_hash) = 32),
    status    smallint NOT NULL CHECK (status BETWEEN 200 AND 299),
    location  text,
    case_id   uuid,
    version   bigint,
    at        bigint NOT NULL
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE denial_tally (
    actor uuid NOT NULL,
    hour  bigint NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    PRIMARY KEY (hour, actor)
);

-- Work that one instance does for all: until when it has it.
CREATE TABLE lease (
    name   text COLLATE "C" NOT NULL PRIMARY KEY,
    holder uuid NOT NULL,
    until  bigint NOT NULL
);

CREATE TABLE refusal_tally (
    prefix text COLLATE "C" NOT NULL,
    minute bigint NOT NULL,
    count  bigint NOT NULL CHECK (count > 0),
    PRIMARY KEY (minute, prefix)
);

-- What has happened stays.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
