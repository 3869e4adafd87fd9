"""What somebody takes elsewhere: told at one visit, remembered at the next, at the counter and in the township, exported."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from sync.client.engine import sync
from sync.client.pairing import pair
from sync.server.database.tables import Inbox
from tests import worlds
from tests.browsing import chromium, sign_in
from tests.server.township import PASSWORD, RunningTownship, running
from vclinic.clock import SteppingClock
from vclinic.domain.prescription import ONE_BOX
from vclinic.services import counter_sheet, draft_prescription, export, medication_profile as profiles, prescribe
from vclinic.services.known_of_person import known_of
from vclinic.services.prescription_sheet import PrescriptionSheet
from vclinic.services.regimen_checks import asks_planning, regimen_checks
from vclinic.services.resident_record import resident_record
from vclinic.services.workstation import Workstation

KIND = "medication_profile"
SAME_BOX, SAME_CLASS = "same_box/氨氯地平", "class/氨氯地平/硝苯地平"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workstation, SteppingClock]]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


@pytest.fixture
def township(tmp_path: Path) -> Iterator[RunningTownship]:
    with running(tmp_path / "township") as made:
        made.staff("linxy", "林晓燕")
        yield made


def told(station: Workstation) -> str:
    """Somebody seen today who takes 科素亚 from the hospital and coughed on enalapril."""
    resident = worlds.register(station)
    worlds.visit(station, resident, adr="2", adr_text="依那普利 干咳")
    worlds.taken_elsewhere(station, resident)
    profiles.tell_lab(station, resident, "creatinine_umol_l", 145, station.clock.today())
    return resident


def paired(station: Workstation, township: RunningTownship) -> None:
    pair(station.store, township.url, township.code("柳河村卫生室", station.clinic.village_code))
    sync(station.store, station.clock.now)


def filed(township: RunningTownship) -> list[tuple[int, str, str]]:
    """(revision, applied, what it waits for) of the profiles the township holds."""
    with township.store.read() as session:
        rows = session.exec(select(Inbox).where(Inbox.entity == KIND).order_by("revision"))  # type: ignore[arg-type]
        return [(row.revision, row.applied, row.waits_for) for row in rows]


def test_told_at_one_visit_it_is_there_at_the_next_and_at_the_counter(world: tuple[Workstation, SteppingClock]) -> None:
    station, clock = world
    resident = told(station)
    clock.set(worlds.MORNING + timedelta(days=28))
    made = worlds.visit(station, resident, 134, 82, heart_rate=72)
    sheet = draft_prescription.draft(station, made.follow_up_id)
    assert "科素亚" in sheet.other_drugs
    counter = counter_sheet.open_counter(station, worlds.prescription(station, made.follow_up_id))
    known = known_of(station, resident, counter.resident)
    assert [(taken.name, taken.source, taken.on) for taken in known.medicines] == [
        ("科素亚", "医院开的", worlds.MORNING.date())
    ]
    assert known.reactions == ("依那普利 干咳（2026-11-24）",)
    assert [(lab.label, lab.text) for lab in known.labs] == [("肌酐", "145"), ("eGFR", "36")]
    (entry,) = [one for one in resident_record(station, resident).timeline if one.entity == KIND]
    assert (entry.title, entry.on) == ("用药档案", worlds.MORNING.date())
    assert "科素亚（医院开的）；不良反应 依那普利 干咳；肌酐 145 μmol/L" in entry.detail


def test_the_township_receives_every_revision_and_names_it_in_chinese(
    world: tuple[Workstation, SteppingClock], township: RunningTownship, tmp_path: Path
) -> None:
    station, _ = world
    told(station)
    paired(station, township)
    assert filed(township) == [(1, "yes", ""), (2, "yes", ""), (3, "yes", "")]
    count = export.export(station, "medication-profiles", tmp_path / "profiles.csv")
    assert (count, "科素亚" in (tmp_path / "profiles.csv").read_text(encoding="utf-8-sig")) == (1, True)
    with chromium() as browser:
        console = sign_in(browser, township.url, "linxy", PASSWORD)
        console.goto(f"{township.url}/clinics/received")
        expect(console.get_by_text("用药档案").first).to_be_visible()


def test_a_young_woman_is_asked_once_and_her_answer_ends_the_warning(
    world: tuple[Workstation, SteppingClock], township: RunningTownship
) -> None:
    station, clock = world
    resident = worlds.register(station, "林小雨", born=date(1996, 5, 6))
    made = worlds.visit(station, resident, 152, 96, drugs=()).follow_up_id
    sheet = draft_prescription.draft(station, made)
    line = worlds.order(station, sheet.three, worlds.VALSARTAN, 80.0)

    def waiting(sheet: PrescriptionSheet) -> list[str]:
        three = replace(sheet.three, medication=(replace(line, days=7, quantity=7),))
        shown = regimen_checks(three, prescribe.recheck(station, sheet, three))
        return [check.text for check in shown.waiting if asks_planning(check)]

    assert len(waiting(sheet)) == 1
    assert known_of(station, resident).planning is None  # nothing ordered yet
    profiles.answer_planning(station, resident, planning=True)
    assert "她打算怀孕" in waiting(draft_prescription.draft(station, made))[0]
    profiles.answer_planning(station, resident, planning=False)
    assert waiting(draft_prescription.draft(station, made)) == []

    profiles.tell_medicine(station, resident, "科素亚", "hospital")
    profiles.tell_reaction(station, resident, "依那普利", "干咳", "cough", "2026-10-01")
    profiles.tell_lab(station, resident, "creatinine_umol_l", 62, station.clock.today())
    profiles.tell_lab(station, resident, "potassium_mmol_l", 5.4, station.clock.today())
    profiles.take_back_lab(station, resident, "potassium_mmol_l", station.clock.today(), "别人的单子")
    paired(station, township)
    with chromium() as browser:
        console = sign_in(browser, township.url, "linxy", PASSWORD)
        console.goto(f"{township.url}/residents/{resident}")
        card = console.locator("#medicines")
        for text in (
            "科素亚（医院开的，2026-11-24）",
            "依那普利 干咳（2026-10-01）",
            "肌酐 62 μmol/L（2026-11-24）",
            "没有怀孕打算（2026-11-24）",
            "血钾 5.4 mmol/L（2026-11-24）（2026-11-24 别人的单子）",
            "没问过",
        ):
            expect(card.get_by_text(text).first).to_be_visible()

    clock.set(worlds.MORNING + timedelta(days=366))
    later = worlds.visit(station, resident, 148, 94, drugs=(), heart_rate=72).follow_up_id
    again = waiting(draft_prescription.draft(station, later))  # a year later, of ours and of what the hospital gave
    assert [text.partition("：")[0] for text in again] == ["缬沙坦胶囊", "在别处用的科素亚"]


def test_a_reason_is_remembered_at_the_next_visit_and_read_at_the_township(
    world: tuple[Workstation, SteppingClock], township: RunningTownship
) -> None:
    station, clock = world
    resident = worlds.register(station)
    first = worlds.visit(station, resident).follow_up_id
    for name in ("降压神茶", "络活喜", "硝苯地平片"):
        profiles.tell_medicine(station, resident, name, "pharmacy")
    paired(station, township)
    sheet = draft_prescription.draft(station, first)
    shown = regimen_checks(sheet.three, prescribe.recheck(station, sheet, sheet.three))
    assert shown.unknown == ("降压神茶",)
    asked = {check.code for check in shown.waiting}
    assert {SAME_BOX, SAME_CLASS} <= asked
    given = dict.fromkeys(asked, "县医院心内科定的方案") | {SAME_BOX: ONE_BOX}
    assert isinstance(prescribe.save(station, sheet, replace(sheet.three, overrules=tuple(given.items()))), str)

    clock.set(worlds.MORNING + timedelta(days=28))
    second = worlds.visit(station, resident, 134, 82, heart_rate=72).follow_up_id
    sheet = draft_prescription.draft(station, second)
    checks = prescribe.recheck(station, sheet, sheet.three)
    assert asked.isdisjoint(check.code for check in regimen_checks(sheet.three, checks).pressing)
    assert "县医院心内科定的方案" in {check.overruled for check in checks}

    sync(station.store, station.clock.now)
    with chromium() as browser:
        console = sign_in(browser, township.url, "linxy", PASSWORD)
        console.goto(f"{township.url}/review?flag=medicines")
        said = console.get_by_text("没有采纳提醒（11-24 三处方）")
        expect(said).to_contain_text(["氨氯地平和硝苯地平同类。理由：“县医院心内科定的方案”"])
        expect(console.get_by_text(ONE_BOX)).to_have_count(0)
