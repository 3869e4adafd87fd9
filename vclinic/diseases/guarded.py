"""What every disease hands to the guard over vital signs, and what its alerts do to the next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from vclinic.diseases.shared import drugs_of
from vclinic.diseases.visits import Subject
from vclinic.domain.alert import Alert
from vclinic.rules import guard
from vclinic.rules.catalog import load_catalog
from vclinic.rules.guarding.signs import VitalSigns
from vclinic.rules.person import PersonFacts
from vclinic.rules.prescription_rules import is_one_of, prescription_rules_on
from vclinic.rules.sign_words import (
    arms_apart,
    danger_words,
    feels_unwell,
    foot_broken,
    ketosis_words,
    lungs_worse,
    not_eating,
    pulse_irregular,
    sick_or_panting,
    standing_pressures,
    stroke_words,
    worry_words,
)
from vclinic.rules.vital_limits import vital_limits_on

_LET_ANKLES_SWELL = ("DHP_CCB",)
_LET_KETONES_RISE = ("SGLT2I",)
_PAUSE_WITHOUT_FOOD = ("BIGUANIDE", "SGLT2I")
_SICK = frozenset(("gut", "vomiting", "deep_breath"))  # confirmed signs
# 恶心呕吐, 呼吸困难 of the list of symptoms for everybody but diabetics, whose own list has neither
SICK_SYMPTOMS = frozenset("35")
_DIABETES = frozenset(("t2dm", "t1dm"))
_GLUCOSES = (("空腹血糖", "fbg"), ("餐后血糖", "pbg"), ("随机血糖", "rbg"))
# with one of these nobody walks briskly today, even where nothing is urgent
_NO_EXERCISE = frozenset(
    (
        "low_sbp",
        "low_dbp",
        "stroke_words",
        "danger_words",
        "bleeding_words",
        "sick_day_drug",
        "foot_words",
        "ketosis_words",
        "ketosis_drug",
        "potassium_high",
        "potassium_low",
        "fever_above",
    )
)

_WALKS_GENTLY = "pregnant_high_bp"  # with child: referred, and walks gently (V1)


@dataclass(frozen=True, slots=True)
class Felt:
    """Codes of a form's symptom list: those that mean feeling unwell in the sense of the limits, swollen legs, and being
    sick or panting. ``diabetic``: the form is of diabetes."""

    unwell: frozenset[str] = frozenset()
    ankles: str = ""
    sick: frozenset[str] = frozenset()
    diabetic: bool = False


def vital_signs(values: Mapping[str, Any], subject: Subject, felt: Felt) -> VitalSigns:
    """The vital signs of a visit, from its fields and from the words written beside them."""
    text = _written(values)
    ticked: frozenset[str] = frozenset(values.get("symptom_codes") or ())
    taken = tuple(dict.fromkeys((*drugs_of(values), *subject.taking)))
    signs = tuple(values.get("emergency_signs") or ())
    slowing = prescription_rules_on(values.get("visit_date") or date.max).slowing
    return VitalSigns(
        sbp=values.get("sbp"),
        dbp=values.get("dbp"),
        readings=tuple((high, low) for high, low in values.get("bp_readings") or ()),
        standing=(*(values.get("standing_bp") or ()), *standing_pressures(text)),
        heart_rate=values.get("heart_rate"),
        irregular=pulse_irregular(text),
        temperature=values.get("temperature"),
        glucoses=tuple((name, values[field]) for name, field in _GLUCOSES if values.get(field) is not None),
        potassium=values.get("potassium_mmol_l") or subject.potassium,
        signs=signs,
        stroke_signs=stroke_words(text),
        danger_signs=danger_words(text),
        worries=worry_words(text),
        not_eating=not_eating(text),
        diabetic=felt.diabetic or subject.diabetic,
        foot=foot_broken(text),
        ketosis=ketosis_words(text),
        sick=bool(ticked & felt.sick) or bool(_SICK.intersection(signs)) or sick_or_panting(text),
        unwell=bool(ticked & felt.unwell) or feels_unwell(text),
        pregnant=bool(values.get("pregnant")),
        slowing_drugs=_of(taken, slowing),
        swelling_drugs=_of(taken, _LET_ANKLES_SWELL),
        ketone_drugs=_of(taken, _LET_KETONES_RISE),
        sick_day_drugs=_of(taken, _PAUSE_WITHOUT_FOOD),
        ankles=felt.ankles in ticked,
        arm_difference=arms_apart(text),
    )


def _written(values: Mapping[str, Any]) -> str:
    return "，".join(str(values.get(name) or "") for name in ("other_signs", "symptom_other"))


def alerts_of(values: Mapping[str, Any], subject: Subject, felt: Felt) -> tuple[Alert, ...]:
    """The alerts of a visit with a day, by the limits of that day."""
    return guard.guard(vital_signs(values, subject, felt), vital_limits_on(values["visit_date"]))


def known_of(person: PersonFacts, subject: Subject, day: date) -> Subject:
    """The subject of a visit on ``day`` with what is known of the person beside it: what is taken, and results that are
    new enough to be judged by."""
    labs, fresh = person.labs, timedelta(days=vital_limits_on(day).potassium_fresh_days)
    potassium = labs.potassium_mmol_l
    return replace(
        subject,
        taking=person.drugs,
        potassium=potassium.value if potassium is not None and day - potassium.on <= fresh else None,
        diabetic=not _DIABETES.isdisjoint(person.diseases),
        hba1c=labs.hba1c_percent.value if labs.hba1c_percent is not None else None,
    )


def with_alerts(person: PersonFacts, values: Mapping[str, Any], subject: Subject) -> PersonFacts:
    """A person with what the guard says of the visit, everything taken and the results on record included: what the
    checks of medicines and the counter read. Without a day of a visit there is nothing to say."""
    if values.get("visit_date") is None:
        return person
    potassium = person.labs.potassium_mmol_l
    known = replace(
        subject,
        taking=(*subject.taking, *person.drugs),
        potassium=potassium.value if potassium else None,
        diabetic=not _DIABETES.isdisjoint(person.diseases),
    )
    felt = Felt(sick=SICK_SYMPTOMS if values.get("fbg") is None else frozenset())
    worse = {"copd_exacerbation"} if "copd" in person.diseases and lungs_worse(_written(values)) else set[str]()
    alerts = alerts_of({**values, "pregnant": person.pregnant}, known, felt)
    return replace(person, alerts=alerts, diseases=person.diseases | worse)


def asked(values: Mapping[str, Any], subject: Subject, felt: Felt, because_of: Sequence[str]) -> tuple[str, ...]:
    """Every emergency sign to ask about: those of ticked symptoms (``because_of``) and those of the guard, with
    consciousness first and whatever else cannot be dealt with here last; empty when there is nothing to ask."""
    limits = vital_limits_on(values.get("visit_date") or date.max)
    signs = (*because_of, *guard.questions(vital_signs(values, subject, felt), limits))
    if not signs:
        return ()
    between = (sign for sign in signs if sign not in ("consciousness", "other"))
    return tuple(dict.fromkeys(("consciousness", *between, "other")))


def not_taken_again(values: Mapping[str, Any]) -> str:
    """That a severe reading was the last one, in words; empty when it was taken again, or none was severe (§10)."""
    readings, limits = values.get("bp_readings") or (), vital_limits_on(values.get("visit_date") or date.max)
    if not readings or not limits.severe(readings[-1]) or any(limits.severe(reading) for reading in readings[:-1]):
        return ""
    high, low = readings[-1]
    return f"量到 {high}/{low}，达到 {limits.severe_sbp}/{limits.severe_dbp}，没有静坐后复测的读数。"


def exercise_stop(alerts: Sequence[Alert]) -> str:
    """Why nobody exercises today (three prescriptions V3, V4); empty when no alert says so."""
    for alert in alerts:
        if alert.code in _NO_EXERCISE or (alert.severity == "urgent" and alert.code != _WALKS_GENTLY):
            return f"今日不运动：{alert.name}，先处理"
    return ""


def exercise_care(alerts: Sequence[Alert]) -> str:
    """Why only the milder kinds of exercise today (V5, V6); empty when no alert says so."""
    return next((f"{alert.name}：先问上级，只慢走" for alert in alerts if alert.severity == "hold"), "")


def _of(taken: Sequence[str], cells: tuple[str, ...]) -> tuple[str, ...]:
    """The drugs among those taken that one of the cells means."""
    catalog = load_catalog()
    return tuple(name for name in taken if is_one_of(catalog.named(name), cells))
