"""Which township a data folder is of, where several are kept in one PostgreSQL database.

Its id is a short text, for it stands in every row and index. It is drawn at `init`; a file of the folder keeps it beside
the address. A file of SQLite holds one township, and says itself which.
"""

import re
import secrets
from pathlib import Path

from sqlalchemy import Connection, text

from sync.server.database.ids import DIGITS
from vclinic.domain.problem import Refused, WorldFault

FILE = "township.id"
LENGTH = 7
TOWNSHIP = "township"  # the option of a connection that says whose it is
WHOLE = "whole_database"  # the option of what is about the database as a whole: its schema, and whom it holds


def draw() -> str:
    """An id, e.g. ``7KQ3ZP0``; two in a thousand million pairs are alike."""
    return "".join(secrets.choice(DIGITS) for _ in range(LENGTH))


def read(data: Path) -> str:
    """The id a data folder names; "" when it names none.

    Raises:
        Refused: ``township_id``, the file says something else.
        WorldFault: ``unreadable_folder``.
    """
    try:
        told = (data / FILE).read_text("ascii", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as fault:
        raise WorldFault("unreadable_folder", f"读不到数据目录 {data}，请检查它的权限。") from fault
    if re.fullmatch(f"[{DIGITS}]{{{LENGTH}}}", told) is None:
        raise Refused("township_id", f"数据目录里的 {FILE} 不对：应是建立时写下的 {LENGTH} 个字母和数字。")
    return told


def keep(data: Path, township: str) -> None:
    """Write an id into a data folder.

    Raises:
        WorldFault: ``unwritable``.
    """
    fresh = data / f"{FILE}.part"
    try:
        fresh.write_text(f"{township}\n", "ascii")
        fresh.chmod(0o600)
        fresh.replace(data / FILE)
    except OSError as fault:
        raise WorldFault("unwritable", "数据目录不能写入，请检查目录权限。") from fault


def only_one(connection: Connection) -> str:
    """The township of a database that holds one; "" when it holds none.

    Raises:
        Refused: ``which_township``, there are several.
    """
    asked = text("SELECT DISTINCT township_id FROM township LIMIT 2").execution_options(**{WHOLE: True})
    there = list(connection.execute(asked).scalars())
    if len(there) > 1:
        raise Refused(
            "which_township",
            f"这个数据库里有几个卫生院，数据目录里没有 {FILE}，不知道是哪一个。请从原来的数据目录拷过来。",
        )
    return str(there[0]) if there else ""


def of(connection: Connection, data: Path) -> str:
    """The township a data folder is of: as it says, or the only one of its database. Raises as `read` and `only_one`."""
    return (read(data) if connection.dialect.name == "postgresql" else "") or only_one(connection)
