UPDATE complaint_case
SET number = $2, version = $3, state = $4, phase = $5, unit = $6, priority = $7, received_on = $8,
    admitted_on = $9, changed_at = $10, waiting_for = $11, wake_at = $12, body = $13
WHERE id = $1 AND version = $14
