"""What a restore would cost, told before anything is touched: whose backup it is and what the present store has that the
backup has not."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from vclinic.domain.problem import Expected, WorldFault
from vclinic.files.keyring import read_keyring
from vclinic.services.backup_list import BackupFile, look
from vclinic.services.restore import Opener, key_of_backup, named
from vclinic.services.tries import key_by
from vclinic.services.workstation import Clock
from vclinic.storage import backup_file, copying, swap
from vclinic.storage.file_names import DATABASE, KEYRING
from vclinic.storage.work_folder import sweep, work_folder


@dataclass(frozen=True, slots=True)
class Lost:
    """What the present store has and the backup has not.

    Attributes:
        changes: how many entries of the log. unsent: how many of them the township has not answered.
        days: (ISO day, entries written on it), oldest first.
    """

    changes: int
    unsent: int
    days: tuple[tuple[str, int], ...]

    @property
    def sentence(self) -> str:
        """What will be lost, for the doctor."""
        if not self.changes:
            return "现在的资料备份里都有，恢复不会少任何东西。"
        first, last = self.days[0][0], self.days[-1][0]
        span = first if first == last else f"{first} 到 {last}"
        told = f"恢复后会少 {self.changes} 条（{span}，共 {len(self.days)} 天）。"
        if self.unsent:
            return f"{told}其中 {self.unsent} 条还没上报，恢复后就没有了。请先上报，没有网络就先用U盘带走。"
        return f"{told}它们卫生院都收到了，恢复后联网时会取回来。"


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """A backup that was opened and found sound.

    Attributes:
        counts: rows by table, counted in the database itself.
        present: whether a store stands there now.
        lost: None when nothing stands there or it cannot be looked into.
    """

    file: BackupFile
    counts: dict[str, int]
    present: bool
    lost: Lost | None

    @property
    def sentence(self) -> str:
        """What a restore would mean."""
        if not self.present:
            return "这台电脑上还没有资料，恢复不会少任何东西。"
        if self.lost is None:
            return "现在的资料打不开，看不出会少掉什么。恢复时它会另放一边，不会删除。"
        return self.lost.sentence


def preview(
    data_dir: Path, file: Path, opener: Opener, clock: Clock, *, present: Opener | None = None
) -> RestorePreview:
    """Open a backup beside the store, look it over, and compare the two.

    Raises:
        Refused: as `restore`, for a wrong password or a file that is no backup.
        WorldFault: the disk, or the backup is damaged.
    """
    told = look(file)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        sweep(data_dir)
        with work_folder(data_dir, "restore") as place:
            backup_file.unpack(file, place)
            keyring = read_keyring(place / KEYRING)
            meant = named(opener, keyring)
            key = key_of_backup(meant, keyring)
            counts = copying.verify(place / DATABASE, key)
            stands = bool(swap.present(data_dir, DATABASE, f"{DATABASE}-wal", KEYRING))
            lost = (
                _lost(data_dir, present or meant, clock, copying.written_in(place / DATABASE, key)) if stands else None
            )
    except OSError as fault:
        raise WorldFault("preview_failed", "没有看成这份备份，资料没有变。请检查磁盘空间后再试。") from fault
    return RestorePreview(told, counts, stands, lost)


def _lost(data_dir: Path, opener: Opener, clock: Clock, in_backup: dict[str, tuple[str, bool]]) -> Lost | None:
    try:
        meant = named(opener, read_keyring(data_dir / KEYRING))
        key = meant.known_key or key_by(data_dir, clock, meant.key)
        now = copying.written_in(data_dir / DATABASE, key)
    except Expected:
        return None
    gone = [entry for name, entry in now.items() if name not in in_backup]
    days = Counter(day for day, _ in gone)
    return Lost(len(gone), sum(not answered for _, answered in gone), tuple(sorted(days.items())))
