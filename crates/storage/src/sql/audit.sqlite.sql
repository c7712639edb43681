INSERT INTO audit (id, at, case_id, case_key, actor, on_behalf_of, capacity, action, object, outcome, purpose,
                   request_id, commitment, count)
VALUES ($1, $2, $3, (SELECT case_key FROM complaint_case WHERE id = $3), $4, $5, $6, $7, $8, $9, $10, $11,
        $12, $13);
INSERT INTO content (case_key, id, kind, format, key_version, bytes)
VALUES (COALESCE((SELECT case_key FROM complaint_case WHERE id = $3), 0), $1, 'audit', 0, NULL, $14);
INSERT INTO pending (audit_id) VALUES ($1)
