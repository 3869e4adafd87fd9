"""The seventeenth schema: SQLite is told how a township's rows are spread, which it cannot know by itself.

Every index begins with the township, and in a file there is one: without figures SQLite takes ``township_id = ?`` for a
condition that leaves ten rows, and walks through all of a year's. The figures are what ``ANALYZE`` saw in a database of
thirty clinics with a year each, rounded, as https://www.sqlite.org/lang_analyze.html ("fixed results") has it; they stay
the same in every file, so that its plans do. Two things differ from what was seen. The township is said to leave half of
the rows, or the tables would be read without any index. What is nearly always empty is said to hold a few rows.

PostgreSQL looks for itself.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, text

# index: its table, how many rows it has, and how many of them are alike in the first of its columns after the township,
# in the first two, and so on
SPREAD: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "sqlite_autoindex_clinic_1": ("clinic", (30, 1)),
    "sqlite_autoindex_clinic_2": ("clinic", (30, 1, 1)),
    "clinic_name": ("clinic", (30, 1)),
    "sqlite_autoindex_device_1": ("device", (40, 1)),
    "sqlite_autoindex_device_2": ("device", (40, 1)),
    "sqlite_autoindex_batch_log_1": ("batch_log", (20_000, 1)),
    "batch_log_device": ("batch_log", (20_000, 500, 1)),
    "sqlite_autoindex_inbox_1": ("inbox", (370_000, 1)),
    "sqlite_autoindex_inbox_2": ("inbox", (370_000, 1)),
    "inbox_record": ("inbox", (370_000, 2, 1)),
    "inbox_waiting": ("inbox", (40, 2)),
    "inbox_clinic": ("inbox", (370_000, 12_000, 12_000)),
    "inbox_pace": ("inbox", (150_000, 5_000, 2_500, 3)),
    "inbox_waiting_clinic": ("inbox", (40, 8)),
    "inbox_of_clinic": ("inbox", (370_000, 12_000, 1)),
    "inbox_refused": ("inbox", (40, 1)),
    "inbox_held": ("inbox", (40, 1)),
    "sqlite_autoindex_resident_mirror_1": ("resident_mirror", (62_000, 1)),
    "resident_name": ("resident_mirror", (62_000, 34)),
    "resident_clinic": ("resident_mirror", (62_000, 2_000)),
    "resident_search": ("resident_mirror", (62_000, 34, 1, 1, 1, 1, 1, 1, 1)),
    "sqlite_autoindex_follow_up_mirror_1": ("follow_up_mirror", (150_000, 1)),
    "follow_up_resident": ("follow_up_mirror", (150_000, 10, 2)),
    "sqlite_autoindex_mirror_1": ("mirror", (157_000, 26_000, 1)),
    "mirror_resident": ("mirror", (157_000, 9, 4)),
    "mirror_id": ("mirror", (157_000, 1)),
    "sqlite_autoindex_review_1": ("review", (213_000, 1)),
    "sqlite_autoindex_review_2": ("review", (213_000, 106_000, 1, 1)),
    "review_one_waiting": ("review", (80_000, 40_000, 1)),
    "review_queue": ("review", (18_000, 9_000, 2, 1)),
    "review_waiting_clinic": ("review", (18_000, 600)),
    "review_returned": ("review", (100, 10, 1)),
    "review_resident": ("review", (213_000, 4)),
    "review_listed": ("review", (213_000, 53_000, 42_000, 2, 1, 1)),
    "review_answered": ("review", (40, 2)),
    "review_doctors": ("review", (150_000, 2_500)),
    "review_forms": ("review", (150_000, 50_000)),
    "review_waiting_choices": ("review", (18_000, 600, 300)),
    "review_found": ("review", (120, 60)),
    "sqlite_autoindex_outbox_1": ("outbox", (100_000, 1)),
    "outbox_clinic": ("outbox", (100_000, 3_000, 1)),
    "sqlite_autoindex_audit_1": ("audit", (100_000, 1)),
    "audit_record": ("audit", (100_000, 5, 1)),
}


def tell(connection: Connection) -> None:
    """The step."""
    if connection.dialect.name != "sqlite":
        return
    connection.execute(text("ANALYZE sqlite_schema"))  # makes the table, and looks at none
    connection.execute(text("DELETE FROM sqlite_stat1"))
    connection.execute(
        text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:table, :index, :figures)"),
        [
            {"table": table, "index": index, "figures": " ".join(map(str, (alike[0], (alike[0] + 1) // 2, *alike[1:])))}
            for index, (table, alike) in SPREAD.items()
        ],
    )
    connection.execute(text("ANALYZE sqlite_schema"))  # reads it
