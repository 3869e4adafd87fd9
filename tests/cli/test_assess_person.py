"""`vclinic assess prescription` and `assess advice` as commands: their streams, their lines, their exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell

KINDS = ["prescription", "advice"]
PERSON = {"sex_code": "1", "birth_date": "1966-05-01", "diseases": "高血压，痛风"}
VISIT = {"date": "2026-11-24", "sbp": 132, "dbp": 80}
ORDER = {"drug": "氢氯噻嗪片", "dose": "12.5 mg", "frequency": "qd", "days": 28}
LINE = json.dumps({"person": PERSON, "visit": VISIT, "orders": [ORDER]}, ensure_ascii=False)
PARTS = {
    "prescription": {"checks", "ticks", "unknown", "savable"},
    "advice": {"medication", "diet", "exercise", "not_advised", "card"},
}


def answers(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The lines that came out of a call that was carried out without a word of complaint."""
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("kind", KINDS)
class TestEachKind:
    def test_answers_from_the_pipe_without_a_store_or_a_password(self, nowhere: Shell, kind: str) -> None:
        (answer,) = answers(nowhere.process("assess", kind, stdin=LINE, password=None))
        assert PARTS[kind] <= set(answer)
        assert not nowhere.data.exists()

    def test_answers_a_file_the_same_with_a_mark_and_windows_line_ends(
        self, nowhere: Shell, tmp_path: Path, kind: str
    ) -> None:
        file = tmp_path / "人.jsonl"
        file.write_bytes(b"\xef\xbb\xbf" + LINE.encode() + b"\r\n" + LINE.encode() + b"\r\n")
        piped = answers(nowhere.run("assess", kind, "-", stdin=LINE))
        assert answers(nowhere.run("assess", kind, str(file), "--json")) == 2 * piped

    def test_a_wrong_line_has_its_own_answer_and_the_others_theirs(self, nowhere: Shell, kind: str) -> None:
        wrong = {
            "{": "not_json", "": "not_json", "[1]": "not_json", '"张三"': "not_json", "[" * 50_000: "not_json",
            LINE.replace("2026-11-24", "2026-02-30"): "no_such_date", LINE.replace('"1966-05-01"', "null"): "required",
            LINE.replace('"sex_code": "1"', '"sex_code": "7"'): "unknown_code", LINE.replace("132", "1320"): "out_of_bounds",
        }  # fmt: skip
        lines = [line for entry in wrong for line in (LINE, entry)]
        given = answers(nowhere.run("assess", kind, stdin="\n".join([*lines, LINE])))
        assert all(PARTS[kind] <= set(answer) for answer in given[::2])
        assert [answer["problems"][0]["code"] for answer in given[1::2]] == list(wrong.values())
        assert all(problem["text"].endswith("。") for answer in given[1::2] for problem in answer["problems"])

    @pytest.mark.parametrize("nothing", ["", "\n\n", "  \n"])
    def test_nothing_in_nothing_out(self, nowhere: Shell, kind: str, nothing: str) -> None:
        assert answers(nowhere.run("assess", kind, stdin=nothing)) == []

    def test_a_file_that_is_not_there_is_said_in_one_sentence(self, nowhere: Shell, tmp_path: Path, kind: str) -> None:
        sentence = nowhere.refused("assess", kind, str(tmp_path / "没有.jsonl"))
        assert sentence == "读不到文件 没有.jsonl，请检查它是否存在、是否被别的程序占用。"

    def test_a_folder_is_no_file(self, nowhere: Shell, tmp_path: Path, kind: str) -> None:
        assert nowhere.refused("assess", kind, str(tmp_path)).startswith("读不到文件")

    def test_a_reader_who_has_enough_ends_it_without_a_word(self, tmp_path: Path, kind: str) -> None:
        file = tmp_path / "many.jsonl"
        file.write_text(f"{LINE}\n" * 400, encoding="utf-8")
        command = [sys.executable, "-m", "vclinic", "assess", kind, str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            first = json.loads(process.stdout.readline())
            process.stdout.close()  # as head -1 does
            said = process.stderr.read().decode()
            code = process.wait(60)
        assert PARTS[kind] <= set(first)
        assert (said, code) == ("", 1)


def test_a_stop_comes_out_as_one_and_nothing_can_be_saved(nowhere: Shell) -> None:
    (answer,) = answers(nowhere.run("assess", "prescription", stdin=LINE))
    assert ("disease", "stop", True) in [
        (check["kind"], check["severity"], "氢氯噻嗪" in check["drugs"]) for check in answer["checks"]
    ]
    assert answer["ticks"]["disease"] == "found"
    assert answer["savable"] is False


def test_the_same_stop_stands_with_the_drugs_of_the_advice(nowhere: Shell) -> None:
    (answer,) = answers(nowhere.run("assess", "advice", stdin=LINE))
    texts = [line["text"] for line in answer["medication"]]
    assert texts[0].startswith("氢氯噻嗪片 每天 1 次")
    assert any(text.startswith("不能这样开：") and "痛风" in text for text in texts)


def test_an_unknown_name_is_named_and_earns_no_tick(nowhere: Shell) -> None:
    line = json.dumps({"person": PERSON, "visit": VISIT, "taking": ["祖传降压散"]}, ensure_ascii=False)
    (answer,) = answers(nowhere.run("assess", "prescription", stdin=line))
    assert answer["unknown"] == ["祖传降压散"]
    assert answer["ticks"]["interaction"] == "unchecked"


def test_a_kind_that_is_not_there_names_those_that_are(nowhere: Shell) -> None:
    done = nowhere.run("assess", "weather", stdin=LINE)
    assert (done.returncode, done.stdout) == (1, "")
    assert all(kind in done.stderr for kind in ("hypertension", "diabetes", *KINDS))


def test_without_a_kind_it_is_wrong_usage(nowhere: Shell) -> None:
    assert nowhere.run("assess", stdin=LINE).returncode == 2
