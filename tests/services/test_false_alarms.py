"""Of ordinary renewals of stable people few are interrupted, and nobody twice for the same thing: too many warnings are
as good as none."""

from collections import Counter
from collections.abc import Generator, Sequence

import pytest

from tests import worlds
from vclinic.domain.prescription import Check
from vclinic.services import draft_prescription, find_residents, sample_village
from vclinic.services.resident_record import resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import follow_ups, prescriptions
from vclinic.storage.follow_ups import FollowUp
from vclinic.storage.prescriptions import Prescription

PEOPLE, MONTHS, SEED = 240, 9, 3
MOST = 0.05  # of ordinary renewals
INTERRUPTS = frozenset(("forbid", "warn"))


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Generator[Workstation]:
    with worlds.clinic(tmp_path_factory.mktemp("alarms")) as (station, _):
        sample_village.fill(station, PEOPLE, MONTHS, SEED)
        yield station


def renewals(station: Workstation, resident_id: str) -> list[Sequence[Check]]:
    """What the doctor is told at each visit of a stable person whose drugs are renewed."""
    with station.store.read() as session:
        visits = follow_ups.of_resident(session, resident_id)
        versions = prescriptions.of_resident(session, resident_id)
    record = resident_record(station, resident_id, with_timeline=False)
    if not record.diseases:
        return []  # moved away or died since; the record of today says nothing of those visits
    days = {visit.record.visit_date for visit in visits}
    told: list[Sequence[Check]] = []
    for day in sorted(days):
        together = [visit for visit in visits if visit.record.visit_date == day]
        earlier = [version for version in versions if version.three.issued_on < day]
        if earlier and all(is_stable(visit) for visit in together) and unchanged(versions, earlier, together):
            judged = tuple(draft_prescription.judged(visit) for visit in together)
            told.append(draft_prescription.compose(station, record, judged, earlier).checks)
    return told


def is_stable(visit: FollowUp) -> bool:
    return visit.assessment.visit_class == "1" and visit.assessment.action == "ROUTINE"


def unchanged(versions: list[Prescription], earlier: list[Prescription], visits: list[FollowUp]) -> bool:
    """Whether the visit's own prescription is the one before, dose for dose."""
    ids = {visit.id for visit in visits}
    own = next((version for version in versions if version.three.follow_up_id in ids), None)
    return own is not None and regimen(own) == regimen(earlier[0])


def regimen(version: Prescription) -> list[tuple[str, float, str]]:
    return [(order.drug_id, order.dose_value, order.frequency) for order in version.three.medication]


def test_at_most_one_ordinary_renewal_in_twenty_is_interrupted(village: Workstation) -> None:
    told = [
        checks for hit in find_residents.list_residents(village, limit=PEOPLE) for checks in renewals(village, hit.id)
    ]
    assert len(told) >= 100
    interrupted = [
        warnings for checks in told if (warnings := [check for check in checks if check.severity in INTERRUPTS])
    ]
    said = Counter(f"{check.kind} {check.code}" for warnings in interrupted for check in warnings)
    print(f"{len(interrupted)} of {len(told)} ordinary renewals interrupted: {said.most_common()}")
    assert len(interrupted) <= MOST * len(told), said.most_common()
    for warnings in interrupted:
        about = [(check.kind, check.lines) for check in warnings]
        assert len(about) == len(set(about)), f"twice for the same thing: {warnings}"
