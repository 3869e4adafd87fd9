"""Before the program changes the schema of its own store while something was never sent: what is said, and what is
checked afterwards."""

from dataclasses import dataclass
from pathlib import Path

from vclinic.services.sync_status import status
from vclinic.services.workstation import Workstation
from vclinic.storage import before_upgrade
from vclinic.storage.file_names import BACKUPS, DATABASE

_COPIES = "before-upgrade-*"


@dataclass(frozen=True, slots=True)
class UpgradeAhead:
    """``unsent`` changes wait; ``paired``: there is a township they can be carried to. ``copies``: where the copy goes."""

    unsent: int
    paired: bool
    copies: Path

    @property
    def sentence(self) -> str:
        """What will be done, what stays, and why no package can be written before it."""
        text = (
            f"新版本要先改数据库的结构。改之前会自动做一份备份，放在 {self.copies}，名字以 before-upgrade 开头。"
            f"没上报的 {self.unsent} 条都留在本机，升级后会核对条数，照常上报。"
        )
        if self.paired:
            return f"{text}U盘上报包要用新的结构才写得出，所以不能在升级前写；升级好马上就可以写到U盘带走。"
        return f"{text}还没有接入卫生院，这些资料只在这台电脑上。"


@dataclass(frozen=True, slots=True)
class CameThrough:
    """The store after its upgrade: whether as much waits as before, in a sentence with the copy's name."""

    whole: bool
    sentence: str


def upgrade_ahead(data_dir: Path, key: bytes) -> UpgradeAhead | None:
    """What stands before the upgrade that opening the store would make; None where none is due, or all was sent.

    Raises:
        WorldFault: the store is missing, damaged or foreign.
    """
    before = before_upgrade.look(data_dir / DATABASE, key)
    if before is None or not before.unsent:
        return None
    return UpgradeAhead(before.unsent, before.paired, data_dir / BACKUPS)


def came_through(station: Workstation, ahead: UpgradeAhead) -> CameThrough:
    """What is to be said once the upgraded store is open."""
    pending = status(station).pending
    newest = max((path.name for path in ahead.copies.glob(_COPIES)), default="")
    copy = f"升级前的备份是 {newest}。" if newest else ""
    if pending == ahead.unsent:
        return CameThrough(True, f"升级好了，没上报的 {pending} 条都在。{copy}")
    return CameThrough(
        False, f"升级前有 {ahead.unsent} 条没上报，现在是 {pending} 条。请先不要录入，联系技术支持。{copy}"
    )
