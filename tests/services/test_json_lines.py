"""JSON lines: the n-th answer is of the n-th line."""

from typing import Any

from vclinic.domain.problem import Problem
from vclinic.services.json_lines import answers, problems_answer


def echo(line: bytes) -> dict[str, Any]:
    return {"told": line.strip().decode()}


def test_every_line_has_its_answer_in_its_place() -> None:
    told = list(answers([b"\xef\xbb\xbf1\n", b"\r\n", b"2\n", b"3", b"\n", b"  \n"], echo))
    assert [answer.get("told") for answer in told] == ["1", None, "2", "3"]
    assert told[1]["problems"][0]["text"] == "这一行是空的。"


def test_empty_lines_alone_have_no_answer() -> None:
    assert list(answers([b"\n", b" \n"], echo)) == []


def test_problems_keep_their_order_and_their_fields() -> None:
    told = problems_answer([Problem("visit.date", "required", "请给出随访日期。"), Problem("", "not_json", "坏行。")])
    assert [problem["field"] for problem in told["problems"]] == ["visit.date", ""]
