"""A backup comes back: opened with the password of its own time, and never over work that was not sent or cannot be
looked at, unless somebody says so knowingly."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.files.keyring import Keyring, read_keyring
from vclinic.files.machine import machine
from vclinic.services import auto_backup
from vclinic.services.backup_list import look
from vclinic.services.tries import key_by
from vclinic.services.unlock import matching
from vclinic.services.workstation import Clock
from vclinic.storage import backup_file, copying, put_back, swap
from vclinic.storage.file_names import DATABASE, KEYRING
from vclinic.storage.store import Store
from vclinic.storage.work_folder import sweep, work_folder

Progress = Callable[[int, int], None]
STEPS = 5
_MOVED = "这份资料是从另一台电脑搬来的。以后只用这一台上报，原来那一台不要再用。"


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens a store: a login with its password, the recovery code, or the key of the one that is open here."""

    login: str = ""
    password: str = ""
    recovery_code: str = ""
    known_key: bytes = b""

    def key(self, keyring: Keyring) -> bytes:
        """The database key; raises `Refused`."""
        if self.known_key:
            return self.known_key
        return keyring.recover(self.recovery_code) if self.recovery_code else keyring.unwrap(self.login, self.password)


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A backup put in place.

    Attributes:
        counts: rows by table.
        kept: where the former store is kept; None when there was none.
        unsent: how many changes of the former store were neither sent nor in the backup; None when it cannot be told.
        moved: the backup is of another computer.
    """

    counts: dict[str, int]
    kept: Path | None
    unsent: int | None
    moved: bool = False

    @property
    def sentence(self) -> str:
        """What a doctor should know about what was there before, and about the computer that it came from."""
        return self._former + (_MOVED if self.moved else "")

    @property
    def _former(self) -> str:
        if self.kept is None:
            return ""
        told = f"原来的资料另放在 {self.kept}，没有删除。"
        if self.unsent is None:
            return f"{told}它这次打不开，不知道里面还有没有没上报的，请不要删掉。"
        return f"{told}里面有 {self.unsent} 条没上报，它们不会再自动上报。" if self.unsent else told


def restore(
    data_dir: Path,
    file: Path,
    opener: Opener,
    clock: Clock,
    *,
    present: Opener | None = None,
    leave_unsent: bool = False,
    progress: Progress | None = None,
) -> RestoreReport:
    """Put a backup in the place of the store; what was there is kept aside.

    The restored store draws a new id tag, so that nothing it writes can collide with what was made after the backup.

    Args:
        opener: the password of the time the backup was made, or the recovery code. Its login may be empty when the
            backup has one account only.
        present: what opens the store that stands there now, where that is something else.
        leave_unsent: restore although the present store has changes that were never sent and are not in the backup, or
            cannot be looked into.
        progress: called with (steps done, steps in all).

    Raises:
        Refused: not a backup; ``wrong_backup_password``; ``unsent``; ``unsent_unknown``, nobody can tell.
        WorldFault: the disk.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        swap.finish(data_dir)
        sweep(data_dir)
        with work_folder(data_dir, "restore") as place:
            done = _steps(progress)
            backup_file.unpack(file, place)
            keyring = read_keyring(place / KEYRING)
            opener = named(opener, keyring)
            key = key_of_backup(opener, keyring)
            done()
            counts = copying.verify(place / DATABASE, key)
            done()
            store = Store.open(place, key, clock.now())
            moved = put_back.is_elsewhere(store, machine())
            copying.new_generation(store)
            auto_backup.came_back(store, look(file))
            store.close()
            done()
            unsent = _unsent(data_dir, present or opener, clock, copying.changes_in(place / DATABASE, key))
            if unsent != 0 and not leave_unsent:
                raise _stopped(unsent)
            done()
            kept = swap.put_in_place(data_dir, place, clock.now())
            done()
    except OSError as fault:
        raise WorldFault("restore_failed", "恢复没有做成，原来的资料没有变。请检查磁盘空间后再试。") from fault
    return RestoreReport(counts, kept, unsent, moved)


def _steps(progress: Progress | None) -> Callable[[], None]:
    """What is called after each step."""
    numbers = itertools.count(1)
    return lambda: progress(next(numbers), STEPS) if progress is not None else None


def named(opener: Opener, keyring: Keyring) -> Opener:
    """The opener with the login that is meant.

    Raises:
        Refused: ``user_needed``, there are several.
    """
    known = [name for name, _ in keyring.logins()]
    if opener.recovery_code or opener.known_key:
        return opener
    if opener.login:
        return Opener(matching(opener.login, known) or opener.login, opener.password)
    if len(known) != 1:
        raise Refused("user_needed", f"这份备份里有几个账号（{'、'.join(known)}），请指明用哪一个。")
    return Opener(known[0], opener.password)


def key_of_backup(opener: Opener, keyring: Keyring) -> bytes:
    """The database key of a backup.

    Raises:
        Refused: ``wrong_backup_password``.
    """
    try:
        return opener.key(keyring)
    except Refused as fault:
        sentence = (
            "密码打不开这份备份。要用做这份备份那时的密码（后来改过密码，备份里的还是旧的），或者用恢复码。"
            "没有恢复，资料没有变。"
        )
        raise Refused("wrong_backup_password", sentence) from fault


def _unsent(data_dir: Path, opener: Opener, clock: Clock, restored: frozenset[str]) -> int | None:
    """How many changes of the present store nobody would ever send; None when it cannot be looked into."""
    if not swap.present(data_dir, DATABASE, f"{DATABASE}-wal", KEYRING):
        return 0
    try:
        meant = named(opener, read_keyring(data_dir / KEYRING))
        key = meant.known_key or key_by(data_dir, clock, meant.key)
        return len(copying.changes_in(data_dir / DATABASE, key, unsent=True) - restored)
    except Expected:
        return None


def _stopped(unsent: int | None) -> Refused:
    if unsent is None:
        sentence = (
            "现在的资料用这个密码打不开，看不到里面还有没有没上报的。没有恢复，资料没有变。"
            "请把现在用的密码也给出来（命令行设环境变量 VCLINIC_PRESENT_PASSWORD）；"
            "资料已经损坏、确实打不开的，命令行加 --leave-unsent，原来的会另放一边。"
        )
        return Refused("unsent_unknown", sentence)
    sentence = (
        f"现在的资料里有 {unsent} 条还没上报，备份里也没有，恢复后不会再上报。没有恢复，资料没有变。"
        "请先上报再恢复，没有网络就先用U盘带走（命令行 vclinic package out）；实在要恢复，命令行加 --leave-unsent。"
    )
    return Refused("unsent", sentence)
