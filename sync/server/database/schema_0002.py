"""The second schema: first versions of visits by who wrote them and when, for the pace of an hour."""

STATEMENTS: tuple[str, ...] = (
    """CREATE INDEX inbox_pace ON inbox (clinic_id, recorded_by, recorded_at)
        WHERE entity = 'follow_up' AND revision = 1""",
)
