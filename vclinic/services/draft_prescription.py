"""The three prescriptions of a visit's day as the rules would write them, or as they were stored; what was edited is
kept as a draft."""

from collections.abc import Mapping
from dataclasses import replace

from vclinic.diseases.shared import drugs_of
from vclinic.diseases.visits import JudgedVisit
from vclinic.domain.medication_profile import MedicationProfile
from vclinic.domain.prescription import Check, MedicationOrder, ThreePrescriptions
from vclinic.forms.document import to_json
from vclinic.rules.day_signs import day_signs
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.medication import renewal_days
from vclinic.rules.person import PersonFacts
from vclinic.rules.taken import same_line
from vclinic.rules.three_prescriptions import draft_three
from vclinic.services import medication_profile
from vclinic.services.edit_prescription import recheck
from vclinic.services.find_drug import in_stock
from vclinic.services.person import person_of
from vclinic.services.prescription_sheet import PrescriptionSheet, brought, disease_of, known_values
from vclinic.services.regimen import active_orders
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.settings import read as read_settings
from vclinic.services.workstation import Workstation
from vclinic.storage import drafts, follow_ups, prescriptions
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.prescriptions import Prescription

DRAFT = "prescription"


def draft(station: Workstation, follow_up_id: str) -> PrescriptionSheet:
    """The prescriptions of a visit's day as the rules would write them, or as they were stored when it has some already.
    Visits of the same day for other diseases belong to the same prescription.

    Raises:
        Refused: ``newer_record``, the visit was written by a newer program.
    """
    with station.store.read() as session:
        visit = follow_ups.get_to_write(session, follow_up_id)
        same_day = _together(visit, follow_ups.on_day_of_resident(session, visit.resident_id, visit.record.visit_date))
        prescribed = [prescriptions.of_follow_up(session, one.id) for one in same_day]
        stored = next((prescription for prescription in prescribed if prescription is not None), None)
        versions = prescriptions.of_resident(session, visit.resident_id)
    record = resident_record(station, visit.resident_id, with_timeline=False)
    visits = tuple(judged(one) for one in same_day)
    if stored is None:
        sheet = compose(station, record, visits, versions)
    else:
        earlier = [other for other in versions if other.three.version < stored.three.version]
        sheet = compose(station, record, visits, earlier)
        sheet = replace(
            sheet,
            three=stored.three,
            known_id=stored.id,
            known_revision=stored.revision,
            stored_at=stored.recorded_at,
            stored_teach_back=stored.three.teach_back,
        )
    with station.store.read() as session:
        kept = drafts.load(session, DRAFT, sheet.three.follow_up_id)
    if kept is not None and kept[0]["base"] == [sheet.three.supersedes, sheet.known_revision]:
        three = prescriptions.three_from(kept[0]["three"])
        sheet = replace(
            sheet,
            three=replace(three, issued_on=sheet.three.issued_on),
            draft_saved_at=kept[1],
            correction_reason=str(kept[0].get("reason", "")),
        )
    return replace(sheet, checks=recheck(station, sheet, sheet.three))


def _together(visit: FollowUp, same_day: list[FollowUp]) -> list[FollowUp]:
    """The visit and the last one of the day for each other disease, in the order they were recorded."""
    newest = {one.disease: one.id for one in same_day} | {visit.disease: visit.id}
    return [one for one in same_day if newest[one.disease] == one.id and one.readable]


def judged(visit: FollowUp) -> JudgedVisit:
    """A stored visit as prescriptions are drafted from it."""
    return JudgedVisit(visit.disease, visit.id, follow_ups.values_of(visit), visit.assessment)


def keep_draft(station: Workstation, sheet: PrescriptionSheet, three: ThreePrescriptions, reason: str = "") -> None:
    """Keep what was edited so far, and why, on this machine only; it is offered again as long as nothing newer was
    stored."""
    content = {"base": [sheet.three.supersedes, sheet.known_revision], "three": to_json(three), "reason": reason}
    with station.store.local() as session:
        drafts.keep(session, DRAFT, three.follow_up_id, content, station.clock.now())


def compose(
    station: Workstation, record: ResidentRecord, visits: tuple[JudgedVisit, ...], versions: list[Prescription]
) -> PrescriptionSheet:
    """A fresh draft for the visits of one day; ``versions`` are the resident's earlier prescriptions, newest first."""
    earlier = versions[0] if versions else None
    regimen = active_orders(earlier)
    known = known_values(visits)
    profile = medication_profile.read(station, record.id)
    person, others = taker(station, record, known, regimen, profile)
    contributions = brought(station, visits, person, known)
    signs = day_signs(known, person.height_cm)
    days = renewal_days(
        [visit.assessment.action for visit in visits],
        read_settings(station).days_default,
        min(_revisit_days(station, visit) for visit in visits),
    )
    three = draft_three(
        contributions,
        lifestyle=lifestyle_of(known),
        person=person,
        regimen=regimen,
        previous=earlier.three if earlier else None,
        catalog=station.catalog,
        days=days,
        issued_on=station.clock.today(),
        review_on=min(visit.values["next_visit_date"] for visit in visits),
        signs=signs,
    )
    three = replace(
        three,
        resident_id=record.id,
        reasons=tuple(("follow_up", visit.follow_up_id) for visit in visits),
        version=(earlier.three.version if earlier else 0) + 1,
        supersedes=earlier.id if earlier else "",
    )
    sheet = PrescriptionSheet(
        resident=record,
        visits=visits,
        contributions=contributions,
        three=three,
        previous=earlier.three if earlier else None,
        checks=(),
        other_drugs=others,
        person=person,
        signs=signs,
        overrules=profile.overrules,
        meanings=dict(profile.read_as),
        eat_together=profile.eat_together,
        stocked=in_stock(station),
    )
    three = after_reactions(three, recheck(station, sheet, three))
    return replace(sheet, checks=recheck(station, sheet, three), three=three)


def taker(
    station: Workstation,
    record: ResidentRecord,
    known: Mapping[str, object],
    regimen: tuple[MedicationOrder, ...],
    profile: MedicationProfile,
) -> tuple[PersonFacts, tuple[str, ...]]:
    """Who takes the drugs, with what is ``known`` of the day, and the names of everything others gave."""
    person = person_of(station, record, known)
    others = medication_profile.others_of(profile, _other_drugs(station, drugs_of(known), regimen))
    taken = (*person.drugs, *(order.drug_name for order in regimen), *others)
    return replace(person, drugs=tuple(dict.fromkeys(taken))), others


def after_reactions(three: ThreePrescriptions, checks: tuple[Check, ...]) -> ThreePrescriptions:
    """What made a face swell, or worse, is not renewed: its line stands as stopped, with the reason."""
    grave = {
        line: check.text
        for check in checks
        if check.kind == "reaction" and check.severity == "forbid"
        for line in check.lines
    }
    medication = tuple(
        replace(order, change="stopped", quantity=0, note=grave[order.line_no]) if order.line_no in grave else order
        for order in three.medication
    )
    return replace(three, medication=medication)


def _revisit_days(station: Workstation, visit: JudgedVisit) -> int:
    return disease_of(visit).rules_on(station.rules, visit.values["visit_date"]).revisit_days


def _other_drugs(station: Workstation, names: tuple[str, ...], ours: tuple[MedicationOrder, ...]) -> tuple[str, ...]:
    """The names that are no line of ours. Another name for the same drug stays: it may be a second box."""
    lines = [station.catalog.named(order.drug_name) for order in ours]
    return tuple(name for name in names if not any(same_line(station.catalog.named(name), line) for line in lines))
