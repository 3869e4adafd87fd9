"""The township's lists: words for people, identifiers and codes for programs, as the document says."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from sync.server.database.tables import Inbox
from sync.server.reports import exports
from tests import documented
from tests.server.papers import batch, dispensing, prescription
from tests.server.people import change, resident, visit
from tests.server.review.test_diabetes_visits import visit as diabetes_visit
from tests.server.township import RunningTownship, running
from vclinic.domain import entities
from vclinic.domain.problem import Refused, WorldFault


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    """Two villages: visits of both diseases, one accepted, one returned, one refused, one that waits; papers."""
    with running(tmp_path_factory.mktemp("township")) as here:
        here.staff("linxy", "林晓燕")
        here.clinic().round(
            resident(), visit("V-1"), visit("V-2", sbp=184, visit_class="2", next_visit_date="2026-11-30"),
            visit("V-3", sbp=600), visit("V-4", "R-99"), prescription(), batch(), dispensing(),
        )  # fmt: skip
        other = here.clinic("石桥村卫生室", "340123101106")
        other.round(resident("R-2", "邓有才", sex_code="1"))
        sugar = diabetes_visit("V-5")
        other.round(sugar.model_copy(update={"data": sugar.data | {"resident_id": "R-2", "id": "not ours"}}))
        here.decide("V-1.r1")
        here.decide("V-2.r1", "整份看一遍", sbp="请重新量。", doctor="谁看的？")
        yield here


def written(township: RunningTownship, kind: str, file: Path) -> int:
    with township.store.read() as session:
        return exports.write(session, kind, file)


def lines(township: RunningTownship, kind: str, folder: Path) -> list[dict[str, Any]]:
    count = written(township, kind, folder / "out.jsonl")
    documents = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(documents) == count
    return documents


def table(township: RunningTownship, kind: str, folder: Path) -> list[dict[str, str]]:
    count = written(township, kind, folder / "out.csv")
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    return rows


KINDS = sorted(exports.kinds())


def test_every_kind_that_clinics_write_can_be_exported_beside_changes_and_reviews() -> None:
    assert set(exports.kinds().values()) == {entity.name for entity in entities.owned_by("clinic")} | {""}
    assert {"follow-ups", "residents", "prescriptions", "dispensings", "changes", "reviews"} <= set(KINDS)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_a_list_of_nothing_has_its_headings_and_no_row(tmp_path: Path, ending: str) -> None:
    with running(tmp_path / "township") as empty:
        for kind in KINDS:
            file = tmp_path / f"{kind}{ending}"
            assert written(empty, kind, file) == 0
            text = file.read_text(encoding="utf-8-sig", errors="replace")
            assert {".csv": "村卫生室" in text, ".xlsx": text.startswith("PK"), ".jsonl": text == ""}[ending], kind


@pytest.mark.parametrize("kind", KINDS)
def test_people_read_no_identifiers_in_headings_and_programs_nothing_else(
    township: RunningTownship, tmp_path: Path, kind: str
) -> None:
    written(township, kind, tmp_path / "out.csv")
    heads = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert not [head for head in heads if re.fullmatch("[a-z_]+", head)]
    assert len(heads) == len(set(heads)), "a heading that stands twice cannot be told apart"
    assert not [
        name for line in lines(township, kind, tmp_path) for name in line if not re.fullmatch("[a-z0-9_]+", name)
    ]


@pytest.mark.parametrize("entity", entities.owned_by("clinic"), ids=lambda entity: entity.name)
def test_no_column_of_a_kind_is_called_as_one_of_the_lists_own(entity: entities.Entity) -> None:
    own = {"村卫生室", "编号", "版本", "审核", "录入时间"} | ({"居民编号", "姓名"} if entity.about else set())
    special = entity.name in ("resident", "follow_up")
    assert special or own.isdisjoint(column.heading for column in entity.columns)


def test_people_read_words(township: RunningTownship, tmp_path: Path) -> None:
    people = {row["居民编号"]: row for row in table(township, "residents", tmp_path)}
    assert [(row["姓名"], row["性别"], row["村卫生室"], row["档案状态"]) for row in people.values()] == [
        ("杨素芬", "女", "柳河村卫生室", "正常"), ("邓有才", "男", "石桥村卫生室", "正常"),
    ]  # fmt: skip
    visits = table(township, "follow-ups", tmp_path)
    assert [(row["姓名"], row["审核"], row["血压"]) for row in visits] == [
        ("杨素芬", "已通过", "146/88 mmHg"), ("杨素芬", "已退回", "184/88 mmHg"), ("邓有才", "待审核", "132/78 mmHg"),
    ]  # fmt: skip
    written(township, "follow-ups", tmp_path / "visits.xlsx")
    heads, first, *_ = load_workbook(tmp_path / "visits.xlsx").active.iter_rows(values_only=True)
    kept = dict(zip(heads, first, strict=True))
    assert (kept["收缩压"], kept["舒张压"], kept["心率"]) == (146, 88, 72)  # to be sorted and summed
    assert isinstance(kept["随访日期"], datetime)
    assert isinstance(kept["录入时间"], datetime)
    (paper,) = table(township, "dispensings", tmp_path)
    assert (paper["姓名"], paper["批号"], paper["审核"]) == ("杨素芬", "A270201", "已收下")
    verdicts = {row["编号"]: row for row in table(township, "reviews", tmp_path)}
    assert {key: row["状态"] for key, row in verdicts.items()} == {"V-1": "已通过", "V-2": "已退回", "V-5": "待审核"}
    returned = verdicts["V-2"]
    assert (returned["意见"], returned["总意见"], returned["期限"], returned["审核人"]) == (
        "请重新量。；谁看的？", "整份看一遍", "2026-11-28", "林晓燕",
    )  # fmt: skip
    assert "转诊" in returned["发现"]
    assert (verdicts["V-5"]["期限"], verdicts["V-5"]["审核时间"]) == ("", "")


def test_what_became_of_each_change_is_told_in_words_with_its_record(township: RunningTownship, tmp_path: Path) -> None:
    log = {row["资料号"]: row for row in table(township, "changes", tmp_path)}
    assert {key: row["状态"] for key, row in log.items() if key.startswith("V")} == {
        "V-1.r1": "已通过", "V-2.r1": "已退回", "V-3.r1": "没收下", "V-4.r1": "已收下", "V-5.r1": "已收下",
    }  # fmt: skip
    refused = log["V-3.r1"]
    assert (refused["种类"], refused["栏目"]) == ("随访", "收缩压")
    assert refused["原因"].startswith("收缩压 600 不在 50–300")
    assert json.loads(refused["内容"])["record"]["sbp"] == 600


def test_programs_read_identifiers_and_codes(township: RunningTownship, tmp_path: Path) -> None:
    first, second = lines(township, "residents", tmp_path)
    assert (first["name"], first["sex_code"], second["sex_code"], first["entity"]) == ("杨素芬", "2", "1", "resident")
    assert (first["clinic_name"], second["clinic_name"]) == ("柳河村卫生室", "石桥村卫生室")
    visits = {line["id"]: line for line in lines(township, "follow-ups", tmp_path)}
    assert {key: line["state"] for key, line in visits.items()} == {
        "V-1": "accepted", "V-2": "returned", "V-5": "stored",
    }  # fmt: skip
    assert (visits["V-2"]["disease"], visits["V-2"]["sbp"], visits["V-2"]["visit_class"]) == ("htn", 184, "2")
    assert (visits["V-5"]["disease"], visits["V-5"]["fbg"], visits["V-5"]["resident_name"]) == ("t2dm", 6.4, "邓有才")
    assert "record" not in visits["V-1"]
    (given,) = lines(township, "dispensings", tmp_path)
    assert (given["prescription_id"], given["total"], given["lines"][0]["batches"][0]["price"]) == ("P-1", 8750, 125)
    (stock,) = lines(township, "batch", tmp_path)
    assert (stock["batch_no"], "resident_id" in stock) == ("A270201", False)


def test_what_a_record_calls_id_does_not_hide_the_records_own(township: RunningTownship, tmp_path: Path) -> None:
    visits = lines(township, "follow-ups", tmp_path)
    assert [line["id"] for line in visits] == ["V-1", "V-2", "V-5"]


def test_changes_travel_with_what_they_brought(township: RunningTownship, tmp_path: Path) -> None:
    log = lines(township, "received", tmp_path)
    assert [line["seq"] for line in log] == list(range(1, len(log) + 1))
    with township.store.read() as session:
        sent = {row.change_id: json.loads(row.payload) for row in session.exec(select(Inbox))}
    assert {line["id"]: line["payload"] for line in log} == {key: change["data"] for key, change in sent.items()}
    assert {line["act"] for line in log} == {"A-1"}
    by_id = {line["id"]: line for line in log}
    refused, waits = by_id["V-3.r1"], by_id["V-4.r1"]
    assert (refused["state"], refused["code"], refused["field"], refused["waits_for"]) == (
        "refused", "out_of_bounds", "sbp", "",
    )  # fmt: skip
    assert (waits["state"], waits["code"], waits["waits_for"]) == ("stored", "", "resident:R-99")


def test_changes_of_one_clinic_are_told_alone_and_first_by_clinic(township: RunningTownship, tmp_path: Path) -> None:
    log = lines(township, "changes", tmp_path)
    assert [line["clinic_id"] for line in log] == sorted(line["clinic_id"] for line in log)
    with township.store.read() as session:
        assert exports.write(session, "changes", tmp_path / "one.jsonl", "340123101106") == 2
        assert exports.write(session, "changes", tmp_path / "none.jsonl", "340123101199") == 0
    assert {json.loads(line)["entity_id"] for line in (tmp_path / "one.jsonl").read_text("utf-8").splitlines()} == {
        "R-2", "V-5",
    }  # fmt: skip
    states = {line["change_id"]: line["state"] for line in log}
    assert (states["V-1.r1"], states["V-2.r1"], states["V-3.r1"], states["V-4.r1"]) == (
        "accepted", "returned", "refused", "stored",
    )  # fmt: skip


def test_reviews_have_findings_and_remarks_by_field(township: RunningTownship, tmp_path: Path) -> None:
    verdicts = {line["id"]: line for line in lines(township, "reviews", tmp_path)}
    returned, waits = verdicts["V-2.r1"], verdicts["V-5.r1"]
    assert returned["remarks"] == [
        {"field": "sbp", "text": "请重新量。"}, {"field": "doctor", "text": "谁看的？"},
    ]  # fmt: skip
    assert ("referral_reason", "urgent_not_referred", "danger") in {
        (finding["field"], finding["code"], finding["level"]) for finding in returned["findings"]
    }
    assert (returned["form_id"], returned["day"]) == ("hypertension_follow_up", "2026-11-16")
    assert (waits["state"], waits["deadline"], waits["decided_at"], waits["reviewer"]) == ("waiting", None, None, "")


def test_only_the_newest_revision_is_a_record_and_an_older_one_a_superseded_review(tmp_path: Path) -> None:
    with running(tmp_path / "township") as here:
        clinic = here.clinic()
        clinic.round(resident(), visit("V-1", heart_rate=71))
        clinic.round(visit("V-1", revision=2, heart_rate=72))
        (record,) = lines(here, "follow-ups", tmp_path)
        assert (record["revision"], record["heart_rate"]) == (2, 72)
        assert [line["state"] for line in lines(here, "reviews", tmp_path)] == ["superseded", "waiting"]
        assert [line["revision"] for line in lines(here, "changes", tmp_path) if line["entity_id"] == "V-1"] == [1, 2]


def test_visits_stand_by_day_whatever_came_first(tmp_path: Path) -> None:
    with running(tmp_path / "township") as here:
        here.clinic().round(
            resident(), visit("V-1"), visit("V-2", visit_date="2026-08-17", next_visit_date="2026-11-16")
        )
        assert [line["id"] for line in lines(here, "follow-ups", tmp_path)] == ["V-2", "V-1"]


def test_what_a_newer_clinic_wrote_stands_in_the_line(tmp_path: Path) -> None:
    newer = visit()
    record = newer.data["record"] | {"waist_cm": 84}
    with running(tmp_path / "township") as here:
        here.clinic().round(
            resident(), newer.model_copy(update={"data": newer.data | {"record": record, "weather": "雨"}})
        )
        (line,) = lines(here, "follow-ups", tmp_path)
    assert (line["waist_cm"], line["weather"]) == (84, "雨")


def test_a_kind_nobody_here_knows_stands_among_the_changes_under_its_name(tmp_path: Path) -> None:
    with running(tmp_path / "township") as here:
        here.clinic().round(change("kind_of_tomorrow", "K-1", {"colour": "red"}))
        (line,) = lines(here, "received", tmp_path)
        (row,) = table(here, "changes", tmp_path)
    assert (line["payload"], line["waits_for"].partition(":")[0]) == ({"colour": "red"}, "program")
    assert row["种类"] == "kind_of_tomorrow"


def test_a_spreadsheet_has_numbers_and_text_as_text(township: RunningTownship, tmp_path: Path) -> None:
    written(township, "dispensings", tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    head, first = sheet.iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    assert (row["实发"], row["批号"], row["版本"]) == (70, "A270201", 1)


@pytest.mark.parametrize("kind", ["everything", "follow_up", "announcement", ""])
def test_what_is_no_kind_is_refused_with_what_there_is(township: RunningTownship, tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match="可以导出：doctor、residents") as told:
        written(township, kind, tmp_path / "out.csv")
    assert told.value.code == "unknown_kind"


@pytest.mark.parametrize("name", ["out.doc", "out", "out.json", "out.csv.gz"])
def test_another_ending_is_refused_and_nothing_is_written(township: RunningTownship, tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="结尾"):
        written(township, "residents", tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_ending_in_capitals_is_the_same_ending(township: RunningTownship, tmp_path: Path) -> None:
    assert written(township, "residents", tmp_path / "OUT.JSONL") == 2
    assert json.loads((tmp_path / "OUT.JSONL").read_text(encoding="utf-8").splitlines()[0])["name"] == "杨素芬"


def test_a_folder_that_is_not_there_is_said_in_words(township: RunningTownship, tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match=r"out.csv 没有写成"):
        written(township, "residents", tmp_path / "nowhere" / "out.csv")


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("follow-ups", "The township: a line of a record"),
        ("residents", "The township: a line of a record"),
        ("changes", "A line of `changes`"),
        ("received", "The township: a line of `received`"),
        ("reviews", "The township: a line of `reviews`"),
    ],
)
def test_the_fields_are_as_written(township: RunningTownship, tmp_path: Path, kind: str, heading: str) -> None:
    told = documented.fields("exports.md", heading)
    for line in lines(township, kind, tmp_path):
        if kind in ("changes", "received", "reviews"):
            assert set(line) == set(told)
        else:
            assert set(told) <= set(line)


def test_the_remarks_and_findings_of_a_review_have_the_fields_as_written(
    township: RunningTownship, tmp_path: Path
) -> None:
    (returned,) = [line for line in lines(township, "reviews", tmp_path) if line["id"] == "V-2.r1"]
    assert {name for finding in returned["findings"] for name in finding} == {"field", "code", "level", "text"}
    assert {name for remark in returned["remarks"] for name in remark} == {"field", "text"}
