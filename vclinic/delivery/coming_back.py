"""The former program after a newer one was put back: data that the newer one has changed in their structure come back from
the backup made before it, unless that would leave out what was written since."""

from dataclasses import dataclass
from pathlib import Path

from vclinic.delivery import applying, plan as plans
from vclinic.domain.problem import Refused
from vclinic.services.restore import Opener, restore
from vclinic.services.workstation import Clock
from vclinic.storage import steps
from vclinic.storage.database import connect
from vclinic.storage.file_names import DATABASE


@dataclass(frozen=True, slots=True)
class CameBack:
    """What was done with the data, in a sentence; ``restored``: they came from the backup."""

    sentence: str
    restored: bool


def come_back(data_dir: Path, place: Path, key: bytes, clock: Clock) -> CameBack | None:
    """Make the data fit for the former program again, once somebody has given the password; None when nothing was put back.

    Args:
        key: of the database, which an update does not change.

    Raises:
        Refused: ``written_since``: the newer program wrote what is not in the backup; nothing is done, a person decides.
            Also as `restore.restore`.
        WorldFault: as `restore.restore`; the plan stays, the next log-in tries again.
    """
    plan = applying.waits(place, "putting_back")
    if plan is None:
        return None
    if not _is_newer(data_dir / DATABASE, key):
        plans.drop(place)
        return CameBack(f"已经换回 {plan.before}，资料没有变。", restored=False)
    opener = Opener(known_key=key)
    try:
        report = restore(data_dir, Path(plan.backup), opener, clock, present=opener)
    except Refused as fault:
        if fault.code != "unsent":
            raise
        sentence = (
            f"已经换回 {plan.before}，但资料是 {plan.after} 用过的，这个版本打不开；里面还有更新后新写的，没有自动换回备份。"
            f"请联系技术支持。更新前的备份在 {plan.backup}。"
        )
        raise Refused("written_since", sentence) from fault
    plans.drop(place)
    return CameBack(f"已经换回 {plan.before}，资料换回更新前的备份。{report.sentence}", restored=True)


def _is_newer(database: Path, key: bytes) -> bool:
    connection = connect(database, key)
    try:
        return bool(steps.unknown(connection))
    finally:
        connection.close()
