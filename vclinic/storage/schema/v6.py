"""The sixth schema: what a doctor answers to a remark of the township.

A reply names the change that was returned and the notice that returned it: a second return of the same revision wants
an answer of its own. All else stays as it is.
"""

from vclinic.storage.schema.pieces import synced

STATEMENTS: tuple[str, ...] = (
    *synced(
        "remark_reply",
        """resident_id TEXT NOT NULL REFERENCES resident (id), about TEXT NOT NULL CHECK (json_valid(about)),
        about_change TEXT NOT NULL, notice INTEGER NOT NULL, text TEXT NOT NULL CHECK (text <> ''),
        replied_on TEXT NOT NULL CHECK (replied_on IS date(replied_on)), doctor_id TEXT NOT NULL,
        doctor_name TEXT NOT NULL""",
    ),
    "CREATE INDEX remark_reply_about ON remark_reply (about_change, notice)",
)
