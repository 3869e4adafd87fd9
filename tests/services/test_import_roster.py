"""The roster comes in whole or not at all; what it says fills in, what it does not say stays."""

import random
from collections.abc import Generator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import worlds
from vclinic.domain.problem import Refused, WorldFault
from vclinic.sample.people import make_people
from vclinic.sample.roster import write_roster
from vclinic.services import close_record, find_residents, import_roster, register_resident
from vclinic.services.import_roster import ImportReport
from vclinic.services.person import person_of, to_look_at
from vclinic.services.resident_record import allergies, resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import change_states

NUMBER = "340123196803120221"  # 何秀珍 of `worlds.register`


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def write(path: Path, header: str, *lines: str) -> Path:
    path.write_text("\n".join((header, *lines)) + "\n", "utf-8")
    return path


def taken(station: Workstation, path: Path) -> ImportReport:
    return import_roster.accept_roster(station, import_roster.preview_roster(station, path))


def numbers(report: ImportReport) -> tuple[int, int, int]:
    return report.accepted, report.refused, report.unchanged


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_roster_is_taken_with_reasons_and_importing_again_changes_nothing(
    station: Workstation, tmp_path: Path, ending: str
) -> None:
    people = make_people(120, random.Random(3), station.clock.today(), "340123")
    path = tmp_path / f"花名册{ending}"
    expected = write_roster(path, people, 7)
    preview = import_roster.preview_roster(station, path)
    assert find_residents.count_residents(station) == 0
    report = import_roster.accept_roster(station, preview)
    assert (report.accepted, report.refused, report.unchanged) == (
        expected.accepted,
        expected.refused,
        expected.unchanged,
    )
    assert {problem.code for _, problem in report.reasons} >= {
        "check_digit",
        "length",
        "no_such_date",
        "digits_lost",
        "differs_from_id",
    }
    import_roster.save_refused(preview, tmp_path / "退回.xlsx")
    rows = list(load_workbook(tmp_path / "退回.xlsx").active.values)
    assert len(rows) == expected.refused + 1
    assert rows[0][-1] == "退回原因"
    assert all(row[-1] for row in rows)
    with station.store.read() as session:
        before = change_states.counts(session)
    again = import_roster.accept_roster(station, import_roster.preview_roster(station, path))
    assert (again.accepted, again.refused) == (0, expected.refused)
    with station.store.read() as session:
        assert change_states.counts(session) == before


def test_a_roster_never_empties_what_is_known_and_joins_households(station: Workstation, tmp_path: Path) -> None:
    resident = worlds.register(station, contact_name="张德福")
    known = find_residents.find(station, "何秀珍")[0]
    path = tmp_path / "r.csv"
    number = "340123196803120221"
    path.write_text(
        f"姓名,身份证号,电话,慢性病,户主,与户主关系,住址\n何秀珍,{number},13911112222,糖尿病,何秀珍,户主,二组 14 号\n",
        "utf-8",
    )
    preview = import_roster.preview_roster(station, path).answered({"differs": "file"})
    report = import_roster.accept_roster(station, preview)
    assert (report.accepted, report.refused) == (1, 0)
    hit = find_residents.find(station, "何秀珍")[0]
    assert (hit.id, hit.phone, hit.diseases) == (resident, "13911112222", ("htn", "t2dm"))
    assert known.id == resident


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 50, "not_text"),
        ("这是一封信，不是花名册。\n".encode(), "not_a_roster"),
        (b"PK\x03\x04 not a workbook", "bad_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),
        ("姓名,身份证号\n".encode(), None),
    ],
)
def test_a_file_that_is_no_roster_is_a_sentence(
    station: Workstation, tmp_path: Path, content: bytes, code: str | None
) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    if code is None:
        assert import_roster.preview_roster(station, path).accepted == 0
        return
    with pytest.raises(Refused) as told:
        import_roster.preview_roster(station, path)
    assert told.value.code == code


def test_a_missing_roster_is_a_sentence(station: Workstation, tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="读不到文件"):
        import_roster.preview_roster(station, tmp_path / "nowhere.xlsx")


def test_a_known_number_under_another_name_is_refused_with_both_names(station: Workstation, tmp_path: Path) -> None:
    worlds.register(station)
    report = taken(station, write(tmp_path / "r.csv", "姓名,身份证号,电话", f"何秀英,{NUMBER},13911112222"))
    assert numbers(report) == (0, 1, 0)
    ((row, problem),) = report.reasons
    assert (row, problem.field, problem.code) == (2, "name", "name_differs")
    assert "何秀珍" in problem.text
    assert "何秀英" in problem.text
    assert find_residents.find(station, "何秀珍")[0].phone == "13800005207"


@pytest.mark.parametrize(
    ("line", "outcome", "people"),
    [
        ("马玉良,1979-05-06,男,13800005207", (0, 0, 1), 1),
        ("马玉良,1979-05-06,男,13911112222", (0, 0, 1), 1),
        ("马玉良,1979-05-07,男,13800005207", (1, 0, 0), 2),
    ],
    ids=["says nothing new", "another telephone", "another person"],
)
def test_without_a_number_somebody_is_known_by_name_and_birth(
    station: Workstation, tmp_path: Path, line: str, outcome: tuple[int, int, int], people: int
) -> None:
    header = "姓名,出生日期,性别,电话"
    taken(station, write(tmp_path / "first.csv", header, "马玉良,1979-05-06,男,13800005207"))
    assert numbers(taken(station, write(tmp_path / "second.csv", header, line))) == outcome
    assert find_residents.count_residents(station) == people


@pytest.mark.parametrize(
    ("named", "registers"),
    [("高血压", ("htn",)), ("糖尿病", ("htn", "t2dm")), ("高血压、糖尿病", ("htn", "t2dm"))],
)
def test_a_disease_makes_a_row_a_change_only_where_its_register_is_missing(
    station: Workstation, tmp_path: Path, named: str, registers: tuple[str, ...]
) -> None:
    resident = worlds.register(station)
    report = taken(station, write(tmp_path / "r.csv", "姓名,身份证号,慢性病", f"何秀珍,{NUMBER},{named}"))
    assert numbers(report) == ((0, 0, 1) if registers == ("htn",) else (1, 0, 0))
    entries = resident_record(station, resident).enrolments
    assert tuple(entry.disease for entry in entries) == registers
    assert entries[0].enrolled_on.year == 2020, "the entry that was there stays as it was"


def test_a_roster_closes_and_opens_no_record(station: Workstation, tmp_path: Path) -> None:
    resident = worlds.register(station)
    assert close_record.close_record(station, resident, station.clock.today(), "2") == []
    before = resident_record(station, resident).resident
    taken(station, write(tmp_path / "r.csv", "姓名,身份证号,电话", f"何秀珍,{NUMBER},13911112222"))
    after = resident_record(station, resident).resident
    assert (after.status, after.closed_on, after.archive_no) == (before.status, before.closed_on, before.archive_no)
    assert after.phone == before.phone


def test_members_of_a_household_join_their_head_in_whatever_order_they_stand(
    station: Workstation, tmp_path: Path
) -> None:
    roster = write(
        tmp_path / "r.csv",
        "姓名,性别,出生日期,户主,与户主关系,住址",
        "王小花,女,1990-05-01,王建国,女儿,三组 5 号",
        "王建国,男,1962-02-03,王建国,户主,三组 5 号",
        "刘翠,女,1964-08-09,王建国,妻,三组 5 号",
        "赵六,男,1970-01-01,赵六,户主,三组 6 号",
    )
    assert numbers(taken(station, roster)) == (4, 0, 0)
    homes = {
        hit.name: resident_record(station, hit.id).resident.household_id
        for hit in find_residents.list_residents(station)
    }
    heads = {hit.name: hit.id for hit in find_residents.list_residents(station)}
    assert homes["王小花"] == homes["王建国"] == homes["刘翠"] == heads["王建国"]
    assert homes["赵六"] == heads["赵六"]


def test_a_newcomer_joins_a_household_that_is_known(station: Workstation, tmp_path: Path) -> None:
    header = "姓名,性别,出生日期,户主,与户主关系,住址"
    taken(station, write(tmp_path / "first.csv", header, "王建国,男,1962-02-03,王建国,户主,三组 5 号"))
    head = find_residents.find(station, "王建国")[0].id
    taken(station, write(tmp_path / "second.csv", header, "刘翠,女,1964-08-09,王建国,妻,三组 5 号"))
    newcomer = find_residents.find(station, "刘翠")[0].id
    assert resident_record(station, newcomer).resident.household_id == head


def test_a_record_changed_between_preview_and_import_stops_the_whole_import(
    station: Workstation, tmp_path: Path
) -> None:
    resident = worlds.register(station)
    roster = write(
        tmp_path / "r.csv",
        "姓名,性别,身份证号,电话",
        "新来的,男,340123198906150035,",
        f"何秀珍,女,{NUMBER},13911112222",
    )
    preview = import_roster.preview_roster(station, roster).answered({"differs": "file"})
    assert isinstance(register_resident.change_resident(station, resident, {"phone": "13922223333"}, 1), str)
    with pytest.raises(Refused, match="刚刚在别处改过"):
        import_roster.accept_roster(station, preview)
    assert find_residents.find(station, "新来的") == []
    assert resident_record(station, resident).resident.phone == "13922223333"


def test_a_roster_without_a_good_row_writes_nothing(station: Workstation, tmp_path: Path) -> None:
    with station.store.read() as session:
        before = change_states.counts(session)
    report = taken(station, write(tmp_path / "r.csv", "姓名,性别,身份证号", "错的,男,340123198906150036"))
    assert numbers(report) == (0, 1, 0)
    with station.store.read() as session:
        assert change_states.counts(session) == before


def test_refused_rows_keep_their_order_and_never_cover_the_roster(station: Workstation, tmp_path: Path) -> None:
    worlds.register(station)
    roster = write(
        tmp_path / "r.csv",
        "姓名,性别,身份证号",
        f"何秀英,女,{NUMBER}",
        "错的,男,340123198906150036",
        "没号的,男,",
    )
    preview = import_roster.preview_roster(station, roster)
    assert [row.number for row in preview.refused] == [2, 3, 4]
    before = roster.read_bytes()
    with pytest.raises(Refused, match="花名册自己上面"):
        import_roster.save_refused(preview, tmp_path / "." / "r.csv")
    assert roster.read_bytes() == before
    import_roster.save_refused(preview, tmp_path / "退回.csv")
    given_back = (tmp_path / "退回.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in given_back] == [
        ["原表行号", "姓名"],
        ["2", "何秀英"],
        ["3", "错的"],
        ["4", "没号的"],
    ]


@pytest.mark.parametrize(
    ("cell", "named"),
    [("高压病", True), ("高血压√糖尿病", True), ("高血压2级", False), ("无高血压", False), ("高血压（已死亡）", False)],
)
def test_a_disease_that_entered_nobody_in_its_register_is_named(
    station: Workstation, tmp_path: Path, cell: str, named: bool
) -> None:
    path = write(tmp_path / "r.csv", "姓名,身份证号,慢病", f"何秀珍,{NUMBER},{cell}")
    preview = import_roster.preview_roster(station, path)
    assert [row.texts for row in preview.unread] == ([(cell,)] if named else [])


def test_words_nobody_could_read_come_in_are_named_and_stay(station: Workstation, tmp_path: Path) -> None:
    header = "姓名,身份证号,慢病,过敏史"
    path = write(
        tmp_path / "r.csv", header, f"何秀珍,{NUMBER},高血压、怪病,某某药", "张无事,340123195803121019,无,无药物过敏史"
    )
    preview = import_roster.preview_roster(station, path)
    assert [(row.number, row.name, row.texts) for row in preview.unread] == [(2, "何秀珍", ("怪病", "某某"))]
    assert "未识别，请人工看" in preview.unread[0].sentence
    report = import_roster.accept_roster(station, preview)
    assert (numbers(report), report.unread) == ((2, 0, 0), preview.unread)
    record = resident_record(station, find_residents.find(station, "何秀珍")[0].id)
    assert record.diseases == ("htn",)
    assert to_look_at(station, record).unread == ("怪病", "某某")
    assert taken(station, path).unchanged == 2


def test_a_later_roster_adds_its_words_to_a_known_record(station: Workstation, tmp_path: Path) -> None:
    resident = worlds.register(station)
    header = "姓名,身份证号,慢病,过敏史"
    taken(station, write(tmp_path / "1.csv", header, f"何秀珍,{NUMBER},高血压、痛风,"))
    taken(station, write(tmp_path / "2.csv", header, f"何秀珍,{NUMBER},高血压，怀疑冠心病,青霉素"))
    record = resident_record(station, resident)
    person = person_of(station, record, {"visit_date": station.clock.today()})
    assert person.diseases == {"htn", "gout"}
    assert person.allergies == ("penicillin",)
    assert to_look_at(station, record).suspected == ("冠心病",)
    assert allergies(record.resident) == "青霉素"
