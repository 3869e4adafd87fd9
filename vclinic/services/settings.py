"""Settings of this machine, and the local rules a county may set; none of them travels."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from vclinic.domain.problem import Problem
from vclinic.services.workstation import Workstation
from vclinic.storage.rounds import PROXY

_KEY = "settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """``ask_second_reading`` wants a second pressure when the first is normal; ``days_default`` is the length of a
    renewed prescription; ``referral_org`` is what a referral is addressed to; ``backup_days``, ``backup_weeks`` and
    ``backup_months`` say how many automatic backups stay, ``backup_to`` is the folder of their second copies;
    ``use_proxy`` lets the machine's proxy carry what is reported; ``low_disk_gb`` and ``update_days`` say from when on a
    full disk and an old program are spoken of."""

    idle_minutes: int = 10
    font_px: int = 15
    ask_second_reading: bool = False
    days_default: int = 28
    referral_org: str = ""
    sync_every_minutes: int = 5
    use_proxy: bool = False
    backup_days: int = 7
    backup_weeks: int = 4
    backup_months: int = 12
    backup_to: str = ""
    low_disk_gb: int = 2
    update_days: int = 365


_BOUNDS = {
    "idle_minutes": (1, 120),
    "font_px": (13, 24),
    "days_default": (1, 84),
    "sync_every_minutes": (1, 240),
    "backup_days": (2, 60),
    "backup_weeks": (0, 60),
    "backup_months": (0, 120),
    "low_disk_gb": (1, 500),
    "update_days": (30, 3650),
}
_LABELS = {
    "idle_minutes": "锁屏时间（分钟）",
    "font_px": "字号",
    "days_default": "续方天数",
    "sync_every_minutes": "自动上报间隔（分钟）",
    "backup_days": "每天的备份留",
    "backup_weeks": "每周的备份留",
    "backup_months": "每月的备份留",
    "low_disk_gb": "磁盘提醒（GB）",
    "update_days": "更新提醒（天）",
}


def read(station: Workstation) -> Settings:
    """The settings; names from a newer program are passed over."""
    stored: dict[str, Any] = json.loads(station.store.meta(_KEY).get(_KEY, "{}"))
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in stored.items() if name in known})


def write(station: Workstation, settings: Settings) -> list[Problem]:
    """Keep the settings, or say which value is out of bounds."""
    problems: list[Problem] = []
    for name, (low, high) in _BOUNDS.items():
        if not low <= getattr(settings, name) <= high:
            problems.append(Problem(name, "out_of_bounds", f"{_LABELS[name]}要在 {low}–{high} 之间。"))
    if settings.backup_to and not Path(settings.backup_to).is_absolute():
        problems.append(Problem("backup_to", "not_a_folder", "第二个备份位置要写完整的文件夹，例如 E:\\备份。"))
    if not problems:
        kept = json.dumps(asdict(settings), ensure_ascii=False)
        station.store.set_meta({_KEY: kept, PROXY: "1" if settings.use_proxy else ""})
    return problems
