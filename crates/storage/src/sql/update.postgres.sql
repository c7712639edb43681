WITH stored AS (
    UPDATE complaint_case
    SET number = $2, version = $3, state = $4, phase = $5, unit = $6, priority = $7, received_on = $8,
        admitted_on = $9, changed_at = $10, waiting_for = $11, wake_at = $12, body = $13
    WHERE id = $1 AND version = $14
    RETURNING case_key
), unlisted AS (
    DELETE FROM docket USING stored
    WHERE docket.case_key = stored.case_key AND NOT EXISTS (
        SELECT 1 FROM unnest($37::text[], $38::text[]) AS x (holder, capacity)
        WHERE x.holder = docket.holder AND x.capacity = docket.capacity
    )
), uncounted AS (
    DELETE FROM reckoned USING stored WHERE reckoned.case_key = stored.case_key AND $16::text IS NULL
), unwalled AS (
    DELETE FROM wall USING stored WHERE wall.case_key = stored.case_key AND wall.user_id <> ALL ($41::uuid[])
)
