"""A backup becomes a township: in an empty folder, or in the place of the present one, which is kept aside.

The restored township has a new epoch, so that every clinic asks what it no longer knows and sends that again. Its notices
are numbered beyond all that were ever given, and its own records are told again, for clinics may know later ones.
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlmodel import select

from sync.server.care import backup, dump, losses, recovery
from sync.server.care.backup import Head
from sync.server.care.sealed import damaged
from sync.server.database import address, engines, file_key, migrations, swap, township_id
from sync.server.database.engines import FILE
from sync.server.database.faults import told_in_words
from sync.server.database.schema_0007 import EPOCH, new_epoch
from sync.server.database.session import TownshipSession, criteria
from sync.server.database.store import create_folder
from sync.server.database.tables import Counter, OwnedRecord, Told, Township
from sync.server.database.township_id import TOWNSHIP, WHOLE
from sync.server.owned import publish
from sync.server.staff import audit
from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.files import open_lock

NOTICES_BEYOND = 1_000_000  # more than a township gives between two backups
REVISIONS_BEYOND = 100


@dataclass(frozen=True, slots=True)
class Report:
    """A township that came back.

    Attributes:
        lost: what the former one had beyond the backup, by name; None when it could not be read.
        kept: where the former one is: a folder, or a schema of its PostgreSQL database; "" for none.
    """

    township: str
    made_at: str
    counts: dict[str, int]
    lost: dict[str, int] | None
    kept: str


def restore(data: Path, file: Path, code: str, now: datetime, *, server: str = "", accept_loss: bool = False) -> Report:
    """Put a backup in place.

    Args:
        code: the recovery code of the time the backup was made; "" uses the key of this folder.
        server: a PostgreSQL database for it; "" for what the folder names already, or a file.
        accept_loss: go on although the present township has what the backup has not, or cannot be read.

    Raises:
        Refused: not a backup or a damaged one; ``wrong_code``; ``would_lose``; ``open_elsewhere``.
        WorldFault: the disk or the database.
    """
    wanted = address.given(server) if server else None
    create_folder(data)
    swap.finish(data)
    open_lock.refuse_if_open(data, "没有恢复，资料没有变。")
    present = address.read(data)
    before, whose = _present(data, present)
    place = Path(tempfile.mkdtemp(dir=data, prefix=".restore-"))
    try:
        made = place / "township"
        (made / file_key.FOLDER).mkdir(parents=True, mode=0o700)
        with file.open("rb") as opened:
            head = backup.read_head(opened)
            told = backup.contents(opened, head, _key(data, head, code))
            _put_keys(data, made, told)
            target = wanted if wanted is not None else present
            if target is None:
                result = _into_file(data, made, head, told, now, before=before, whose=whose, accept_loss=accept_loss)
                kept = ""
            else:
                result, kept, whose = _into_server(
                    target, head, told, now, before=before, whose=whose, accept_loss=accept_loss
                )
                address.keep(made, target)
                township_id.keep(made, whose)
        counts, lost = result
        aside = swap.put_in_place(data, made, f"{now:%Y%m%d-%H%M%S}")
    except FileNotFoundError as fault:
        raise Refused("no_such_backup", f"找不到备份文件 {file}，没有恢复。") from fault
    except OSError as fault:
        raise WorldFault("restore_failed", "恢复没有做成，原来的资料没有变。请检查磁盘空间和权限。") from fault
    finally:
        shutil.rmtree(place, ignore_errors=True)
    places = [str(aside)] if aside is not None else []
    return Report(head.township, head.made_at, counts, lost=lost, kept="、".join([*places, *([kept] if kept else [])]))


_Result = tuple[dict[str, int], dict[str, int] | None]


def _key(data: Path, head: Head, code: str) -> bytes:
    if code:
        return head.ring.recover(code)
    if recovery.is_drawn(data) and recovery.ring(data).store_id == head.ring.store_id:
        return recovery.key(data)
    raise Refused(
        "code_needed", "要有恢复码才能打开这份备份：请设环境变量 VCLINIC_RECOVERY_CODE，或在能输入的终端里运行。"
    )


def _put_keys(data: Path, made: Path, told: Iterator[str]) -> None:
    """The backup's keys; where the folder is this very township, its own are newer and stay."""
    folder, there = made / file_key.FOLDER, data / file_key.FOLDER
    for name, content in backup.files(told):
        file_key.write(folder / name, content)
    rings = [place / recovery.RING for place in (folder, there)]
    if not all(ring.exists() for ring in rings):
        return
    if recovery.ring(made).store_id == recovery.ring(data).store_id:
        for path in there.iterdir():
            if path.is_file() and path.name != file_key.FILE and not path.name.startswith("."):
                file_key.write(folder / path.name, path.read_bytes())


def _present(data: Path, server: URL | None) -> tuple[losses.Kept | None, str]:
    """What the present township has, and its id; nothing where there is none, None where it cannot be read."""
    whose = township_id.read(data) if server is not None else ""
    if server is None and not (data / FILE).exists():
        return losses.nothing(), ""
    try:
        engine = engines.open_engine(data, server)
        try:
            with told_in_words(), engine.connect() as connection:
                ready = migrations.TOWNSHIPS in migrations.done(connection)
                whose = township_id.of(connection, data) if ready else whose
                return losses.kept(connection, whose if ready else ""), whose
        finally:
            engine.dispose()
    except Expected:
        return None, whose


def _into_file(
    data: Path,
    made: Path,
    head: Head,
    told: Iterator[str],
    now: datetime,
    *,
    before: losses.Kept | None,
    whose: str,
    accept_loss: bool,
) -> _Result:
    elsewhere = file_key.place(data)
    own = elsewhere.is_relative_to(data)
    if own:
        file_key.write(
            made / file_key.FOLDER / file_key.FILE, secrets.token_hex(file_key.BYTES).encode("ascii") + b"\n"
        )
    else:
        file_key.make(data)
    key = bytes.fromhex((made / file_key.FOLDER / file_key.FILE).read_text("ascii")) if own else file_key.read(data)
    engine = engines.open_file(made / FILE, key)
    try:
        with told_in_words(), _making(engine) as connection:
            counts, restored = _load(connection, head, told, now, whose)
            lost = _weighed(connection, restored, before, head, accept_loss=accept_loss)
        with closing(engine.raw_connection()) as raw:
            raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # pyright: ignore[reportOptionalMemberAccess]
    finally:
        engine.dispose()
    return counts, lost


def _making(engine: Engine) -> AbstractContextManager[Connection]:
    return engine.execution_options(write=True, **{WHOLE: True}).begin()


def _into_server(
    server: URL,
    head: Head,
    told: Iterator[str],
    now: datetime,
    *,
    before: losses.Kept | None,
    whose: str,
    accept_loss: bool,
) -> tuple[_Result, str, str]:
    """Into a PostgreSQL database, in one transaction: what was there of this township goes into a schema of its own; the
    others are not touched. Returns the id of the township too."""
    engine = engines.open_server(server, whose)
    try:
        with told_in_words(), _making(engine) as connection:
            _nobody_else(connection, whose)
            there = inspect(connection).get_table_names()
            if there and "schema_step" not in there:
                raise Refused("foreign", "这个数据库里已有别的数据，请给卫生院单独建一个空数据库。")
            if whose:
                connection.execution_options(**{TOWNSHIP: whose})
            migrations.migrate(connection)
            stage = _not_yet_taken(connection, f"incoming_{now:%Y%m%d_%H%M%S}")
            connection.execute(text(f"CREATE SCHEMA {stage}"))
            connection.execute(text(f"SET LOCAL search_path TO {stage}"))
            counts, restored = _load(connection, head, told, now, whose)
            connection.execute(text("SET LOCAL search_path TO public"))
            _nobody_else(connection, restored)
            here = _here(connection)
            if whose and restored != whose and restored in here:
                raise Refused(
                    "other_township",
                    "这个数据库里另有一个卫生院是这份备份的，请在它的数据目录里恢复。没有恢复，资料没有变。",
                )
            former = [name for name in {whose, restored} if name in here]
            if before is None or (former and not any(before.ids.values())):  # a database the folder did not name before
                before = losses.kept(connection, restored)
            lost = _weighed(connection, restored, before, head, stage=stage, accept_loss=accept_loss)
            aside = _put_aside(connection, former, now) if former else ""
            _move_in(connection, stage)
    finally:
        engine.dispose()
    return (counts, lost), aside, restored


def _here(connection: Connection) -> list[str]:
    """The townships of the database."""
    return list(connection.execute(text("SELECT DISTINCT township_id FROM township")).scalars())


def _put_aside(connection: Connection, townships: list[str], now: datetime) -> str:
    """Move the rows of a township into a schema of their own; returns its name."""
    aside = _not_yet_taken(connection, f"before_restore_{now:%Y%m%d_%H%M%S}")
    connection.execute(text(f"CREATE SCHEMA {aside}"))
    names = dump.tables(connection)
    connection.execute(text(f"CREATE TABLE {aside}.schema_step AS SELECT * FROM schema_step"))  # noqa: S608
    for name in names:
        connection.execute(text(f'CREATE TABLE {aside}."{name}" (LIKE "{name}" INCLUDING ALL)'))
        for township in townships:
            connection.execute(
                text(f'INSERT INTO {aside}."{name}" SELECT * FROM "{name}" WHERE township_id = :township'),  # noqa: S608
                {"township": township},
            )
    for name in reversed(names):
        for township in townships:
            connection.execute(text(f'DELETE FROM "{name}" WHERE township_id = :township'), {"township": township})  # noqa: S608
    return aside


def _move_in(connection: Connection, stage: str) -> None:
    """Add the rows of a schema to those of the database, and drop it."""
    for name in dump.tables(connection):
        listed = ", ".join(f'"{column["name"]}"' for column in inspect(connection).get_columns(name))
        connection.execute(text(f'INSERT INTO "{name}" ({listed}) SELECT {listed} FROM {stage}."{name}"'))  # noqa: S608
    connection.execute(text(f"DROP SCHEMA {stage} CASCADE"))


def _not_yet_taken(connection: Connection, name: str) -> str:
    """A schema's name, with a number behind it where a township was kept under it before."""
    taken = set(inspect(connection).get_schema_names())
    return next(one for one in (name, *(f"{name}_{number}" for number in range(2, 100))) if one not in taken)


def _nobody_else(connection: Connection, township: str) -> None:
    others = connection.execute(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name IN (:name, :former) AND pid <> pg_backend_pid()"
        ),
        {"name": engines.program(township), "former": engines.program("")},
    ).scalar_one()
    if others:
        raise Refused("open_elsewhere", "卫生院的程序正开着这个数据库，请先把它关掉再试。没有恢复，资料没有变。")


def _load(
    connection: Connection, head: Head, told: Iterator[str], now: datetime, whose: str
) -> tuple[dict[str, int], str]:
    """The backup's rows under its own schema, which is then brought up to ours, and the township they are of.

    Args:
        whose: the township where the backup does not say it yet; "" draws one.
    """
    if whose:
        connection.execution_options(**{TOWNSHIP: whose})
    migrations.build(connection, head.steps)
    counts = dump.put_in(connection, told)
    there = {name: count for name, count in counts.items() if name not in dump.FORGOTTEN}
    if dump.rows(connection, there, "") != there:
        raise damaged()
    migrations.migrate(connection)
    restored = township_id.only_one(connection)
    with TownshipSession(connection, restored, criteria(restored), join_transaction_mode="rollback_only") as session:
        session.merge(Township(key=EPOCH, value=new_epoch()))
        given = session.get(Counter, "notice")
        session.merge(Counter(name="notice", value=(given.value if given is not None else 0) + NOTICES_BEYOND))
        for row in session.exec(select(OwnedRecord).order_by(OwnedRecord.entity, OwnedRecord.id)).all():
            row.revision = (row.revision // REVISIONS_BEYOND + 1) * REVISIONS_BEYOND
            session.flush()
            knowing = select(Told).where(Told.entity == row.entity, Told.id == row.id).order_by(Told.clinic_id)
            for known in session.exec(knowing).all():
                publish.tell(session, row, known.clinic_id, now)
        audit.note(session, None, "restored", entity="township", entity_id="", now=now, detail=head.made_at)
        session.commit()
    return counts, restored


def _weighed(
    connection: Connection,
    township: str,
    before: losses.Kept | None,
    head: Head,
    *,
    accept_loss: bool,
    stage: str = "",
) -> dict[str, int] | None:
    """What is lost; stops a restore that nobody has agreed to. ``stage``: the schema the restored rows are in."""
    lost = None
    if before is not None:
        if stage:
            connection.execute(text(f"SET LOCAL search_path TO {stage}"))
        lost = before.beyond(losses.kept(connection, township))
        if stage:
            connection.execute(text("SET LOCAL search_path TO public"))
    said = losses.sentence(lost, head.made_at)
    if said and not accept_loss:
        raise Refused("would_lose", f"{said}没有恢复，资料没有变。确定要恢复，请加 --accept-loss，现在的会另放一边。")
    return lost
