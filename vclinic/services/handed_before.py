"""What superseded versions of a day's prescription handed out, taken off at the counter when the doctor says so."""

from collections.abc import Mapping
from dataclasses import dataclass

from vclinic.services.counter_sheet import CounterSheet, reallocate
from vclinic.services.workstation import Workstation


@dataclass(frozen=True, slots=True)
class Counted:
    """The counter with what was handed out before taken off, and by line number the reason for giving less."""

    sheet: CounterSheet
    reasons: Mapping[int, str]


def count_handed_before(station: Workstation, sheet: CounterSheet) -> Counted:
    """The doctor decides that what was handed out before counts: each line gives the rest of what is ordered."""
    left = dict(sheet.handed_before)
    reasons: dict[int, str] = {}
    for line in sheet.lines:
        counted = min(left.get(line.drug.id, 0), line.ordered)
        if counted:
            left[line.drug.id] -= counted
            sheet = reallocate(station, sheet, line.line_no, line.ordered - counted)
            reasons[line.line_no] = f"当天上一版处方已发 {counted} {line.drug.base_unit}"
    return Counted(sheet, reasons)
