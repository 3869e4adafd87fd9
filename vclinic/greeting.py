"""What a doctor is told who has just logged in: how the last run and an update went, and whether all data are there."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # at run time they come after the window
    from vclinic.delivery.applying import Told
    from vclinic.services.workstation import Workstation


def greet(station: "Workstation", last_end: str, updated: "Told | None") -> None:
    """Say it, the gravest last.

    Args:
        last_end: how the last run ended, where that is worth a sentence. updated: how an update went.
    """
    from vclinic.ui.messages import MESSAGES
    from vclinic.ui.words import tr

    warn_of_upkeep(station)
    if last_end:
        MESSAGES.info(last_end)
    if updated is not None:
        (MESSAGES.ok if updated.well else MESSAGES.warn)(updated.sentence)
    gone = station.store.missing()
    if gone is None:
        MESSAGES.danger(tr("说不准资料全不全：记着条数的文件不见了或坏了。请到“设置”里检查数据库。"))
    elif gone:
        MESSAGES.danger(
            f"{tr('少了最近的')} {gone} {tr('条变更，数据文件可能没有拷全，或换成了旧的一份。报过的联网后会取回；没报过的，请先不要录入，到“设置”里检查数据库。')}"
        )
    elif station.store.put_back == "moved":
        MESSAGES.info(tr("这份资料原来在另一台电脑上，已按恢复备份处理，编号不会重复。原来那台请不要再用这份资料。"))


def warn_of_upkeep(station: "Workstation") -> None:
    """What the machine needs before it hurts."""
    from vclinic.services.upkeep import upkeep
    from vclinic.ui.messages import MESSAGES

    for warning in upkeep(station).warnings:
        MESSAGES.warn(warning)
