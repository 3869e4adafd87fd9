"""What strikes the machine about a visit, for the margin of the review page: the house's rules plus what the form says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, cast

from sync.server.records import Visit, problems_of

LEVELS = ("danger", "warn", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. ``level``: danger, warn or info; ``field`` places it beside a row, "" at the top."""

    field: str
    code: str
    level: str
    text: str


def look(visit: Visit, earlier: Sequence[Visit], facts: Mapping[str, Any], today: date) -> list[Finding]:
    """Everything about one visit, the most serious first within the form's order."""
    found = [
        Finding(each.field, each.code, "danger", each.text)
        for each in problems_of(visit.form, visit.record, facts, today)
    ]
    found.extend(_overruled(visit))
    found.extend(_late(visit))
    if visit.data.get("status") == "void":
        found.append(Finding("", "void", "warn", "村医把这次随访作废了。"))
    return sorted(found, key=lambda each: LEVELS.index(each.level))


def as_text(found: Sequence[Finding]) -> str:
    """Findings as the review row keeps them."""
    return json.dumps([asdict(each) for each in found], ensure_ascii=False)


def from_text(text: str) -> list[Finding]:
    """Findings of a review row."""
    return [Finding(**each) for each in cast("list[dict[str, str]]", json.loads(text))]


def urgent(found: Sequence[Finding]) -> bool:
    """Whether somebody may be in danger now."""
    return any(each.code in ("urgent_not_referred", "emergency_not_referred") for each in found)


def _overruled(visit: Visit) -> list[Finding]:
    found: list[Finding] = []
    for each in cast("list[dict[str, Any]]", visit.data.get("overrules", [])):
        field, computed, chosen = (str(each.get(name, "")) for name in ("field", "computed", "chosen"))
        reason = str(each.get("reason", ""))
        found.append(Finding(field, "overruled", "info", f"村医改判：自动 {computed}，改为 {chosen}。理由：“{reason}”"))
    return found


def _late(visit: Visit) -> list[Finding]:
    day = visit.visited_on
    if day is None:
        return []
    written = datetime.fromisoformat(visit.recorded_at).date()
    days = (written - day).days
    if days < 2 or visit.revision > 1:
        return []
    return [Finding("visit_date", "late_entry", "info", f"随访后 {days} 天才录入（{day:%m-%d} → {written:%m-%d}）")]
