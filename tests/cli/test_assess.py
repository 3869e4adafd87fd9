"""Visits judged line by line, without a clinic."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell


def test_assess_judges_line_by_line_without_a_store(tmp_path: Path) -> None:
    lines = [
        {"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1"},
        {"visit_date": "2026-11-24", "age": 60, "sbp": 182, "dbp": 96, "adr": 1, "emergency_signs": ["剧烈头痛"]},
        {"visit_date": "2026-02-30", "age": 60, "sbp": 90, "dbp": 96, "adr": "1"},
        {"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1", "bp_readings": [[150, 84]]},
        {"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1", "adr_uncontrollable": True},
    ]
    done = Shell(tmp_path / "none").process(
        "assess", "hypertension", stdin="\n".join(json.dumps(line) for line in lines)
    )
    assert done.returncode == 0
    first, second, third, *contradictions = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["visit_class"], first["action"], first["next_visit_date"]) == (1, "ROUTINE", "2027-02-24")
    assert (second["visit_class"], second["action"], second["referral"]) == (2, "EMERGENCY_REFER", "urgent")
    assert {problem["field"] for problem in third["problems"]} == {"visit_date", "dbp"}
    assert [contradiction["problems"][0]["field"] for contradiction in contradictions] == ["sbp", "adr"]


def test_every_line_has_its_own_answer_whatever_stands_in_it(tmp_path: Path) -> None:
    good = json.dumps({"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1"}).encode()
    bad = {
        b"": "not_json", b"[" * 100_000: "not_json", "张三".encode("gbk"): "not_utf8",
        good.replace(b"136", b"9" * 400): "out_of_bounds", good.replace(b"136", b"NaN"): "not_a_number",
        good.replace(b"2026", b"9999"): "out_of_bounds", good.replace(b'"1"', rb'"\ud800"'): "unknown_code",
        good.replace(b'"1"', b'"1", "previous": {"visit_date": "2026-11-25"}'): "not_before",
        good.replace(b'"1"', b'"1", "previous": {"visit_date": "2026-08-24", "sbp": 84, "dbp": 136}'): "diastolic_not_below",
    }  # fmt: skip
    file = tmp_path / "visits.jsonl"
    file.write_bytes(
        b"\xef\xbb\xbf" + b"\r\n".join(line for entry in bad for line in (good, entry)) + b"\r\n" + good + b"\n\n"
    )
    done = Shell(tmp_path / "none").run("assess", "hypertension", str(file), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(answer["visit_class"] == 1 for answer in answers[::2])
    assert [answer["problems"][0]["code"] for answer in answers[1::2]] == list(bad.values())
    assert len(answers) == 2 * len(bad) + 1
    assert "读不到文件" in Shell(tmp_path / "none").refused("assess", "hypertension", str(tmp_path / "nothing.jsonl"))


@pytest.mark.parametrize(
    ("kind", "line", "summary"),
    [
        ("hypertension", {"sbp": 136, "dbp": 84}, ("bp_satisfied", True)),
        ("diabetes", {"sbp": 136, "dbp": 84, "fbg": 7.2}, ("fbg_satisfied", False)),
    ],
)
def test_both_diseases_are_judged_from_the_pipe(
    nowhere: Shell, kind: str, line: dict[str, float], summary: tuple[str, bool]
) -> None:
    visit = {"visit_date": "2026-11-24", "age": 58, "adr": "1"} | line
    done = nowhere.process("assess", kind, "-", stdin=json.dumps(visit), password=None)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer[summary[0]] is answer["satisfied"] is summary[1]
    assert not nowhere.data.exists()


def test_an_empty_pipe_has_no_answer(nowhere: Shell) -> None:
    done = nowhere.run("assess", "diabetes", stdin="\n\n")
    assert (done.returncode, done.stdout) == (0, "")
