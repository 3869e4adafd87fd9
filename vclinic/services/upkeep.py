"""What is seen coming before it hurts: a disk that fills up, a program that nobody has updated for long."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from vclinic import BUILT_ON, __version__
from vclinic.services import newer_program, settings
from vclinic.services.workstation import Workstation

_GB = 1024**3


@dataclass(frozen=True, slots=True)
class Upkeep:
    """``version`` and ``room`` are lines to read, ``warnings`` whole sentences, empty when all is well."""

    version: str
    room: str
    warnings: tuple[str, ...]


def upkeep(station: Workstation, *, second_place: bool = False) -> Upkeep:
    """How program and disk stand.

    Args:
        second_place: look at the second place of the backups too; a share that hangs keeps whoever asks waiting.
    """
    kept = settings.read(station)
    drives = [("数据所在的磁盘", station.store.data_dir)]
    if second_place and kept.backup_to:
        drives.append(("第二个备份位置", Path(kept.backup_to)))
    lines: list[str] = []
    warnings: list[str] = []
    for called, folder in drives:
        free = _free(folder)
        if free is None:
            continue  # that it is away is said by the backup itself
        lines.append(f"{called}还剩 {free / _GB:.1f} GB")
        if free < kept.low_disk_gb * _GB:
            warnings.append(
                f"{called}只剩 {free / _GB:.1f} GB：满了就不能保存。请把照片、视频等移走，或请人清理；不要删 vclinic 文件夹。"
            )
    days = (station.clock.today() - BUILT_ON).days
    if days > kept.update_days:
        warnings.append(f"本程序是 {BUILT_ON} 做成的，已经 {days} 天没有更新。{_what_to_do(station)}")
    return Upkeep(f"版本 {__version__}，{BUILT_ON} 做成", "，".join(lines), tuple(warnings))


def _what_to_do(station: Workstation) -> str:
    said = newer_program.noticed(station)
    if said is None:
        return "请向卫生院要新的安装包。"
    if said.version:
        return f"有新版本 {said.version}，请在“设置”里下载、安装。"
    return f"{said.on} 问过卫生院，没有更新的版本；请问卫生院什么时候有。"


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
