CREATE TABLE unit (
    id      uuid NOT NULL PRIMARY KEY,
    name    text COLLATE "C" NOT NULL,
    parent  uuid REFERENCES unit (id),
    speaker uuid,
    CHECK (parent <> id)
);

CREATE TABLE "user" (
    id             uuid NOT NULL PRIMARY KEY,
    username       text COLLATE "C" NOT NULL UNIQUE CHECK (username = lower(username) AND length(username) BETWEEN 2 AND 64),
    display_name   text NOT NULL,
    unit           uuid REFERENCES unit (id),
    manager        uuid REFERENCES "user" (id),
    roles          text COLLATE "C" NOT NULL,
    covers         text COLLATE "C" NOT NULL,
    active         boolean NOT NULL,
    password_hash  text COLLATE "C",
    security_stamp bigint NOT NULL,
    created_at     bigint NOT NULL,
    -- By which a staff system knows the person: a keyed hash of it.
    pseudonym      uuid UNIQUE,
    CHECK (manager <> id)
);
CREATE INDEX user_manager ON "user" (manager) WHERE manager IS NOT NULL;
ALTER TABLE unit ADD FOREIGN KEY (speaker) REFERENCES "user" (id);

-- A session is over when it is revoked, at its end, and when the user's security stamp is another one.
CREATE TABLE session (
    id             uuid NOT NULL PRIMARY KEY,
    user_id        uuid NOT NULL REFERENCES "user" (id),
    started_by     text COLLATE "C" NOT NULL CHECK (started_by IN ('password', 'login_link')),
    security_stamp bigint NOT NULL,
    created_at     bigint NOT NULL,
    expires_at     bigint NOT NULL CHECK (expires_at > created_at),
    revoked_at     bigint
);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE refresh_token (
    hash       bytea NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    session_id uuid NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    issued_at  bigint NOT NULL,
    used_at    bigint
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

CREATE TABLE login_link (
    hash       bytea NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    user_id    uuid NOT NULL REFERENCES "user" (id),
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at    bigint
);
CREATE INDEX login_link_user ON login_link (user_id);

-- Failures to sign in, per account and per address prefix, under a keyed hash of either.
CREATE TABLE throttle (
    key           bytea NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    failures      bigint NOT NULL CHECK (failures >= 0),
    last_at       bigint NOT NULL,
    blocked_until bigint NOT NULL
);
CREATE INDEX throttle_last ON throttle (last_at);

-- Roles that one administrator proposes and another confirms: all that the person holds from then on.
CREATE TABLE role_grant (
    id           uuid NOT NULL PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES "user" (id),
    roles        text COLLATE "C" NOT NULL,
    covers       text COLLATE "C" NOT NULL,
    proposed_by  uuid NOT NULL REFERENCES "user" (id),
    proposed_at  bigint NOT NULL,
    confirmed_by uuid REFERENCES "user" (id),
    confirmed_at bigint,
    CHECK (confirmed_by <> proposed_by),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
);
CREATE INDEX role_grant_open ON role_grant (user_id) WHERE confirmed_by IS NULL;

-- What staff systems reported, until it was looked at: by whom is in the log, of whom a keyed hash of the pseudonym.
CREATE TABLE hr_event (
    seq       bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id        uuid NOT NULL UNIQUE,
    pseudonym uuid NOT NULL,
    kind      text COLLATE "C" NOT NULL,
    happened  text COLLATE "C" NOT NULL CHECK (length(happened) = 10)
);
