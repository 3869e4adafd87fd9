"""What every check looks at, and how it says what it sees: ours can be stopped, other people's is asked about."""

from collections.abc import Iterable
from dataclasses import dataclass

from vclinic.domain.prescription import Check, Severity
from vclinic.rules.catalog import Catalog
from vclinic.rules.drug_facts import evidence
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescription_rules import PrescriptionRules
from vclinic.rules.taken import Medicine

CALL = "请联系开药的医生。"


@dataclass(frozen=True, slots=True)
class Case:
    """A person and everything taken, beside the tables and the rules in force."""

    medicines: tuple[Medicine, ...]
    person: PersonFacts
    catalog: Catalog
    rules: PrescriptionRules

    @property
    def ours(self) -> tuple[Medicine, ...]:
        """What we order."""
        return tuple(medicine for medicine in self.medicines if medicine.ours)


def weight(severity: str) -> Severity:
    """A table's severity as ours, before anything is closed."""
    return "warn" if severity in ("contraindicated", "major") else "note"


def of_one(
    kind: str, severity: Severity, code: str, text: str, *, medicine: Medicine, mark: str = "", source: str = ""
) -> Check:
    """A check of one medicine; what others gave is never closed, its doctor is asked."""
    if medicine.ours:
        said = f"{medicine.written}：{text}"
    else:
        said = f"在别处用的{medicine.written}：{text}"
        if severity in ("forbid", "warn"):
            severity, said = "warn", f"{said}{CALL}"
    return Check(
        kind,
        severity,
        code=code,
        text=said,
        source=source or evidence(mark),
        lines=(medicine.line_no,) if medicine.line_no else (),
        drugs=medicine.called,
        mark=mark,
    )


def of_two(
    kind: str,
    severity: Severity,
    code: str,
    text: str,
    *,
    both: tuple[Medicine, Medicine],
    mark: str,
    source: str = "",
) -> Check:
    """A check of two medicines together; closed where one of them is ours to stop, whoever gave the other."""
    said = f"{both[0].written}和{both[1].written}：{text}"
    if not (both[0].ours or both[1].ours) and severity in ("forbid", "warn"):
        severity, said = "warn", f"在别处用的{said}{CALL}"
    return Check(
        kind,
        severity,
        code=code,
        text=said,
        source=source or evidence(mark),
        lines=lines_of(both),
        drugs=tuple(dict.fromkeys(name for medicine in both for name in medicine.called)),
        mark=mark,
    )


def not_compared(kind: str, code: str, text: str, medicines: Iterable[Medicine] = ()) -> Check:
    """A line that stands where the tick would stand and says in words what was not compared."""
    meant = tuple(medicines)
    return Check(
        kind,
        "unchecked",
        code=code,
        text=text,
        source="没有比对",
        lines=lines_of(meant),
        drugs=tuple(dict.fromkeys(name for medicine in meant for name in medicine.called)),
    )


def lines_of(medicines: Iterable[Medicine]) -> tuple[int, ...]:
    """The lines of those that have one, in order."""
    return tuple(sorted(medicine.line_no for medicine in medicines if medicine.line_no))


def names_of(medicines: Iterable[Medicine]) -> str:
    """Their names as written, once each."""
    return "、".join(dict.fromkeys(medicine.written for medicine in medicines))
