"""The thirteenth schema: a county's residents are listed by clinic without sorting them all, what waits again after it
was decided is counted by itself, and what the filters offer is stepped through instead of read whole."""

STATEMENTS: tuple[str, ...] = (
    "CREATE INDEX clinic_name ON clinic (name)",
    "CREATE INDEX review_answered ON review (clinic_id) WHERE state = 'waiting' AND decided_at IS NOT NULL",
    "DROP INDEX review_choices",
    "CREATE INDEX review_doctors ON review (doctor_name) WHERE state <> 'open'",
    "CREATE INDEX review_forms ON review (form_id) WHERE state <> 'open'",
    "CREATE INDEX review_waiting_choices ON review (doctor_name, form_id) WHERE state = 'waiting'",
)
