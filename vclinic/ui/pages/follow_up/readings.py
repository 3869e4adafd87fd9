"""Whether a reading that is complete asks for another one."""

from collections.abc import Sequence

from vclinic.services.workstation import Workstation
from vclinic.ui.pages.follow_up.judged_form import satisfied
from vclinic.ui.pages.follow_up.part import Part

Pairs = Sequence[tuple[str, str]]


def another_after(parts: Sequence[Part], place: int, *, second_always: bool) -> bool:
    """After the first reading: one that is normal asks for no second, unless the clinic wants one."""
    calm = all(satisfied(part.judgement) for part in parts if _is_judged_by_readings(part))
    return place == 0 and (not calm or second_always)


def why_once_more(part: Part, pairs: Pairs, place: int, station: Workstation) -> str:
    """Why the readings up to the one at ``place`` want another; empty when they do not, or are not all written."""
    pairs = pairs[: place + 1]
    if not all(high.isdecimal() and low.isdecimal() for high, low in pairs):
        return ""
    readings = tuple((int(high), int(low)) for high, low in pairs)
    return part.sheet.disease.repeat_hint({"bp_readings": readings}, part.rules(station))


def _is_judged_by_readings(part: Part) -> bool:
    """Whether the disease is judged by what is read several times; the others' figures come later on the page."""
    return bool(set(part.sheet.disease.measures[0].fields) & set(part.sheet.form.stands_for))
