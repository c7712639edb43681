-- One message to the connection: the statements run one after the other. Rows that come in any number come as
-- one JSON array, so that the text stays the same and stays prepared.
INSERT INTO event (case_key, seq, kind, body, at, audit_id)
SELECT (SELECT case_key FROM complaint_case WHERE id = $1),
    x.value ->> 0, x.value ->> 1, x.value ->> 2, $10, $17 FROM json_each($31) AS x;

INSERT INTO content (case_key, id, kind, format, key_version, bytes)
SELECT (SELECT case_key FROM complaint_case WHERE id = $1),
    unhex(x.value ->> 0), x.value ->> 1, 0, NULL, unhex(x.value ->> 2) FROM json_each($32) AS x;

DELETE FROM docket
WHERE case_key = (SELECT case_key FROM complaint_case WHERE id = $1) AND NOT EXISTS (
    SELECT 1 FROM json_each($34) AS x WHERE x.value ->> 0 = docket.holder AND x.value ->> 1 = docket.capacity
);
INSERT INTO docket (case_key, holder, capacity, due_on, duty, state, phase, unit, priority, kind)
SELECT (SELECT case_key FROM complaint_case WHERE id = $1),
    x.value ->> 0, x.value ->> 1, x.value ->> 2, x.value ->> 3, $4, $5, $6, $7, $37 FROM json_each($34) AS x
WHERE true
ON CONFLICT (case_key, holder, capacity) DO UPDATE
SET due_on = excluded.due_on, duty = excluded.duty, state = excluded.state, phase = excluded.phase,
    unit = excluded.unit, priority = excluded.priority
WHERE (docket.due_on, docket.duty, docket.state, docket.phase, docket.unit, docket.priority)
    IS NOT (excluded.due_on, excluded.duty, excluded.state, excluded.phase, excluded.unit, excluded.priority);

DELETE FROM reckoned WHERE $16 IS NULL AND case_key = (SELECT case_key FROM complaint_case WHERE id = $1);
INSERT INTO reckoned (case_key, rules, dates)
SELECT case_key, $15, $16 FROM complaint_case WHERE id = $1 AND $16 IS NOT NULL
ON CONFLICT (case_key) DO UPDATE SET rules = excluded.rules, dates = excluded.dates
WHERE (reckoned.rules, reckoned.dates) IS NOT (excluded.rules, excluded.dates);

DELETE FROM wall
WHERE case_key = (SELECT case_key FROM complaint_case WHERE id = $1)
    AND user_id NOT IN (SELECT unhex(x.value) FROM json_each($35) AS x);
INSERT INTO wall (case_key, user_id)
SELECT (SELECT case_key FROM complaint_case WHERE id = $1), unhex(x.value) FROM json_each($35) AS x WHERE true
ON CONFLICT DO NOTHING;

INSERT INTO outbox (id, topic, case_key, at)
SELECT unhex(x.value ->> 0), x.value ->> 1, (SELECT case_key FROM complaint_case WHERE id = $1), $10
FROM json_each($36) AS x;

INSERT INTO audit (id, at, case_id, case_key, actor, on_behalf_of, capacity, action, object, outcome, purpose,
                   request_id, commitment)
VALUES ($17, $10, $1, (SELECT case_key FROM complaint_case WHERE id = $1), $18, $19, $20, $21, $22, $23, $24,
        $25, $26);
INSERT INTO content (case_key, id, kind, format, key_version, bytes)
VALUES ((SELECT case_key FROM complaint_case WHERE id = $1), $17, 'audit', 0, NULL, $33);
INSERT INTO pending (audit_id) VALUES ($17);

INSERT INTO idempotency (key_hash, body_hash, status, location, case_id, version, at)
SELECT $27, $28, $29, $30, $1, $3, $10 WHERE $27 IS NOT NULL
