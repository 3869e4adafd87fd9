"""The roster comes in whole or not at all, and anybody is found by a few letters."""

import random
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import worlds
from vclinic.domain.problem import Refused, WorldFault
from vclinic.sample.people import make_people
from vclinic.sample.roster import write_roster
from vclinic.services import find_residents, import_roster, register_resident, sample_village
from vclinic.services.backup import backup, check, restore
from vclinic.services.clinic_setup import open_clinic
from vclinic.services.sync_status import describe, status
from vclinic.storage import changes


@pytest.fixture
def station(tmp_path: Path):
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_roster_is_taken_with_reasons_and_importing_again_changes_nothing(
    station, tmp_path: Path, ending: str
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
        before = changes.counts(session)
    again = import_roster.accept_roster(station, import_roster.preview_roster(station, path))
    assert (again.accepted, again.refused) == (0, expected.refused)
    with station.store.read() as session:
        assert changes.counts(session) == before


def test_a_roster_never_empties_what_is_known_and_joins_households(station, tmp_path: Path) -> None:
    resident = worlds.register(station, contact_name="张德福")
    known = find_residents.find(station, "何秀珍")[0]
    path = tmp_path / "r.csv"
    number = "340123196803120221"
    path.write_text(
        f"姓名,身份证号,电话,慢性病,户主,与户主关系,住址\n何秀珍,{number},13911112222,糖尿病,何秀珍,户主,二组 14 号\n",
        "utf-8",
    )
    report = import_roster.accept_roster(station, import_roster.preview_roster(station, path))
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
def test_a_file_that_is_no_roster_is_a_sentence(station, tmp_path: Path, content: bytes, code: str | None) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    if code is None:
        assert import_roster.preview_roster(station, path).accepted == 0
        return
    with pytest.raises(Refused) as told:
        import_roster.preview_roster(station, path)
    assert told.value.code == code


def test_a_missing_roster_is_a_sentence(station, tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="读不到文件"):
        import_roster.preview_roster(station, tmp_path / "nowhere.xlsx")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zs", "张三"), ("zhangsan", "张三"), ("张", "张三"), ("建国", "王建国"), ("jg", "王建国"), ("sgy", "单国英"),
        ("shan", "单国英"), ("cql", "曾庆林"), ("zql", "曾庆林"), ("xf", "解放"), ("qgy", "仇桂英"), ("zml", "查明亮"),
        ("oyjg", "欧阳建国"), ("abd", "阿卜杜热合曼·买买提"), ("买买提", "阿卜杜热合曼·买买提"),
    ],
)  # fmt: skip
def test_anybody_is_found_by_name_pinyin_and_initials(station, typed: str, name: str) -> None:
    sample_village.fill(station, 60, 0, 1)
    assert name in [hit.name for hit in find_residents.find(station, typed)]


def test_anybody_is_found_by_any_part_of_a_number_and_the_best_comes_first(station) -> None:
    resident = worlds.register(station)
    worlds.register(station, "何秀", serial=24)
    for typed in ("0221", "19680312", "5207", "138000"):
        assert resident in [hit.id for hit in find_residents.find(station, typed)]
    assert [hit.name for hit in find_residents.find(station, "何秀")] == ["何秀", "何秀珍"]
    assert find_residents.find(station, "'; DROP TABLE resident; --") == []
    assert find_residents.find(station, '"') == []
    assert find_residents.find(station, "zzzz") == []


def test_one_person_one_record(station) -> None:
    worlds.register(station)
    again = register_resident.register(
        station, {"name": "别人", "sex_code": "2", "birth_date": "1968-03-12", "id_no": "340123196803120221"}
    )
    assert isinstance(again, list)
    assert again[0].code == "id_no_taken"


def test_a_backup_reads_back_and_a_restored_store_makes_ids_of_its_own(station, tmp_path: Path) -> None:
    resident = worlds.register(station)
    report = backup(station, tmp_path / "copy.vcbak")
    assert report.counts["resident"] == 1
    worlds.visit(station, resident)
    with pytest.raises(Refused, match="密码不对"):
        restore(tmp_path / "other", tmp_path / "copy.vcbak", "", "wrong-password", station.clock)
    assert not (tmp_path / "other" / "clinic.db").exists()
    restore(tmp_path / "other", tmp_path / "copy.vcbak", "", worlds.PASSWORD, station.clock)
    again = open_clinic(tmp_path / "other", "zhougp", worlds.PASSWORD, station.clock)
    first, second = worlds.visit(station, resident, 130, 80), worlds.visit(again, resident, 128, 78)
    assert first.follow_up_id[:6] != second.follow_up_id[:6]
    assert check(again).problems == ()
    again.store.close()


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\x00" * 18, b"rubbish"])
def test_a_file_that_is_no_backup_changes_nothing(station, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.vcbak").write_bytes(content)
    with pytest.raises(Refused, match="不是本程序的备份"):
        restore(tmp_path / "clinic", tmp_path / "bad.vcbak", "", worlds.PASSWORD, station.clock)
    worlds.register(station)


def test_a_backup_that_cannot_be_written_is_a_sentence_and_leaves_no_half(station, tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="备份没有做成"):
        backup(station, tmp_path / "no-such-folder" / "copy.vcbak")
    assert list(tmp_path.glob("*.part")) == []


def test_the_corner_says_how_many_wait_and_grows_louder_with_age(station) -> None:
    now = station.clock.now()
    told = describe(status(station), now)
    assert told.text == "1 条待上报 · 未接入卫生院"
    assert told.level == "normal"


def test_the_sample_village_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    for place in ("a", "b"):
        with worlds.clinic(tmp_path / place) as (station, _):
            made = sample_village.fill(station, 80, 6, 5)
            assert made["residents"] == 80
            assert check(station).problems == ()
            seen.append([hit.name + hit.id_no_tail for hit in find_residents.list_residents(station)])
    assert sorted(seen[0]) == sorted(seen[1])
