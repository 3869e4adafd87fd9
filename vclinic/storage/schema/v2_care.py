"""Who is under care: one row for each resident and disease with a register entry or a valid visit, kept by triggers in
the transaction that changes either, so that lists read what they show and judge that alone.

``managed`` is 1 while the entry is in force and the resident's record open; the visit's columns are those of the newest
valid visit, NULL before the first. Nothing here depends on the day or on a rule set: who is due, how dangerously and
why is judged from it when it is shown. ``care_anew`` says the same from the records themselves.
"""

_COLUMNS = (
    "resident_id, disease, enrolled_on, ended_on, managed, follow_up_id, visited_on, next_visit_on, visit_class, "
    "satisfied, action, summary"
)


def _kept_after(name: str, event: str) -> str:
    return f"""CREATE TRIGGER {name} AFTER {event} BEGIN
        DELETE FROM care WHERE resident_id = NEW.resident_id AND disease = NEW.disease;
        INSERT INTO care ({_COLUMNS}) SELECT {_COLUMNS} FROM care_anew
            WHERE resident_id = NEW.resident_id AND disease = NEW.disease;
        END"""  # noqa: S608 - our own names


STATEMENTS: list[str] = [
    """CREATE TABLE care (
        resident_id TEXT NOT NULL, disease TEXT NOT NULL, enrolled_on TEXT, ended_on TEXT,
        managed INTEGER NOT NULL CHECK (managed IN (0, 1)), follow_up_id TEXT, visited_on TEXT, next_visit_on TEXT,
        visit_class TEXT, satisfied INTEGER, action TEXT, summary TEXT,
        PRIMARY KEY (resident_id, disease)) STRICT, WITHOUT ROWID""",
    """CREATE VIEW care_anew AS
        SELECT p.resident_id, p.disease, e.enrolled_on, e.ended_on,
               e.id IS NOT NULL AND e.ended_on IS NULL AND r.status = '0' AS managed,
               f.id AS follow_up_id, f.visited_on, f.next_visit_on, f.visit_class, f.satisfied, f.action, f.summary
        FROM (SELECT resident_id, disease FROM enrolment
              UNION SELECT resident_id, disease FROM follow_up WHERE status = 'valid') p
        JOIN resident r ON r.id = p.resident_id
        LEFT JOIN enrolment e ON e.resident_id = p.resident_id AND e.disease = p.disease
        LEFT JOIN follow_up f ON f.id = (SELECT v.id FROM follow_up v WHERE v.resident_id = p.resident_id
            AND v.disease = p.disease AND v.status = 'valid' ORDER BY v.visited_on DESC, v.id DESC LIMIT 1)""",
    f"INSERT INTO care ({_COLUMNS}) SELECT {_COLUMNS} FROM care_anew",  # noqa: S608 - our own names
    "CREATE INDEX care_due ON care (next_visit_on) WHERE managed = 1",
    _kept_after("care_after_a_visit", "INSERT ON follow_up"),
    _kept_after("care_after_a_correction", "UPDATE ON follow_up"),
    _kept_after("care_after_an_enrolment", "INSERT ON enrolment"),
    _kept_after("care_after_a_change_of_enrolment", "UPDATE ON enrolment"),
    """CREATE TRIGGER care_after_a_closed_record AFTER UPDATE OF status ON resident WHEN NEW.status <> OLD.status BEGIN
        UPDATE care SET managed = (enrolled_on IS NOT NULL AND ended_on IS NULL AND NEW.status = '0')
            WHERE resident_id = NEW.id;
        END""",
]
