"""One box finds anybody by a few letters, in full width or half; the village by household, group and disease."""

from collections.abc import Generator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import worlds
from vclinic.domain.names import normal_name
from vclinic.services import close_record, find_residents, sample_village
from vclinic.services.find_residents import find, list_residents
from vclinic.services.note_opened import note_opened
from vclinic.services.workstation import Workstation


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Generator[Workstation]:
    """Sixty people, only looked at."""
    with worlds.clinic(tmp_path_factory.mktemp("village") / "clinic") as (made, _):
        sample_village.fill(made, 60, 0, 1)
        yield made


def names(hits: list[find_residents.ResidentHit]) -> list[str]:
    return [hit.name for hit in hits]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zs", "张三"), ("zhangsan", "张三"), ("张", "张三"), ("建国", "王建国"), ("jg", "王建国"), ("sgy", "单国英"),
        ("shan", "单国英"), ("cql", "曾庆林"), ("zql", "曾庆林"), ("xf", "解放"), ("qgy", "仇桂英"), ("zml", "查明亮"),
        ("oyjg", "欧阳建国"), ("abd", "阿卜杜热合曼·买买提"), ("买买提", "阿卜杜热合曼·买买提"),
    ],
)  # fmt: skip
def test_anybody_is_found_by_name_pinyin_and_initials(village: Workstation, typed: str, name: str) -> None:
    assert name in names(find(village, typed))


def test_anybody_is_found_by_any_part_of_a_number_and_the_best_comes_first(station: Workstation) -> None:
    resident = worlds.register(station)
    worlds.register(station, "何秀", serial=24)
    for typed in ("0221", "19680312", "5207", "138000"):
        assert resident in [hit.id for hit in find_residents.find(station, typed)]
    assert [hit.name for hit in find_residents.find(station, "何秀")] == ["何秀", "何秀珍"]
    assert find_residents.find(station, "'; DROP TABLE resident; --") == []
    assert find_residents.find(station, '"') == []
    assert find_residents.find(station, "zzzz") == []


@pytest.mark.parametrize("typed", ["ｈｘｚ", "HXZ", " h x z ", "何 秀　珍", "何秀珍\n", "０２２１"])
def test_what_an_input_method_leaves_is_read_as_it_was_meant(station: Workstation, typed: str) -> None:
    worlds.register(station)
    assert names(find(station, typed)) == ["何秀珍"]


def test_a_hit_says_who_it_is_without_the_whole_number(station: Workstation) -> None:
    resident = worlds.register(station, registers=("t2dm", "htn"))
    (hit,) = find(station, "何秀珍")
    assert (hit.id, hit.age, hit.id_no_tail, hit.village_group) == (resident, 58, "0221", "二组")
    assert (hit.diseases, hit.closed) == (("htn", "t2dm"), False)
    assert hit.due_on is None, "nobody has been to see her"
    following = worlds.visit(station, resident).assessment.next_visit_date
    assert find(station, "何秀珍")[0].due_on == following


def test_an_empty_box_shows_who_was_opened_last(station: Workstation) -> None:
    first = worlds.register(station, "何秀珍")
    second = worlds.register(station, "单国英", serial=24)
    worlds.register(station, "刘大山", serial=21)
    assert find(station, "") == []
    note_opened(station, first)
    station.clock.base.pass_seconds(60)
    note_opened(station, second)
    assert names(find(station, "  ")) == ["单国英", "何秀珍"]
    assert names(find(station, "", limit=1)) == ["单国英"]


def test_among_namesakes_the_last_opened_then_the_due_come_first_and_the_closed_last(station: Workstation) -> None:
    closed = worlds.register(station, "王芳", born=date(1950, 1, 1), serial=22)
    seen_later = worlds.register(station, "王芳", born=date(1951, 1, 1), serial=22)
    due = worlds.register(station, "王芳", born=date(1952, 1, 1), serial=22)
    opened = worlds.register(station, "王芳", born=date(1953, 1, 1), serial=22)
    worlds.visit(station, due, 152, 94)
    close_record.close_record(station, closed, station.clock.today(), "1")
    with station.store.local() as session:
        session.connection().exec_driver_sql("DELETE FROM seen")
    station.clock.base.set(worlds.MORNING + timedelta(days=20))
    note_opened(station, opened)
    assert [hit.id for hit in find(station, "王芳")] == [opened, due, seen_later, closed]
    assert [hit.id for hit in find(station, "王芳", limit=2)] == [opened, due]


def test_the_village_is_listed_by_group_and_by_disease(station: Workstation) -> None:
    worlds.register(station, "何秀珍", registers=("htn", "t2dm"))
    worlds.register(station, "单国英", serial=24, village_group="五组", registers=("t2dm",))
    worlds.register(station, "刘大山", serial=21, village_group="五组", registers=())
    assert find_residents.count_residents(station) == 3
    assert names(list_residents(station, group="五组", disease="t2dm")) == ["单国英"]
    assert sorted(names(list_residents(station, disease="t2dm"))) == sorted(["何秀珍", "单国英"])
    assert names(list_residents(station, disease="htn")) == ["何秀珍"]
    assert list_residents(station, group="九组") == []


def test_pages_of_the_list_follow_one_another_without_gap_or_repeat(station: Workstation) -> None:
    sample_village.fill(station, 30, 0, 1)
    whole = [hit.id for hit in list_residents(station)]
    pages: list[list[str]] = []
    while not pages or pages[-1]:
        pages.append([hit.id for hit in list_residents(station, after=pages[-1][-1] if pages else "", limit=7)])
    assert [resident for page in pages for resident in page] == whole
    assert [len(page) for page in pages] == [7, 7, 7, 7, len(whole) - 28, 0]


WRITTEN = {
    "⽂秀英": "文秀英",  # Kangxi radicals
    "⽯⼤⼭": "石大山",
    "⽅⽟⾦": "方玉金",
    "⻢⻰": "马龙",  # of the supplement
    "⻩⻅春": "黄见春",
    "⻬⻢⻋": "齐马车",
    "喻\uf9f7明": "喻立明",  # compatibility ideographs
    "\uf90a秀珍": "金秀珍",
    "\uf9e1\uf90a": "李金",
    "章\u3164伟": "章伟",  # Hangul fillers
    "\uffa0柏红\u115f": "柏红",
    "\u2068胡建华\u2069": "胡建华",  # bidi isolates and marks
    "\u202b孙玉兰\u202c": "孙玉兰",
    "水\xad生": "水生",  # soft hyphen
    "葛\U000e0101城": "葛城",  # variation selectors
    "邓\ufe00云": "邓云",
    "\ufeff赵\u200b大\u2060山": "赵大山",
    "周\u3000\xa0小兰": "周小兰",
    "古丽•扎尔": "古丽·扎尔",
}
RARE = ["𠮷田", "吉田", "王䶮", "王龚", "㛃云", "洁云", "王〇", "王一", "\ue123明"]


def test_whoever_a_record_writes_with_look_alikes_is_found_as_one_types_and_nobody_else(station: Workstation) -> None:
    ids = {
        written: worlds.register(station, written, serial=serial, household_head="户主")
        for serial, written in enumerate([*WRITTEN, *RARE], 30)
    }
    for written, meant in WRITTEN.items():
        for typed in (meant, written):
            assert ids[written] in [hit.id for hit in find(station, typed)], (written, typed)
        assert normal_name(written) == meant
    for name in RARE:
        assert [hit.id for hit in find(station, name)] == [ids[name]]
        assert normal_name(name) == name
