"""When the township is backed up by itself and where to, and what came of the last time. Kept with the township's facts,
so that every program that serves it knows."""

import json
import re
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session

from sync.server.database.tables import Township
from vclinic.domain.dates import BEIJING, beijing_day
from vclinic.domain.problem import Problem

_AT, _SECOND, _LAST, _GOOD = "backup_at", "backup_second", "backup_last", "backup_good"
NIGHT = "02:30"
LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Plan:
    """``at``: when, HH:MM; ``second``: another folder that gets a copy, "" for none."""

    at: str = NIGHT
    second: str = ""

    def moment(self, now: datetime) -> datetime:
        """The moment of this day at which a backup is planned."""
        hour, minute = map(int, self.at.split(":"))
        return datetime.combine(beijing_day(now), time(hour, minute), BEIJING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a backup that was made by itself.

    Attributes:
        error: why there is none, "" for a good one.
        second: where its copy is; "" for none.
        second_error: why there is no copy.
    """

    at: str
    file: str = ""
    size: int = 0
    changes: int = 0
    second: str = ""
    second_error: str = ""
    error: str = ""


def plan(session: Session) -> Plan:
    """What was agreed, or the nightly one."""
    return Plan(_fact(session, _AT) or NIGHT, _fact(session, _SECOND))


def change(session: Session, at: str | None = None, second: str | None = None) -> list[Problem]:
    """Agree on another time or second place; None leaves it as it is. Returns what is wrong with them."""
    wrong = problems(at, second)
    if not wrong:
        for key, value in ((_AT, at), (_SECOND, second)):
            if value is not None:
                session.merge(Township(key=key, value=value))
    return wrong


def problems(at: str | None, second: str | None) -> list[Problem]:
    """What is wrong with a time or a second place; None is neither."""
    wrong: list[Problem] = []
    if at is not None and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", at):
        wrong.append(Problem("at", "not_a_time", "时间要写成 02:30 这样。"))
    if second and (not Path(second).is_absolute() or not Path(second).is_dir()):
        wrong.append(Problem("second", "no_folder", "第二个位置要是已经有的文件夹，写完整路径。"))
    elif second and not _takes_files(Path(second)):
        wrong.append(
            Problem(
                "second",
                "unwritable",
                f"第二个位置 {second} 写不进去。请让服务用的用户（Linux 上是 vclinic-township）可以写它。",
            )
        )
    return wrong


def _takes_files(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def note(session: Session, outcome: Outcome) -> None:
    """Put down what came of a backup."""
    told = json.dumps(asdict(outcome), ensure_ascii=False)
    session.merge(Township(key=_LAST, value=told))
    if not outcome.error:
        session.merge(Township(key=_GOOD, value=told))


def last(session: Session) -> Outcome | None:
    """The last try; None before the first."""
    return _outcome(_fact(session, _LAST))


def last_good(session: Session) -> Outcome | None:
    """The last backup that was made and read again."""
    return _outcome(_fact(session, _GOOD))


def wrong(session: Session, now: datetime) -> str:
    """What an administrator should know about the backups; "" while all is well or none was tried yet."""
    tried, good = last(session), last_good(session)
    if tried is not None and (tried.error or tried.second_error):
        return f"备份有问题：{tried.error or tried.second_error}"
    if good is not None and now - datetime.fromisoformat(good.at) > LATE:
        return f"已经 {(now - datetime.fromisoformat(good.at)).days} 天没有备份。"
    return ""


def _outcome(told: str) -> Outcome | None:
    with suppress(ValueError, TypeError):
        return Outcome(**json.loads(told))
    return None


def _fact(session: Session, key: str) -> str:
    row = session.get(Township, key)
    return row.value if row is not None else ""
