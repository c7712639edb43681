WITH stored AS (
    INSERT INTO complaint_case (id, kind, number, version, state, phase, unit, priority, received_on, admitted_on,
                                changed_at, waiting_for, wake_at, body)
    SELECT $1, $44, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 WHERE $14 = 0
    RETURNING case_key
)
