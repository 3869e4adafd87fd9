"""The checks of everything a person takes: the front of `vclinic.rules.checking`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from vclinic.domain.prescription import Check, MedicationOrder
from vclinic.rules.catalog import Catalog
from vclinic.rules.checking.age import age_checks
from vclinic.rules.checking.allergy import allergy_checks
from vclinic.rules.checking.case import Case, lines_of, not_compared
from vclinic.rules.checking.days import days_checks
from vclinic.rules.checking.disease import disease_checks
from vclinic.rules.checking.dose import dose_checks
from vclinic.rules.checking.duplicate import duplicate_checks
from vclinic.rules.checking.interaction import interaction_checks
from vclinic.rules.checking.pregnancy import pregnancy_checks
from vclinic.rules.checking.reaction import reaction_checks
from vclinic.rules.checking.renal import renal_checks
from vclinic.rules.checking.village import village_checks
from vclinic.rules.checking.vitals import vitals_checks
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescription_rules import PrescriptionRules
from vclinic.rules.taken import Medicine, medicines_taken

Tick = Literal["clear", "found", "unchecked"]
_CHECKS: Mapping[str, Callable[[Case], list[Check]]] = MappingProxyType(
    {
        "allergy": allergy_checks,
        "reaction": reaction_checks,
        "duplicate": duplicate_checks,
        "dose": dose_checks,
        "days": days_checks,
        "interaction": interaction_checks,
        "disease": disease_checks,
        "pregnancy": pregnancy_checks,
        "age": age_checks,
        "renal": renal_checks,
        "vitals": vitals_checks,
        "catalogue": village_checks,
    }
)
UNKNOWN = "unknown_name"  # code of the line that names what nobody knows
KINDS = tuple(_CHECKS)
# what needs to know the drug; days and the catalogue ask the order alone
_BY_NAME = ("allergy", "reaction", "duplicate", "interaction", "disease", "pregnancy", "age", "renal", "vitals")
_BY_WORDS = ("allergy", "disease")
_SHOWN = (
    ("allergy", "过敏", "没有查到过敏"),
    ("duplicate", "重复用药", "没有重复用药"),
    ("dose", "剂量在范围内", "剂量在常用范围内"),
    ("interaction", "相互作用", "没有查到相互作用"),
)
_HEAVIEST = ("forbid", "warn", "note", "unchecked", "ok")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was checked.

    Attributes:
        checks: heaviest first, with the ticks of the kinds the page shows.
        ticks: of every kind of `KINDS`: clear only when everything was compared and nothing was found.
        unknown: names nobody knows, or of which only a stem was recognised, once each.
        savable: nothing is forbidden; a warning wants a reason but does not close.
    """

    checks: tuple[Check, ...]
    ticks: Mapping[str, Tick]
    unknown: tuple[str, ...]
    savable: bool


def check_medication(
    orders: Sequence[MedicationOrder],
    person: PersonFacts,
    other_drugs: Iterable[str],
    catalog: Catalog,
    rules: PrescriptionRules,
) -> CheckReport:
    """All checks of the orders in force and of what others gave."""
    return check_taken(medicines_taken(orders, other_drugs, catalog), person, catalog, rules)


def check_taken(
    medicines: tuple[Medicine, ...], person: PersonFacts, catalog: Catalog, rules: PrescriptionRules
) -> CheckReport:
    """All checks of one set of medicines."""
    case = Case(medicines, person, catalog, rules)
    checks = [check for kind in KINDS for check in _CHECKS[kind](case)]
    open_kinds = {check.kind for check in checks if check.severity == "unchecked"}
    unknown = [medicine for medicine in medicines if not medicine.name.known]
    if unknown:
        open_kinds.update(_BY_NAME)
        checks.append(_unknown(unknown))
    if person.unread and medicines:
        open_kinds.update(_BY_WORDS)
        text = f"“{'；'.join(person.unread)}”：认不出，没有和药比对疾病、过敏，请人工看。"
        checks.append(not_compared("disease", "unread", text))
    kinds = {check.kind for check in checks}
    ticks: dict[str, Tick] = {
        kind: "unchecked" if kind in open_kinds else "found" if kind in kinds else "clear" for kind in KINDS
    }
    checks += [
        Check(kind, "ok", code=kind, text=text, source=label) for kind, label, text in _SHOWN if ticks[kind] == "clear"
    ]
    checks.sort(key=lambda check: _HEAVIEST.index(check.severity))
    return CheckReport(
        tuple(checks),
        MappingProxyType(ticks),
        tuple(dict.fromkeys(medicine.written for medicine in unknown)),
        savable=all(check.severity != "forbid" for check in checks),
    )


def _unknown(medicines: list[Medicine]) -> Check:
    names = "、".join(dict.fromkeys(medicine.written for medicine in medicines))
    text = f"{names}：认不出药名，没有比对过敏、重复、相互作用和疾病，请对着药盒核对，说明是什么药。"
    return Check(
        "interaction",
        "unchecked",
        code=UNKNOWN,
        text=text,
        source="没有比对",
        lines=lines_of(medicines),
        drugs=tuple(dict.fromkeys(medicine.written for medicine in medicines)),
    )
