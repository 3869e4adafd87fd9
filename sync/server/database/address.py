"""Where the township of a data folder is kept when it is no file in it: the address of a PostgreSQL database.

The address is one line in a file for its owner only. A password may stand there, or come the way PostgreSQL's own
programs take it (``PGPASSWORD``, ``PGPASSFILE``, ``~/.pgpass``); never on a command line, which others can read.
"""

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from vclinic.domain.problem import Refused, WorldFault

FILE = "database.url"
DRIVER = "postgresql+psycopg"
_USUAL_PORT = 5432


def given(text: str) -> URL:
    """An address from a command line.

    Raises:
        Refused: ``address``, or ``password`` when one stands in it.
    """
    url = _parsed(text)
    if url.password is not None or "password" in url.query:
        raise Refused(
            "password", f"地址里不要写密码，别人看得到。请用 PGPASSWORD 或 PGPASSFILE，或写进数据目录的 {FILE}。"
        )
    return url


def read(data: Path) -> URL | None:
    """The address a data folder names; None when it names none.

    Raises:
        Refused: ``address``, the line is none.
        WorldFault: ``unreadable_folder``.
    """
    try:
        text = (data / FILE).read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        raise WorldFault("unreadable_folder", f"读不到数据目录 {data}，请检查它的权限。") from fault
    except UnicodeDecodeError:
        text = ""
    return _parsed(text)


def require(data: Path, text: str) -> None:
    """Make sure that a data folder names the database that somebody who starts the server has in mind.

    Raises:
        Refused: ``address`` or ``password``, as `given`; ``other_database``, the folder names another one, or none.
        WorldFault: ``unreadable_folder``.
    """
    wanted, named = given(text), read(data)
    if named is None:
        raise Refused(
            "other_database",
            f"这个数据目录没有用 {_shown(wanted)}。还没有建，就用 init --database-url 建；数据已在目录里的文件中，"
            "要搬到 PostgreSQL，就先 backup，再 restore --database。",
        )
    if _place(wanted) != _place(named) or (wanted.username and wanted.username != (named.username or wanted.username)):
        raise Refused(
            "other_database",
            f"这个数据目录用的是 {_shown(named)}，不是 {_shown(wanted)}。没有开始服务。"
            f"数据库搬了地方，就改数据目录里的 {FILE}。",
        )


def keep(data: Path, url: URL) -> None:
    """Write an address into a data folder.

    Raises:
        WorldFault: ``unwritable``.
    """
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        handle = os.open(data / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{plain}\n")
    except OSError as fault:
        raise WorldFault("unwritable", "数据目录不能写入，请检查目录权限。") from fault


def _place(url: URL) -> tuple[object, ...]:
    """Server and database, however they are spelled."""
    host = url.host or url.query.get("host") or ""
    port = str(url.port or url.query.get("port") or _USUAL_PORT)
    return host, port, url.database


def _shown(url: URL) -> str:
    """An address as people may read it: without a password."""
    bare = URL.create("postgresql", url.username, host=url.host, port=url.port, database=url.database, query=url.query)
    return bare.difference_update_query(["password"]).render_as_string()


def _parsed(text: str) -> URL:
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        url = None
    # the address itself is never repeated: a password may stand in it
    if url is None or url.drivername not in ("postgresql", "postgres", DRIVER) or not url.database:
        raise Refused("address", "数据库地址不对，应写成 postgresql://用户@主机/数据库名。") from None
    return url.set(drivername=DRIVER)
