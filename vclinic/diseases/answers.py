"""What the doctor answers in every chronic-disease follow-up beside its figures, and what follows from the answers alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic.domain.alert import Alert
from vclinic.domain.follow_up import Reason


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no answer asked of the doctor beside the paper. ``fertile``: of women who may be with child only."""

    field: str
    short: str
    fertile: bool = False


FLAGS = (
    Flag("new_complication", "新并发症或加重"),
    Flag("adr_uncontrollable", "不良反应难控制"),
    Flag("pregnant", "妊娠哺乳", fertile=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers of one visit.

    Attributes:
        adr: code of `codes.ADR`.
        emergency_signs: what the doctor confirmed as an emergency; empty means no.
        alerts: what the guard over vital signs says of the visit, the gravest first.
    """

    visit_date: date
    adr: str
    symptom_codes: tuple[str, ...] = ()
    emergency_signs: tuple[str, ...] = ()
    pregnant: bool = False
    new_complication: bool = False
    adr_uncontrollable: bool = False
    med_adherence: str = ""
    alerts: tuple[Alert, ...] = ()


def answered(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `Answers` from a record's values with a visit date, nothing ticked where nothing was written."""
    return {
        "visit_date": values["visit_date"],
        "adr": "2"
        if values.get("adr_uncontrollable")
        else values.get("adr") or "1",  # while they contradict: the graver
        "symptom_codes": values.get("symptom_codes") or (),
        "emergency_signs": values.get("emergency_signs") or (),
        "pregnant": values.get("pregnant") or False,
        "new_complication": values.get("new_complication") or False,
        "adr_uncontrollable": values.get("adr_uncontrollable") or False,
        "med_adherence": values.get("med_adherence") or "",
    }


def complication(answers: Answers, clause: str) -> Reason | None:
    """A new complication, or an old one worse (§4 row 2)."""
    if answers.new_complication:
        return Reason("complication", "出现新的并发症，或原有并发症加重，建议转上级。", clause)
    return None


def uncontrollable(answers: Answers, clause: str, *, reaction: bool, last_on: date | None) -> Reason | None:
    """§4 row 3: the doctor says so, or there is a ``reaction`` and the last visit had one too, on ``last_on``."""
    if answers.adr_uncontrollable:
        return Reason("adr_uncontrollable", "医生认为药物不良反应难以控制，建议转上级。", clause)
    if reaction and last_on is not None:
        text = f"今天有不良反应，上次（{last_on:%m-%d}）也有，难以控制，建议转上级。"
        return Reason("adr_uncontrollable", text, clause)
    return None


def reaction_today(answers: Answers, clause: str) -> Reason | None:
    """A reaction to a drug (§4 row 5)."""
    return Reason("adr", "有药物不良反应，请调整用药。", clause) if answers.adr == "2" else None
