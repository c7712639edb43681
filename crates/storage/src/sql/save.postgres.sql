, events AS (
    INSERT INTO event (case_key, seq, kind, body, at, audit_id)
    SELECT stored.case_key, x.seq, x.kind, x.body, $10, $17
    FROM stored, unnest($31::bigint[], $32::text[], $33::text[]) AS x (seq, kind, body)
), words AS (
    INSERT INTO content (id, case_key, kind, format, key_version, bytes)
    SELECT x.id, stored.case_key, x.kind, 0, NULL, x.bytes
    FROM stored, unnest($34::uuid[], $35::text[], $36::bytea[]) AS x (id, kind, bytes)
), listed AS (
    INSERT INTO docket (case_key, holder, capacity, due_on, duty, state, phase, unit, priority, kind)
    SELECT stored.case_key, x.holder, x.capacity, x.due_on, NULLIF(x.duty, ''), $4, $5, $6, $7, $44
    FROM stored, unnest($37::text[], $38::text[], $39::text[], $40::text[]) AS x (holder, capacity, due_on, duty)
    ON CONFLICT (case_key, holder, capacity) DO UPDATE
    SET due_on = excluded.due_on, duty = excluded.duty, state = excluded.state, phase = excluded.phase,
        unit = excluded.unit, priority = excluded.priority
    WHERE (docket.due_on, docket.duty, docket.state, docket.phase, docket.unit, docket.priority)
        IS DISTINCT FROM
        (excluded.due_on, excluded.duty, excluded.state, excluded.phase, excluded.unit, excluded.priority)
), counted AS (
    INSERT INTO reckoned (case_key, rules, dates)
    SELECT stored.case_key, $15::bigint, $16::text FROM stored WHERE $16::text IS NOT NULL
    ON CONFLICT (case_key) DO UPDATE SET rules = excluded.rules, dates = excluded.dates
    WHERE (reckoned.rules, reckoned.dates) IS DISTINCT FROM (excluded.rules, excluded.dates)
), walled AS (
    INSERT INTO wall (case_key, user_id)
    SELECT stored.case_key, x.user_id FROM stored, unnest($41::uuid[]) AS x (user_id)
    ON CONFLICT DO NOTHING
), told AS (
    INSERT INTO outbox (id, topic, case_key, at)
    SELECT x.id, x.topic, stored.case_key, $10 FROM stored, unnest($42::uuid[], $43::text[]) AS x (id, topic)
), logged AS (
    INSERT INTO audit (id, at, case_id, case_key, actor, on_behalf_of, capacity, action, object, outcome, purpose,
                       request_id, commitment)
    SELECT $17, $10, $1, stored.case_key, $18, $19, $20, $21, $22, $23, $24, $25, $26 FROM stored
), waiting AS (
    INSERT INTO pending (audit_id) SELECT $17 FROM stored
), claimed AS (
    INSERT INTO idempotency (key_hash, body_hash, status, location, case_id, version, at)
    SELECT $27, $28, $29, $30, $1, $3, $10 FROM stored WHERE $27 IS NOT NULL
)
SELECT count(*) AS stored FROM stored
