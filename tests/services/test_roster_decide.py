"""Rosters as people send them, one after the other: nobody moves, doubles, comes back to life or loses what was corrected."""

from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from tests import worlds
from tests.forms.rosters import number
from vclinic.services import find_residents, register_resident
from vclinic.services.import_roster import RosterPreview, accept_roster, preview_roster, save_refused
from vclinic.services.resident_record import ResidentRecord, resident_record
from vclinic.services.workstation import Workstation


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
        register_resident.close_record(station, flower.id, station.clock.today(), "1")
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


FAMILIES = {"01": ("一组", "王建国 朱秀英 王小明"), "02": ("五组", "王建国 秦小梅"), "03": ("一组", "李四 赵六"), "04": ("二组", "孙七")}  # fmt: skip
PEOPLE = [
    (no, members.split()[0], group, relation, name)
    for no, (group, members) in FAMILIES.items()
    for name, relation in zip(members.split(), ("户主", "妻", "子"), strict=False)
]
LINES = [(*who, number(1940 + place, 101 + 14 * place)) for place, who in enumerate(PEOPLE)]
COLUMNS = ("户号", "户主", "组", "与户主关系", "姓名", "身份证号")


@settings(
    max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.permutations(LINES), st.permutations(range(6)), st.tuples(st.integers(1, 3), st.integers(4, 7)),
    st.permutations(range(3)), st.sampled_from(["户号", "户主"]),
)  # fmt: skip
def test_a_roster_in_three_files_in_any_order_is_the_same_village(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[str, ...]],
    columns: list[int],
    cuts: tuple[int, int],
    order: list[int],
    left_out: str,
) -> None:
    folder = tmp_path_factory.mktemp("three")
    kept = [column for column in columns if COLUMNS[column] != left_out]
    parts = (lines[: cuts[0]], lines[cuts[0] : cuts[1]], lines[cuts[1] :])
    with worlds.clinic(folder / "clinic") as (station, _):
        for part in (parts[place] for place in order):
            rows = [",".join(line[column] for column in kept) for line in (COLUMNS, *part)]
            preview = looked_at(station, folder / "part.csv", *rows)
            assert preview.questions == ()
            assert accept_roster(station, preview).accepted == len(part)
        assert find_residents.count_residents(station) == len(LINES)
        assert homes(station) == sorted("".join(sorted(members.split())) for _, members in FAMILIES.values())
