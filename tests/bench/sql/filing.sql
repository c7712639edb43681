\set council random(0, 39)
\set ground random(0, 11)
\set status random(0, 7)
\set due random(0, 10000000)
BEGIN;
INSERT INTO complaint(council, ground, status, deadline, body) VALUES (:council, :ground, :status, now() + :due * interval '1 second', '\xBODY') RETURNING id AS cid \gset
INSERT INTO event(complaint, kind, data) VALUES (:cid, 0, '{"from": null, "to": "received", "channel": "web"}');
INSERT INTO event(complaint, kind, data) VALUES (:cid, 1, '{"deadline": "set", "days": 300}');
INSERT INTO audit(actor, action, complaint, hash) VALUES ('public', 'complaint.file', :cid, sha256('x'::bytea));
INSERT INTO outbox(topic, payload) VALUES ('complaint.filed', '{"complaint": 1}');
COMMIT;
