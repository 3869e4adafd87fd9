"""What is left to do on this computer before another one takes its place: what was never sent, and a copy to carry over."""

from dataclasses import dataclass
from datetime import datetime

from vclinic.services import auto_backup, settings
from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation


@dataclass(frozen=True, slots=True)
class Step:
    """A step in a sentence; ``done`` is None where only a person can tell."""

    text: str
    done: bool | None


def steps(station: Workstation) -> tuple[Step, ...]:
    """In the order in which they are done."""
    return (
        _reported(station),
        _copied(station),
        Step("新电脑打开备份要用现在的登录密码；忘了的用恢复码，把那张纸找出来。", None),
        Step(
            "新电脑上装好程序，打开，按“换了电脑：从备份恢复”，选第二位置里最近的一份。接入过卫生院的，不用重新接入。",
            None,
        ),
        Step("新电脑上看过资料都在，以后只用新的：这一台再上报，会停下来。", None),
    )


def _reported(station: Workstation) -> Step:
    now = status(station)
    if not now.paired:
        return Step("没有接入卫生院，不用先上报。", True)
    if now.pending:
        return Step(f"还有 {now.pending} 条没上报：先上报，没有网络就用U盘上报。", False)
    return Step("写过的都上报了。", True)


def _copied(station: Workstation) -> Step:
    made = auto_backup.state(station)
    if not settings.read(station).backup_to:
        return Step("还没有选“第二位置”：插上 U 盘，在“备份和检查”里选它，保存设置。", False)
    if made.second_fault or not made.second_at:
        return Step(made.second_fault or "第二位置还没有备份：插好 U 盘，按“备份到第二位置”。", False)
    at = datetime.fromisoformat(made.second_at)
    if made.second_at != made.made_at or auto_backup.is_due(station, closing=True):
        return Step(f"第二位置的备份是 {at:%m-%d %H:%M} 的，后来又写过：插好 U 盘，按“备份到第二位置”。", False)
    return Step(f"第二位置有最新的备份（{at:%m-%d %H:%M}）。", True)
