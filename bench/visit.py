"""A stable follow-up: opening the sheet, judging at a key, saving it in one commit."""

import threading
from collections.abc import Sequence
from typing import Any

from bench.baseline import bare_commit
from bench.timing import timed
from bench.village import village
from vclinic.domain.follow_up import is_emergency
from vclinic.files.aside import aside
from vclinic.services.backup import backup
from vclinic.services.find_residents import list_residents
from vclinic.services.judge_visit import Judgement, judge
from vclinic.services.record_follow_up import VisitEntry, record
from vclinic.services.refer_at_once import refer_at_once
from vclinic.services.referral_letter import referral_letter
from vclinic.services.visit_sheet import VisitSheet, keep_draft, open_visit, open_visits
from vclinic.services.workstation import Workstation

_BASIS: dict[str, Any] = {
    "visit_way": "1", "symptom_codes": ("1",), "bp_readings": ((134, 82), (132, 80)), "heart_rate": 74,
    "smoke_now": 0, "smoke_target": 0, "drink_now": 0, "drink_target": 0, "ex_times": 3, "ex_minutes": 30,
    "ex_times_target": 5, "ex_minutes_target": 30, "salt_now": "2", "salt_target": "1", "psych_adjust": "1",
    "compliance_behavior": "1", "med_adherence": "1", "adr": "1", "weight_kg": 64.0, "height_cm": 162.0,
    "dorsalis_pedis": "1", "staple_now": 350, "staple_target": 300, "fbg": 6.4, "pbg": 8.1, "hypoglycemia": "1",
}  # fmt: skip
_TODAY = frozenset(("bp_readings", "heart_rate", "weight_kg", "fbg", "pbg", "dorsalis_pedis"))  # measured anew


def _filled(sheet: VisitSheet) -> dict[str, Any]:
    """Every field as at the end of a visit: what was carried forward, and the figures of today."""
    basis = {name: value for name, value in _BASIS.items() if name in sheet.form.meanings}
    carried = {name: value for name, value in sheet.values.items() if value not in (None, "", ())}
    return basis | carried | {name: value for name, value in basis.items() if name in _TODAY}


def _judged(station: Workstation, sheet: VisitSheet, values: dict[str, Any]) -> Judgement:
    """The judgement of a whole visit; half of one costs less and says nothing of a key.

    Raises:
        RuntimeError: there is none, or something is still to be filled in.
    """
    judgement = judge(sheet, values, station.clock.today(), station.rules)
    if judgement.assessment is None or judgement.problems:
        raise RuntimeError("; ".join(f"{problem.field}: {problem.text}" for problem in judgement.problems))
    return judgement


def save(station: Workstation, sheet: VisitSheet) -> None:
    """Store a visit as it is at its end.

    Raises:
        RuntimeError: something is wrong with it.
    """
    values = _filled(sheet)
    judgement = _judged(station, sheet, values)
    reasons = tuple((problem.field, "量过两次") for problem in judgement.implausible)
    done = record(station, sheet, VisitEntry(values | judgement.computed, reasons=reasons))
    if isinstance(done, list):
        raise RuntimeError("; ".join(f"{problem.field}: {problem.text}" for problem in done))


def measure(residents: int) -> dict[str, str]:
    """Times over the hypertension register, with a year of visits behind each; a key also for those with two diseases."""
    with village(residents, 12) as station:
        people = list_residents(station, disease="htn", limit=120)
        pages = [open_visits(station, person.id) for person in people]
        with_two = [[(sheet, _filled(sheet)) for sheet in sheets] for sheets in pages if len(sheets) > 1]
        single = [[(sheets[0], _filled(sheets[0]))] for sheets in pages]

        def key(parts: Sequence[tuple[VisitSheet, dict[str, Any]]]) -> None:
            for sheet, values in parts:
                _judged(station, sheet, values)

        def typed(parts: Sequence[tuple[VisitSheet, dict[str, Any]]]) -> None:
            """A key and the draft that a pause after it keeps."""
            key(parts)
            for sheet, values in parts:
                keep_draft(station, sheet, values, frozenset())

        def while_folding() -> str:
            fold = station.store.fold_when_idle(rest=0.001)
            figure = timed(typed, single * 4)
            fold.stop()
            return f"{figure}; folded in {fold.folded} times"

        def while_backing_up() -> str:
            """The day's backup made over and over in the thread it is made in, and the same keys without it."""
            over, made = threading.Event(), list[int]()

            def backups() -> None:
                while not over.is_set():
                    made.append(aside(lambda: backup(station, station.store.data_dir / "bench.vcbak")).size)

            thread = threading.Thread(target=backups)
            thread.start()
            figure = timed(typed, single * 8)
            over.set()
            thread.join()
            return f"{figure}; {len(made)} backups of {made[-1] / 1e6:.1f} MB; without: {timed(typed, single * 8)}"

        def refer(sheet: VisitSheet) -> None:
            """From the last key of the reading to the stored visit and what its slip says."""
            values = dict(sheet.values) | {"bp_readings": ((186, 112),), "emergency_signs": ("headache",)}
            if not is_emergency(judge(sheet, values, station.clock.today(), station.rules).assessment):
                raise RuntimeError("no emergency")
            referred = refer_at_once(station, (sheet,), (VisitEntry(values, carried_unconfirmed=sheet.carried),))
            if isinstance(referred, list) or referral_letter(station, sheet, values) is None:
                raise RuntimeError("not referred")

        return {
            "open a visit": str(timed(lambda person: open_visit(station, person.id), people)),
            "judge at a key": str(timed(key, single)),
            "judge at a key and keep the draft": str(timed(typed, single * 4)),
            "the same while the log is folded in all the time": while_folding(),
            "the same while a backup is made all the time": while_backing_up(),
            "judge both diseases at a key": str(timed(key, with_two)),
            "store and refer an emergency": str(timed(refer, [sheets[0] for sheets in pages[:40]])),
            "save a visit": timed(lambda sheet: save(station, sheet), [sheets[0] for sheets in pages]).against(
                timed(bare_commit(station.store.data_dir), people)
            ),
        }
