"""Rosters as people send them, one after the other: nobody moves, doubles, comes back to life or loses what was corrected."""

from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st

from tests import worlds
from tests.forms.rosters import excel_file, number, text_file
from vclinic.domain.identity import make_id_no
from vclinic.forms.roster_file import read_roster_file
from vclinic.services import close_record, find_residents, register_resident
from vclinic.services.import_roster import RosterPreview, accept_roster, preview_roster, save_refused
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.workstation import Workstation
from vclinic.storage import residents


@pytest.fixture
def station(tmp_path: Path) -> Generator[Workstation]:
    with worlds.clinic(tmp_path / "clinic") as (made, _):
        yield made


def looked_at(station: Workstation, path: Path, *lines: str, answers: dict[str, str] | None = None) -> RosterPreview:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return preview_roster(station, path).answered(answers or {})


def taken(station: Workstation, path: Path, *lines: str, answers: dict[str, str] | None = None) -> tuple[int, int, int]:
    report = accept_roster(station, looked_at(station, path, *lines, answers=answers))
    return report.accepted, report.refused, report.unchanged


def person(station: Workstation, name: str) -> ResidentRecord:
    (hit,) = [hit for hit in find_residents.find(station, name) if hit.name == name]
    return resident_record(station, hit.id)


def homes(station: Workstation) -> list[str]:
    """Each household as its people's names in order."""
    together: dict[str, list[str]] = defaultdict(list)
    for hit in find_residents.list_residents(station):
        together[resident_record(station, hit.id).resident.household_id].append(hit.name)
    return sorted("".join(sorted(names)) for names in together.values())


def wrong(right: str) -> str:
    return right[:-1] + ("0" if right[-1] != "0" else "1")


ONE, TWO, THREE, FOUR = (number(1950 + place, 101 + 14 * place) for place in range(4))
BLOCKS = [
    "姓名,身份证号,与户主关系,住址",
    f"许大河,{wrong(ONE)},户主,一组 1 号",
    f"何桂花,{TWO},妻,",
    f"吕满仓,{THREE},户主,二组 2 号",
    f"施春兰,{wrong(FOUR)},妻,",
]


class TestRowsSentBack:
    def test_put_right_each_wife_is_with_her_own_husband(self, station: Workstation, tmp_path: Path) -> None:
        first = looked_at(station, tmp_path / "r.csv", *BLOCKS)
        save_refused(first, tmp_path / "退回.csv")
        accept_roster(station, first)
        assert homes(station) == ["何桂花", "吕满仓"]
        text = (tmp_path / "退回.csv").read_text("utf-8-sig")
        assert "原户户主" in text
        mended = text.replace(wrong(ONE), ONE).replace(wrong(FOUR), FOUR).splitlines()
        assert taken(station, tmp_path / "改好.csv", *mended) == (2, 0, 0)
        assert homes(station) == ["何桂花许大河", "吕满仓施春兰"]
        assert person(station, "施春兰").resident.household_head == "吕满仓"

    def test_so_they_are_on_a_machine_that_never_saw_the_first_file(self, station: Workstation, tmp_path: Path) -> None:
        save_refused(looked_at(station, tmp_path / "r.csv", *BLOCKS), tmp_path / "退回.csv")
        text = (tmp_path / "退回.csv").read_text("utf-8-sig")
        mended = text.replace(wrong(ONE), ONE).replace(wrong(FOUR), FOUR).splitlines()
        assert taken(station, tmp_path / "改好.csv", *mended) == (2, 0, 0)
        assert homes(station) == ["施春兰", "许大河"]
        assert person(station, "施春兰").resident.household_head == "吕满仓"
        rest = [line.replace(wrong(ONE), ONE).replace(wrong(FOUR), FOUR) for line in BLOCKS]
        taken(station, tmp_path / "r2.csv", *rest)
        assert homes(station) == ["何桂花许大河", "吕满仓施春兰"]

    @pytest.mark.parametrize("changed", ["number", "name"])
    def test_with_the_row_number_alone_the_first_import_remembers(
        self, station: Workstation, tmp_path: Path, changed: str
    ) -> None:
        bad = [line.replace("许大河", "许大河1") for line in BLOCKS] if changed == "name" else BLOCKS
        taken(station, tmp_path / "r.csv", *bad)
        header = "原表行号,姓名,身份证号,与户主关系,住址,退回原因"
        lines = [f"2,许大河,{ONE},户主,一组 1 号,校验位", f"5,施春兰,{FOUR},妻,,校验位"]
        assert taken(station, tmp_path / "改好.csv", header, *lines) == (2, 0, 0)
        assert homes(station) == ["何桂花许大河", "吕满仓施春兰"]

    def test_a_row_number_nobody_remembers_joins_no_household(self, station: Workstation, tmp_path: Path) -> None:
        header = "原表行号,姓名,身份证号,与户主关系,住址,退回原因"
        lines = [f"2,许大河,{ONE},户主,一组 1 号,校验位", f"5,施春兰,{FOUR},妻,,校验位"]
        assert taken(station, tmp_path / "改好.csv", header, *lines) == (2, 0, 0)
        assert homes(station) == ["施春兰", "许大河"]

    def test_a_whole_family_sent_back_comes_in_together(self, station: Workstation, tmp_path: Path) -> None:
        lines = [BLOCKS[0], f"许大河,{wrong(ONE)},户主,", f"何桂花,{wrong(TWO)},妻,", f"吕满仓,{THREE},户主,"]
        assert taken(station, tmp_path / "r.csv", *lines) == (1, 2, 0)
        header = "原表行号,姓名,身份证号,与户主关系"
        back = [f"3,何桂花,{TWO},妻", f"2,许大河,{ONE},户主"]
        assert taken(station, tmp_path / "改好.csv", header, *back) == (2, 0, 0)
        assert homes(station) == ["何桂花许大河", "吕满仓"]


class TestNobodyMoves:
    header = "姓名,身份证号,户主,组,与户主关系"

    def test_a_later_file_that_says_another_household_is_asked(self, station: Workstation, tmp_path: Path) -> None:
        family = [f"甲,{ONE},甲,一组,户主", f"乙,{TWO},甲,一组,妻", f"丙,{THREE},丙,二组,户主"]
        taken(station, tmp_path / "r.csv", self.header, *family)
        later = [f"丙,{THREE},丙,二组,户主", f"乙,{TWO},丙,二组,妻"]
        preview = looked_at(station, tmp_path / "s.csv", self.header, *later)
        (asked,) = [question for question in preview.questions if question.code == "household"]
        assert (asked.rows, asked.default, asked.sides) == ((3,), "keep", (("乙", "甲", "丙"),))
        accept_roster(station, preview)
        assert homes(station) == ["丙", "乙甲"]
        taken(station, tmp_path / "s.csv", self.header, *later, answers={asked.key: "move"})
        assert homes(station) == ["丙乙", "甲"]
        assert person(station, "乙").resident.household_head == "丙"

    def test_who_had_no_household_is_put_into_theirs(self, station: Workstation, tmp_path: Path) -> None:
        taken(station, tmp_path / "r.csv", "姓名,身份证号", f"甲,{ONE}", f"乙,{TWO}")
        assert homes(station) == ["乙", "甲"]
        family = [f"乙,{TWO},甲,一组,妻", f"甲,{ONE},甲,一组,户主", f"丁,{FOUR},甲,一组,子"]
        assert taken(station, tmp_path / "s.csv", self.header, *family) == (3, 0, 0)
        assert homes(station) == ["丁乙甲"]
        assert taken(station, tmp_path / "s.csv", self.header, *family) == (0, 0, 3)

    @pytest.mark.parametrize(("choice", "together"), [("new", ["乙", "甲"]), ("1", ["乙甲"])])
    def test_a_newcomer_whose_file_says_less_than_the_records_is_asked(
        self, station: Workstation, tmp_path: Path, choice: str, together: list[str]
    ) -> None:
        taken(station, tmp_path / "r.csv", self.header, f"甲,{ONE},甲,一组,户主")
        line = f"乙,{TWO},甲,,妻"
        (asked,) = looked_at(station, tmp_path / "s.csv", self.header, line).questions
        assert (asked.code, asked.rows, asked.default) == ("household", (2,), "new")
        taken(station, tmp_path / "s.csv", self.header, line, answers={asked.key: choice})
        assert homes(station) == together

    def test_another_head_of_the_same_name_opens_a_household(self, station: Workstation, tmp_path: Path) -> None:
        for name, who in (("r", ONE), ("s", TWO)):
            taken(station, tmp_path / f"{name}.csv", self.header, f"王建国,{who},王建国,一组,户主")
        assert homes(station) == ["王建国", "王建国"]


class TestOlderFile:
    def test_fills_blanks_keeps_corrections_and_leaves_closed_records(
        self, station: Workstation, tmp_path: Path
    ) -> None:
        header = "姓名,身份证号,电话,住址,慢性病"
        old = [f"凤新号,{ONE},13800009999,,高血压", f"花已故,{TWO},,,高血压"]
        taken(station, tmp_path / "r.csv", header, *old)
        phoenix, flower = person(station, "凤新号"), person(station, "花已故")
        register_resident.change_resident(station, phoenix.id, {"phone": "13811112222"}, phoenix.revision)
        close_record.close_record(station, flower.id, station.clock.today(), "1")
        again = [f"凤新号,{ONE},13800009999,一组 1 号,高血压", f"花已故,{TWO},13800000000,,高血压、糖尿病"]
        preview = looked_at(station, tmp_path / "r.csv", header, *again)
        (difference,) = preview.differences
        assert (difference.row, difference.said.label, difference.said.kept, difference.said.file) == (2, "本人电话", "13811112222", "13800009999")  # fmt: skip
        assert (difference.kept_on, difference.from_file) == ("2026-11-24", False)
        assert any("花已故的档案已注销" in note for note in preview.notes)
        assert accept_roster(station, preview).accepted == 1
        resident = person(station, "凤新号").resident
        assert (resident.phone, resident.address) == ("13811112222", "一组 1 号")
        dead = resident_record(station, flower.id)
        assert (dead.resident.status, dead.resident.phone, len(dead.enrolments)) == ("1", "", 1)
        assert all(entry.ended_on for entry in dead.enrolments)

    def test_a_number_typed_wrong_by_a_digit_is_asked_and_may_be_put_right(
        self, station: Workstation, tmp_path: Path
    ) -> None:
        taken(station, tmp_path / "r.csv", "姓名,身份证号", f"甲,{ONE}")
        right = number(1950, 108)
        (asked,) = looked_at(station, tmp_path / "s.csv", "姓名,身份证号", f"甲,{right}").questions
        assert (asked.code, [choice.key for choice in asked.choices]) == ("digit_apart", ["same", "same_file", "two", "skip"])  # fmt: skip
        assert taken(station, tmp_path / "s.csv", "姓名,身份证号", f"甲,{right}") == (0, 1, 0)
        taken(station, tmp_path / "s.csv", "姓名,身份证号", f"甲,{right}", answers={"digit_apart": "same_file"})
        assert person(station, "甲").resident.id_no == right


OLDER = "姓名,身份证号,电话,组,住址,户主,慢性病,死亡日期"
KNOWN = f"甲,{ONE},13800000001,一组,一组 1 号,甲,高血压,"


@pytest.mark.parametrize(
    ("line", "outcome", "asked", "answers", "field", "kept"),
    [
        (f"甲,{ONE},,,,,,", (0, 0, 1), [], {}, "phone", "13800000001"),
        (f"甲,{ONE},13800000002,,,,,", (0, 0, 1), ["differs:2:phone"], {}, "phone", "13800000001"),
        (f"甲,{ONE},13800000002,,,,,", (1, 0, 0), ["differs:2:phone"], {"differs": "file"}, "phone", "13800000002"),
        (f"甲,{ONE},138-0000-0001,,,,,", (0, 0, 1), [], {}, "phone", "13800000001"),
        (f"甲,{ONE},无,,,,,", (0, 0, 1), [], {}, "phone", "13800000001"),
        (f"甲,{ONE},,二组,,,,", (0, 0, 1), ["differs:2:village_group"], {}, "village_group", "一组"),
        (f"甲,{ONE},,,一组1号,,,", (0, 0, 1), [], {}, "address", "一组 1 号"),
        (f"甲,{ONE},,,二组 9 号,,,", (1, 0, 0), ["differs:2:address"], {"differs": "file"}, "address", "二组 9 号"),
        (f"申,{ONE},13800000002,,,,,", (0, 1, 0), [], {}, "phone", "13800000001"),
        (f"甲,{ONE},,,,,,2025-03-01", (0, 0, 1), ["died:2"], {}, "status", "0"),
        (f"甲,{ONE},,,,,,2025-03-01", (1, 0, 0), ["died:2"], {"died": "close"}, "status", "1"),
        (f"甲,{ONE},,,,乙,,", (0, 0, 1), [], {}, "household_head", "甲"),
    ],
    ids=["all blank", "another telephone", "the file's telephone", "the same telephone", "no telephone", "another group",
         "the same address", "the file's address", "another name", "said to be dead", "closed", "another head"],
)  # fmt: skip
def test_a_file_beside_a_record_that_is_there(
    station: Workstation, tmp_path: Path, line: str, outcome: tuple[int, int, int], asked: list[str],
    answers: dict[str, str], field: str, kept: str,
) -> None:  # fmt: skip
    taken(station, tmp_path / "r.csv", OLDER, KNOWN)
    preview = looked_at(station, tmp_path / "s.csv", OLDER, line, answers=answers)
    assert [question.key for question in preview.questions] == asked
    report = accept_roster(station, preview)
    assert (report.accepted, report.refused, report.unchanged) == outcome
    assert getattr(person(station, "甲").resident, field) == kept


@pytest.mark.parametrize("reason", ["1", "2"])
def test_a_closed_record_is_neither_filled_nor_entered_whatever_a_file_says(
    station: Workstation, tmp_path: Path, reason: str
) -> None:
    taken(station, tmp_path / "r.csv", OLDER, KNOWN)
    close_record.close_record(station, person(station, "甲").id, station.clock.today(), reason)
    before = person(station, "甲")
    line = f"甲,{ONE},13800000002,二组,二组 9 号,乙,糖尿病,2025-03-01"
    preview = looked_at(station, tmp_path / "s.csv", OLDER, line, answers={"differs": "file", "died": "close"})
    assert (preview.questions, preview.accepted, preview.unchanged) == ((), 0, 1)
    accept_roster(station, preview)
    assert person(station, "甲") == before


def test_thirty_rows_of_one_kind_are_answered_by_one_answer(station: Workstation, tmp_path: Path) -> None:
    people = [(f"人{chr(0x4E00 + place)}", number(1940, 101 + 14 * place)) for place in range(30)]
    header = "姓名,身份证号,电话,死亡日期,备注"
    taken(station, tmp_path / "r.csv", header, *(f"{name},{who},13800000001,," for name, who in people))
    later = [f"{name},{who},13800000002,2025-03-01," for name, who in people]
    preview = looked_at(station, tmp_path / "s.csv", header, *later)
    assert [question.code for question in preview.open_questions].count("differs") == 30
    preview = preview.answered({"differs": "file", "died": "keep"})
    assert preview.open_questions == ()
    accept_roster(station, preview)
    assert {person(station, name).resident.phone for name, _ in people} == {"13800000002"}


COLUMNS = ("户号", "户主", "组", "与户主关系", "姓名", "性别", "出生日期", "身份证号")
VILLAGE = (
    ("01", "王建国", "一组", "户主", "王建国", 1940, 101),
    ("01", "王建国", "一组", "妻", "朱秀英", 1941, 122),
    ("01", "王建国", "一组", "子", "王小明", 1962, 133),
    ("02", "王建国", "五组", "户主", "王建国", 1950, 145),  # a second head of the name
    ("02", "王建国", "五组", "妻", "秦小梅", 1951, 168),
    ("03", "李四", "一组", "户主", "李四", 1955, 171),
    ("03", "李四", "一组", "妻", "赵六", 1956, None),  # has no number
    ("04", "孙七", "二组", "户主", "孙七", 1958, 193),
    ("05", "李四", "三组", "户主", "李四", 1955, 181),  # a digit apart from the other of the name, and somebody else
)
SAID_AGAIN = ("朱秀英", "秦小梅", "孙七")
"""They stand in a second row without their number."""


def village_lines(place: int) -> list[dict[str, str]]:
    """The rows of the ``place``-th village: no two villages share a name, a number or a household number."""
    mark = chr(0x4E00 + place)
    rows: list[dict[str, str]] = []
    for no, head, group, relation, name, year, serial in VILLAGE:
        born = date(year, 1 + place // 100 % 12, 1 + place % 28)  # the numbers of two villages are far apart
        id_no = make_id_no(f"{place % 1000:03d}{place % 1000:03d}", born, serial) if serial else ""
        sex = "男" if relation in ("户主", "子") else "女"
        words = (f"{no}-{place}", head + mark, group, relation, name + mark, sex, born.isoformat(), id_no)
        rows.append(dict(zip(COLUMNS, words, strict=True)))
    again = [row | {"身份证号": ""} for row in rows if row["姓名"].removesuffix(mark) in SAID_AGAIN]
    return [*rows, *again]


@dataclass(frozen=True)
class Parting:
    """How a village's roster is sent: ``wrong`` are numbers that come with a wrong last character at first, and put
    right in the file of refused rows, after its own part or (``late``) after the last one."""

    rows: list[int]
    columns: list[str]
    cuts: tuple[int, int]
    order: list[int]
    left_out: str
    wrong: frozenset[int]
    late: bool
    ending: str


_ROWS = len(VILLAGE) + len(SAID_AGAIN)
PARTINGS = st.builds(
    Parting,
    rows=st.permutations(range(_ROWS)),
    columns=st.permutations(COLUMNS),
    cuts=st.tuples(st.integers(0, _ROWS), st.integers(0, _ROWS)).map(lambda cuts: (min(cuts), max(cuts))),
    order=st.permutations(range(3)),
    left_out=st.sampled_from(("户号", "户主", "与户主关系", "组", "")),
    wrong=st.frozensets(st.sampled_from([place for place, row in enumerate(VILLAGE) if row[-1]]), max_size=4),
    late=st.booleans(),
    ending=st.sampled_from((".csv", ".csv", ".xlsx")),
)
SAME_VILLAGE = {"same_person": "same", "digit_apart": "two"}


def import_in_parts(station: Workstation, folder: Path, lines: list[dict[str, str]], parting: Parting) -> None:
    """Every part, and what was refused of it; nothing but who is who is asked."""
    wanted = [column for column in parting.columns if column != parting.left_out]
    right = {wrong(lines[place]["身份证号"]): lines[place]["身份证号"] for place in parting.wrong}
    mistyped = {number: bad for bad, number in right.items()}
    first, second = parting.cuts
    parts = (parting.rows[:first], parting.rows[first:second], parting.rows[second:])
    back: list[Path] = []
    for place in parting.order:
        cells = [[mistyped.get(lines[row][column], lines[row][column]) for column in wanted] for row in parts[place]]
        preview = preview_roster(station, written(folder, parting.ending, [wanted, *cells]))
        if preview.refused:
            back.append(folder / f"退回{place}{parting.ending}")
            save_refused(preview, back[-1])
        take_all(station, preview)
        while back and not parting.late:
            put_right(station, back.pop(), right)
    for path in back:
        put_right(station, path, right)


def written(folder: Path, ending: str, rows: Sequence[Sequence[str]]) -> Path:
    """Rows as a file of this ending."""
    return (excel_file if ending == ".xlsx" else text_file)(folder, rows)


def take_all(station: Workstation, preview: RosterPreview) -> None:
    """Import, saying who is who; nothing else may be asked."""
    answered = preview.answered(SAME_VILLAGE)
    assert {question.code for question in answered.questions} <= SAME_VILLAGE.keys()
    assert {problem.code for row in answered.refused for problem in row.problems} <= {"check_digit"}
    accept_roster(station, answered)


def put_right(station: Workstation, path: Path, right: dict[str, str]) -> None:
    """The file of refused rows with its numbers put right, imported."""
    rows = [[right.get(cell, cell) for cell in row] for row in read_roster_file(path).rows]
    preview = preview_roster(station, written(path.parent, path.suffix, rows))
    take_all(station, preview)
    assert not preview.answered(SAME_VILLAGE).refused


def is_the_village(station: Workstation, lines: list[dict[str, str]]) -> None:
    """Each person once and under the right number, each household with its own people."""
    said, kept = [defaultdict[str, list[tuple[str, str]]](list) for _ in range(2)]
    for line in lines[: len(VILLAGE)]:
        said[line["户号"]].append((line["姓名"], line["身份证号"]))
    names = {name for household in said.values() for name, _ in household}
    with station.store.read() as session:
        for member in residents.members(session):
            if member.name in names:
                kept[member.household_id].append((member.name, member.id_no))
    assert sorted(map(sorted, kept.values())) == sorted(map(sorted, said.values()))


VILLAGES = count(1)
_ONE_CLINIC = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=60, suppress_health_check=_ONE_CLINIC)
@given(parting=PARTINGS)
def test_a_roster_in_three_files_in_any_order_is_the_same_village(
    station: Workstation, tmp_path: Path, parting: Parting
) -> None:
    lines = village_lines(next(VILLAGES))
    import_in_parts(station, tmp_path, lines, parting)
    is_the_village(station, lines)


@pytest.mark.slow
@pytest.mark.timeout(600)
@seed(20261128)
@settings(max_examples=90, database=None, phases=[Phase.generate], suppress_health_check=_ONE_CLINIC)
@given(parting=PARTINGS)
def test_many_rosters_in_three_files_are_the_same_village_each(
    station: Workstation, tmp_path: Path, parting: Parting
) -> None:
    lines = village_lines(next(VILLAGES))
    import_in_parts(station, tmp_path, lines, parting)
    is_the_village(station, lines)
    whole = [COLUMNS, *([*line.values()] for line in lines)]
    take_all(station, preview_roster(station, written(tmp_path, ".csv", whole)))  # may fill in what a part left out
    is_the_village(station, lines)
    again = preview_roster(station, written(tmp_path, ".csv", whole)).answered(SAME_VILLAGE)
    assert again.accepted == 0, "said once more, nothing is new"
