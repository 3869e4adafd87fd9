"""A stable follow-up: opening the sheet, judging at a key, saving it in one commit."""

from typing import Any

from bench.baseline import bare_commit
from bench.timing import timed
from bench.village import village
from vclinic.services.find_residents import list_residents
from vclinic.services.judge_visit import judge
from vclinic.services.record_follow_up import VisitEntry, record
from vclinic.services.visit_sheet import VisitSheet, open_visit

_BASIS: dict[str, Any] = {
    "visit_way": "1", "symptom_codes": ("1",), "bp_readings": ((134, 82), (132, 80)), "heart_rate": 74,
    "smoke_now": 0, "smoke_target": 0, "drink_now": 0, "drink_target": 0, "ex_times": 3, "ex_minutes": 30,
    "ex_times_target": 5, "ex_minutes_target": 30, "salt_now": "2", "salt_target": "1", "psych_adjust": "1",
    "compliance_behavior": "1", "med_adherence": "1", "adr": "1",
}  # fmt: skip


def measure(residents: int) -> dict[str, str]:
    """Times over the hypertension register, with a year of visits behind each."""
    with village(residents, 12) as station:
        people = list_residents(station, "", "htn", 0, 120)
        sheets = [open_visit(station, person.id) for person in people]
        today = station.clock.today()

        def save(sheet: VisitSheet) -> None:
            values = _BASIS | sheet.values | {"bp_readings": _BASIS["bp_readings"]}
            judgement = judge(sheet, values, today, station.rules)
            reasons = tuple((problem.field, "量过两次") for problem in judgement.implausible)
            done = record(station, sheet, VisitEntry(values | judgement.computed, reasons=reasons))
            if isinstance(done, list):
                raise RuntimeError("; ".join(f"{problem.field}: {problem.text}" for problem in done))

        return {
            "open a visit": str(timed(lambda person: open_visit(station, person.id), people)),
            "judge at a key": str(
                timed(lambda sheet: judge(sheet, _BASIS | sheet.values, today, station.rules), sheets)
            ),
            "save a visit": timed(save, sheets).against(timed(bare_commit(station.store.data_dir), sheets)),
        }
