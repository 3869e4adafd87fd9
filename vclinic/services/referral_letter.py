"""The letter a resident takes along to the township hospital: 双向转诊（转出）单, written from the visit as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vclinic import diseases
from vclinic.domain import codes
from vclinic.domain.follow_up import Assessment
from vclinic.domain.resident import Resident
from vclinic.forms import draft
from vclinic.forms.document import display, line_texts
from vclinic.forms.personal_information import NOTHING
from vclinic.forms.spec import Context
from vclinic.services.judge_visit import judge
from vclinic.services.visit_sheet import VisitSheet, person_facts
from vclinic.services.workstation import Workstation

_MEASURED = "heart_rate temperature pbg rbg hba1c weight_kg bmi".split()  # beside what the disease is judged by
_SEEN = "dorsalis_pedis other_signs aux_exam other_exam".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralLetter:
    """The fields of the outgoing letter in the order of the paper; empty ones are filled in by hand."""

    name: str
    sex_code: str
    age: int
    archive_no: str
    address: str
    phone: str
    to_org: str
    to_dept: str
    day: date
    urgent: bool
    impression: str
    reason: str
    past_history: str
    treatment: str
    doctor: str
    clinic: str
    clinic_phone: str


def referral_letter(station: Workstation, sheet: VisitSheet, values: Mapping[str, Any]) -> ReferralLetter | None:
    """The letter for a visit being written or corrected; None while its judgement advises no referral."""
    today = station.clock.today()
    judgement = judge(sheet, values, today, station.rules)
    assessment = judgement.assessment
    if assessment is None or assessment.referral == "none":
        return None
    resident = sheet.resident.resident
    context = Context(today, person_facts(resident))
    visit, _ = draft.parse_values(sheet.form, dict(values) | judgement.computed, context)
    org, _, dept = str(visit.get("referral_org_dept", "")).partition(" ")
    return ReferralLetter(
        name=resident.name,
        sex_code=resident.sex_code,
        age=sheet.age,
        archive_no=resident.archive_no,
        address=resident.address,
        phone=resident.phone,
        to_org=org,
        to_dept=dept,
        day=visit["visit_date"],
        urgent=assessment.referral == "urgent",
        impression=_impression(sheet),
        reason=_reason(sheet, visit, assessment),
        past_history=_past(sheet, resident),
        treatment=_treatment(sheet, visit),
        doctor=station.doctor.name,
        clinic=station.clinic.name,
        clinic_phone=station.clinic.phone,
    )


def _impression(sheet: VisitSheet) -> str:
    """The registers a resident is in are confirmed diagnoses; nothing is guessed beyond them."""
    registers = sheet.resident.diseases or (sheet.disease.key,)
    return "、".join(diseases.diagnosis_of(code) for code in registers)


def _reason(sheet: VisitSheet, visit: Mapping[str, Any], assessment: Assessment) -> str:
    known = sheet.form.meanings
    sentences: list[str] = [f"{visit['referral_reason'].rstrip('。')}。"]
    sentences += [reason.text for reason in assessment.reasons if reason.code != "schedule"]
    listed = known["symptom_codes"].codes
    symptoms: list[str] = [
        listed.label(code)
        for code in visit.get("symptom_codes", ())
        if listed is not None and code not in (listed.exclusive, listed.other)
    ]
    symptoms += [visit["symptom_other"]] if visit.get("symptom_other") else []
    if symptoms:
        sentences.append(f"症状：{'、'.join(symptoms)}。")
    asked = known["emergency_signs"].codes
    signs = [asked.label(code) if asked is not None else code for code in visit.get("emergency_signs", ())]
    if signs:
        sentences.append(f"医生确认：{'、'.join(signs)}。")
    told = "".join(sentences)
    if visit.get("pregnant") and known["pregnant"].label not in told:
        sentences.append(f"{known['pregnant'].label}。")
    for measure in sheet.disease.measures:
        figures = measure.text(visit)
        sentences += [f"{measure.label} {figures} {measure.unit}。"] if figures and figures not in told else []
    for name in _MEASURED:
        if visit.get(name):
            figure = f"{known[name].label} {display(known[name], visit[name])}"
            sentences += [f"{figure} {known[name].unit}。"] if figure not in told else []
    for name in _SEEN:
        if visit.get(name):
            choices = known[name].codes
            seen = choices.label(str(visit[name])) if choices is not None else str(visit[name])
            sentences.append(f"{known[name].label}：{seen.rstrip('。')}。")
    return "".join(sentences)


def _past(sheet: VisitSheet, resident: Resident) -> str:
    parts: list[str] = []
    for past in resident.past_diseases:
        what = codes.PAST_DISEASE.label(past.code)
        if past.text:
            what = past.text if past.code == codes.PAST_DISEASE.other else f"{what} {past.text}"
        parts.append(f"{what}（{past.confirm_month} 确诊）" if past.confirm_month else what)
    parts += [f"手术：{surgery.name}" for surgery in resident.surgeries if surgery.name != NOTHING]
    parts += [f"外伤：{trauma.name}" for trauma in resident.traumas if trauma.name != NOTHING]
    if sheet.allergies:
        parts.append(f"药物过敏：{sheet.allergies}")
    if sheet.adverse:
        parts.append(f"药物不良反应：{sheet.adverse}")
    return "；".join(parts)


def _treatment(sheet: VisitSheet, visit: Mapping[str, Any]) -> str:
    parts: list[str] = []
    for item in (item for section in sheet.form.sections for item in section.items):
        if item.lines is not None:  # insulin has lines of its own
            meaning = sheet.form.meanings[item.fields[0]]
            lines = [line_texts(meaning, item.lines, entry) for entry in visit.get(item.fields[0], ())]
            parts += [f"{name} {usage}" for name, usage in lines]
    adherence = visit.get("med_adherence")
    if parts and adherence:
        parts.append(f"服药{codes.ADHERENCE.label(adherence)}")
    if visit.get("adr") == "2" and visit.get("adr_text"):
        parts.append(f"不良反应：{visit['adr_text']}")
    past = sheet.previous
    if past is not None:
        for measure in sheet.disease.measures:
            figures = measure.text(past.values)
            if figures:
                parts.append(f"上次随访 {past.visited_on} {measure.label} {figures} {measure.unit}")
    return "；".join(parts)
