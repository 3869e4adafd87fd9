"""用药情况 of a day's forms follows the prescription of that day: what the doctor orders and what the form reports are one
list. The statute has the form filled with what is prescribed at the visit (规范第三版 随访服务记录表 填表说明 用药情况)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from vclinic import diseases
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.prescription import MedicationOrder, ThreePrescriptions
from vclinic.domain.problem import Problem
from vclinic.forms import draft
from vclinic.forms.spec import Context, FormSpec
from vclinic.rules.catalog import Catalog
from vclinic.rules.form_drugs import drugs_now
from vclinic.services.visit_sheet import person_facts
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, residents, verdicts
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.unit_of_work import UnitOfWork

REASON = "用药情况按当天的处方改"
_INSULIN = "胰岛素"


@dataclass(frozen=True, slots=True)
class Followed:
    """A form whose medicines change with the prescription: its next revision, or the sentence why it stays as it is."""

    revised: FollowUp | None
    changed: tuple[DrugUse, ...] = ()
    gone: tuple[str, ...] = ()
    stays: str = ""


def following(station: Workstation, three: ThreePrescriptions) -> tuple[Followed, ...]:
    """The forms of the prescription's day whose medicines it changes. The judgement stays: it was made on what was taken
    until then."""
    result: list[Followed] = []
    with station.store.read() as session:
        for kind, owner in three.reasons:
            visit = follow_ups.get(session, owner) if kind == "follow_up" else None
            if visit is None or not visit.readable or visit.record.visit_date != three.issued_on:
                continue
            verdict = verdicts.on(session, visit.change_id)
            resident = residents.get(session, visit.resident_id).resident
            context = Context(station.clock.today(), person_facts(resident))
            returned = verdict is not None and verdict.state == "returned"
            followed = _followed(visit, three.medication, station.catalog, context, returned=returned)
            result += [followed] if followed is not None else []
    return tuple(result)


def store(work: UnitOfWork, followed: Sequence[Followed]) -> None:
    """Store the revisions within the act of the prescription."""
    for form in followed:
        if form.revised is not None:
            follow_ups.save(work, form.revised)


def _followed(
    visit: FollowUp, orders: Sequence[MedicationOrder], catalog: Catalog, context: Context, *, returned: bool
) -> Followed | None:
    form, values = _form_of(visit), follow_ups.values_of(visit)
    if "drugs" not in form.meanings:
        return None
    written = cast("tuple[DrugUse, ...]", tuple(values["drugs"] or ()))
    drugs = drugs_now(written, _on_lines(form, orders), catalog)
    if drugs == written:
        return None
    if returned:
        return Followed(None, stays="随访表已被卫生院退回，用药请在改表时一起改。")
    record = draft.parse(form, form.record, values | {"drugs": drugs}, context)
    if isinstance(record, list):
        problems = cast("list[Problem]", record)
        return Followed(None, stays=f"随访表的用药没有跟着处方改：{problems[0].text}")
    carried = tuple(name for name in visit.carried if name != "drugs")
    return Followed(
        replace(visit, record=record, carried=carried, correction_reason=REASON),
        tuple(line for line in drugs if line not in written),
        tuple(line.name for line in written if line.name not in {drug.name for drug in drugs}),
    )


def in_words(followed: Sequence[Followed]) -> str:
    """What became of the forms, in a sentence or two; empty when nothing did."""
    lists = dict.fromkeys(_listed(form) for form in followed if form.revised is not None)
    sentences = [f"随访表用药已按处方改：{text}。" for text in lists]
    return "".join([*sentences, *dict.fromkeys(form.stays for form in followed if form.stays)])


def _listed(form: Followed) -> str:
    changed = (f"{drug.name}每日 {drug.times_per_day:g} 次每次 {drug.dose_text}" for drug in form.changed)
    return "、".join((*changed, *(f"停{name}" for name in form.gone)))


def _form_of(visit: FollowUp) -> FormSpec:
    return next(form for form in diseases.forms() if (form.id, form.version) == (visit.form_id, visit.form_version))


def _on_lines(form: FormSpec, orders: Sequence[MedicationOrder]) -> list[MedicationOrder]:
    """Insulin has lines of its own on a form that asks for it."""
    return [order for order in orders if "insulin" not in form.meanings or _INSULIN not in order.drug_name]
