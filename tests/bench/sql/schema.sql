CREATE TABLE complaint(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number text NOT NULL UNIQUE DEFAULT 'C-' || gen_random_uuid(), council int NOT NULL, ground int NOT NULL,
    status int NOT NULL, filed_at timestamptz NOT NULL DEFAULT now(), deadline timestamptz NOT NULL, body bytea NOT NULL);
ALTER TABLE complaint ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX complaint_deadline ON complaint(status, deadline, id);
CREATE INDEX complaint_filed ON complaint(filed_at, id);
CREATE TABLE event(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    complaint bigint NOT NULL REFERENCES complaint, kind int NOT NULL, at timestamptz NOT NULL DEFAULT now(),
    data jsonb NOT NULL);
CREATE INDEX event_complaint ON event(complaint);
CREATE TABLE audit(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL, action text NOT NULL, complaint bigint NOT NULL, hash bytea NOT NULL);
CREATE INDEX audit_complaint ON audit(complaint);
CREATE TABLE outbox(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(),
    topic text NOT NULL, payload jsonb NOT NULL, sent_at timestamptz);
CREATE INDEX outbox_unsent ON outbox(id) WHERE sent_at IS NULL;
