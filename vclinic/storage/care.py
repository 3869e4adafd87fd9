"""Who is under care is kept by triggers (see `storage/schema/v2_care.py`); here it is compared with the records, and
made anew where it differs."""

from sqlalchemy import text as sql
from sqlmodel import Session

_COLUMNS = (
    "resident_id, disease, enrolled_on, ended_on, managed, follow_up_id, visited_on, next_visit_on, visit_class, "
    "satisfied, action, summary"
)
_KEPT, _ANEW = (f"SELECT {_COLUMNS} FROM {name}" for name in ("care", "care_anew"))  # noqa: S608 - our own names


def differing(session: Session) -> int:
    """How many lines of care are not what the records say, missing ones included."""
    query = f"""SELECT count(*) FROM (SELECT DISTINCT resident_id, disease FROM (
        SELECT * FROM ({_KEPT} EXCEPT {_ANEW}) UNION ALL SELECT * FROM ({_ANEW} EXCEPT {_KEPT})))"""  # noqa: S608
    return session.connection().execute(sql(query)).scalar_one()


def rebuild(session: Session) -> None:
    """Make care anew from the records; nothing is sent."""
    run = session.connection().execute
    run(sql("DELETE FROM care"))
    run(sql(f"INSERT INTO care ({_COLUMNS}) {_ANEW}"))
