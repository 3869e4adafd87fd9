"""The eleventh schema: what the console counts and lists has indexes that hold all of it, for thirty clinics and more."""

STATEMENTS: tuple[str, ...] = (
    "CREATE INDEX inbox_of_clinic ON inbox (clinic_id, seq)",
    "CREATE INDEX inbox_refused ON inbox (seq) WHERE state = 'refused'",
    "CREATE INDEX inbox_held ON inbox (seq) WHERE applied = 'waiting'",
    "CREATE INDEX review_listed ON review (state DESC, rank, received_at, change_id, clinic_id)",
    "CREATE INDEX mirror_id ON mirror (id)",
    "CREATE INDEX review_choices ON review (doctor_name, form_id, state)",
    "CREATE INDEX review_found ON review (findings) WHERE state = 'waiting' AND findings <> '[]'",
    """CREATE INDEX resident_search ON resident_mirror
        (name, id, clinic_id, id_no, phone, village_group, household_head, address)""",
)
