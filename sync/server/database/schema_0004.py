"""The fourth schema: any reviewed kind of record has its place in the queue, and visits carry the measures of their own
disease instead of a pressure.

Residents who came before are open to review and do not wait for it. Counts of what waits have indexes of their own.
"""

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE follow_up_mirror RENAME COLUMN bp_satisfied TO satisfied",
    "ALTER TABLE follow_up_mirror ADD COLUMN measures TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE follow_up_mirror ADD COLUMN summary TEXT NOT NULL DEFAULT ''",
    """UPDATE follow_up_mirror
        SET measures = '{"sbp": ' || CAST(sbp AS TEXT) || ', "dbp": ' || CAST(dbp AS TEXT) || '}',
            summary = CAST(sbp AS TEXT) || '/' || CAST(dbp AS TEXT)
        WHERE sbp IS NOT NULL AND dbp IS NOT NULL""",
    "ALTER TABLE follow_up_mirror DROP COLUMN sbp",
    "ALTER TABLE follow_up_mirror DROP COLUMN dbp",
    """CREATE TABLE review_of_any (change_id TEXT NOT NULL PRIMARY KEY REFERENCES inbox (change_id), entity TEXT NOT NULL,
        entity_id TEXT NOT NULL, resident_id TEXT NOT NULL, clinic_id TEXT NOT NULL REFERENCES clinic (id),
        revision BIGINT NOT NULL, form_id TEXT NOT NULL, day TEXT NOT NULL, doctor_name TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'accepted', 'returned', 'superseded')),
        rank BIGINT NOT NULL, findings TEXT NOT NULL, summary TEXT NOT NULL, received_at TEXT NOT NULL,
        remarks TEXT NOT NULL, general TEXT NOT NULL, deadline TEXT, reviewer TEXT NOT NULL, decided_at TEXT,
        UNIQUE (entity, entity_id, revision))""",
    """INSERT INTO review_of_any SELECT r.change_id, 'follow_up', r.follow_up_id, r.resident_id, r.clinic_id, r.revision,
        v.form_id, v.visited_on, v.doctor_name, r.state, r.rank, r.findings, r.summary, r.received_at, r.remarks,
        r.general, r.deadline, r.reviewer, r.decided_at
        FROM review r JOIN follow_up_mirror v ON v.id = r.follow_up_id""",
    """INSERT INTO review_of_any SELECT m.change_id, 'resident', m.id, m.id, m.clinic_id, m.revision,
        'personal_information', '', '', 'open', 3, '[]', '居民档案', i.received_at, '[]', '', NULL, '', NULL
        FROM resident_mirror m JOIN inbox i ON i.change_id = m.change_id""",
    "DROP TABLE review",
    "ALTER TABLE review_of_any RENAME TO review",
    "CREATE INDEX review_queue ON review (rank, received_at, change_id) WHERE state = 'waiting'",
    "CREATE INDEX review_waiting_clinic ON review (clinic_id) WHERE state = 'waiting'",
    "CREATE INDEX review_returned ON review (deadline, change_id) WHERE state = 'returned'",
    "CREATE INDEX review_resident ON review (resident_id)",
    "CREATE UNIQUE INDEX review_one_waiting ON review (entity, entity_id) WHERE state IN ('open', 'waiting')",
    "CREATE INDEX inbox_waiting_clinic ON inbox (clinic_id) WHERE applied = 'waiting'",
)
