"""What can be wrong with a database that is no fault of ours, as a sentence. Our own bugs go through, and are logged
without what a record says."""

import traceback
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError

from vclinic.domain.problem import WorldFault

_BUSY = ("busy", "数据库正被另一个程序占用，请稍等再试。")
_FULL = ("disk_full", "磁盘满了，这一次没有保存，以前的资料都在。请清理磁盘。")
_DAMAGED = "数据库文件已损坏，或者不是卫生院的数据。请用备份恢复。"
_GONE = ("unreachable", "连不上数据库服务器，这一次没有保存，以前的资料都在。请稍后再试。")

# what SQLite says
_SAID = (
    ("not a database", "damaged", _DAMAGED),
    ("malformed", "damaged", "数据库文件已损坏。请停止使用，用备份恢复。"),
    ("disk is full", *_FULL),
    ("unable to open", "unopenable", "打不开数据库文件，请检查磁盘和目录权限。"),
    ("readonly", "read_only", "数据目录不能写入，请检查目录权限。"),
    ("locked", *_BUSY),
)

# PostgreSQL's codes, the first that begins so; "" is what its driver says before a server has answered
_STATES = (
    ("28", "denied", "数据库服务器不让登录，请检查用户名和密码。"),
    ("3D000", "no_database", "数据库服务器上没有这个数据库，请先建立它。"),
    ("42501", "denied", "数据库用户的权限不够，请让它拥有这个数据库。"),
    ("25006", "read_only", "数据库服务器现在只能读，不能写。请稍后再试。"),
    ("53100", *_FULL),
    ("55P03", *_BUSY),
    ("40", *_BUSY),
    ("53", *_BUSY),
    ("57P", *_GONE),
    ("08", *_GONE),
)


@contextmanager
def told_in_words() -> Generator[None]:
    """Turn the world's faults of a database into a sentence."""
    try:
        yield
    except DatabaseError as fault:
        known = _of_postgresql(fault) if hasattr(fault.orig, "sqlstate") else _of_sqlite(fault)
        if known is None:
            raise
        raise WorldFault(*known) from fault


def _of_sqlite(fault: DatabaseError) -> tuple[str, str] | None:
    said = str(fault.orig)
    return next(((code, sentence) for mark, code, sentence in _SAID if mark in said), None)


def _of_postgresql(fault: DatabaseError) -> tuple[str, str] | None:
    state: str | None = getattr(fault.orig, "sqlstate", None)
    if state is None:  # the server said nothing: it was not reached, or the connection broke
        return _GONE if fault.connection_invalidated or type(fault.orig).__name__ == "OperationalError" else None
    return next(((code, sentence) for mark, code, sentence in _STATES if state.startswith(mark)), None)


def without_content(fault: BaseException) -> str:
    """Kind and place of a fault of ours, for a log: its message may hold a record."""
    frames = traceback.extract_tb(fault.__traceback__)[-6:]
    return f"{type(fault).__name__} at " + " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
