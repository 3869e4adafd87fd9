"""Schema 4: what a person takes, whoever gave it, and what was asked: one record a resident; emergencies are found
without reading every visit. All else stays as it is."""

from vclinic.storage.schema.pieces import synced

STATEMENTS: list[str] = [
    *synced(
        "medication_profile",
        """resident_id TEXT NOT NULL UNIQUE REFERENCES resident (id),
        told_on TEXT NOT NULL CHECK (told_on IS date(told_on)), record TEXT NOT NULL CHECK (json_valid(record)),
        doctor_id TEXT NOT NULL, doctor_name TEXT NOT NULL""",
    ),
    "CREATE INDEX follow_up_emergency ON follow_up (resident_id) WHERE action = 'EMERGENCY_REFER'",
]
