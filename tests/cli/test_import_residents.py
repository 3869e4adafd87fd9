"""A roster by the command line: looked at, taken, given back."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell


def test_import_dry_run_writes_nothing(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,性别,身份证号\n新来的,男,340123198906150035\n错的,男,340123198906150036\n", "utf-8")
    dry = shell.json("import", "residents", str(roster), "--dry-run", "--refused", str(tmp_path / "退回.csv"))
    assert (dry["accepted"], dry["refused"], dry["unchanged"]) == (1, 1, 0)
    assert dry["reasons"][0]["row"] == 3
    assert "校验位" in (tmp_path / "退回.csv").read_text("utf-8-sig")
    assert shell.json("search", "新来的") == []
    assert shell.json("import", "residents", str(roster))["accepted"] == 1
    assert shell.json("import", "residents", str(roster))["unchanged"] == 1


def test_two_columns_of_one_meaning_are_told_apart(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,性别,身份证号,居民姓名\n前一个,男,340123198906150035,后一个\n", "utf-8")
    arguments = ("import", "residents", str(roster), "--dry-run")
    (note,) = shell.json(*arguments)["notes"]
    assert "第 1 栏“姓名”和第 4 栏“居民姓名”" in note
    assert note in shell.run(*arguments).stdout


def test_where_the_refused_rows_cannot_be_written_nothing_is_imported(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,性别,身份证号\n没导入的,男,340123198906150131\n错的,男,340123198906150036\n", "utf-8")
    for place, said in (
        (tmp_path / "no" / "x.csv", "没有写成"),
        (tmp_path / "x.doc", ".xlsx"),
        (roster, "换一个文件名"),
    ):
        before = roster.read_bytes()
        assert said in shell.refused("import", "residents", str(roster), "--refused", str(place))
        assert roster.read_bytes() == before
    assert shell.json("search", "没导入的") == []
    assert shell.json("import", "residents", str(roster), "--dry-run")["accepted"] == 1


def test_people_read_one_line_a_reason(empty: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,性别,身份证号\n新来的,男,340123198906150035\n错的,男,340123198906150036\n", "utf-8")
    first, reason = empty.run("import", "residents", str(roster)).stdout.splitlines()
    assert first == "接收 1，退回 1，没有变化 0。"
    assert reason.startswith("第 3 行：")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("错的,男,340123198906150036\n", 1),
        ("错的,男,340123198906150036\n也错,男,34012\n", 1),
        ("错的,男,340123198906150036\n新来的,男,340123198906150035\n", 0),
        ("", 0),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_file_of_which_every_row_was_refused_is_no_success(
    empty: Shell, tmp_path: Path, rows: str, code: int, options: tuple[str, ...]
) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text(f"姓名,性别,身份证号\n{rows}", "utf-8")
    assert empty.run("import", "residents", str(roster), "--dry-run", *options).returncode == 0
    done = empty.run("import", "residents", str(roster), *options)
    assert (done.returncode, bool(done.stdout)) == (code, True)
    assert "退出码" in empty.run("import", "residents", "--help").stdout


@pytest.mark.parametrize(("content", "sentence"), [(None, "读不到文件"), (b"", "空的"), (b"PK\x03\x04", "Excel")])
def test_what_is_no_roster_is_one_sentence(empty: Shell, tmp_path: Path, content: bytes | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "r.xlsx").write_bytes(content)
    assert sentence in empty.refused("import", "residents", str(tmp_path / "r.xlsx"))


def test_words_nobody_could_read_are_told_with_their_row(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,性别,身份证号,过敏史\n新来的,男,340123198906150035,某某药\n", "utf-8")
    arguments = ("import", "residents", str(roster), "--dry-run")
    assert shell.json(*arguments)["unread"] == [{"row": 2, "texts": ["某某"]}]
    assert "第 2 行：“某某”未识别，请人工看" in shell.run(*arguments).stdout


TWICE = "姓名,性别,出生日期,身份证号\n谢有根,男,1955-07-01,\n"
NUMBERED = "姓名,性别,出生日期,身份证号\n谢有根,男,1955-07-01,340123195507012010\n"


def asked(shell: Shell, tmp_path: Path) -> tuple[str, str]:
    """A clinic that knows somebody without a number, and the file that has it; and the key of what it asks."""
    (tmp_path / "a.csv").write_text(TWICE, "utf-8")
    (tmp_path / "b.csv").write_text(NUMBERED, "utf-8")
    shell.json("import", "residents", str(tmp_path / "a.csv"))
    dry = shell.json("import", "residents", str(tmp_path / "b.csv"), "--dry-run")
    (question,) = dry["questions"]
    assert (question["code"], question["rows"], question["default"]) == ("same_person", [2], "skip")
    assert [choice["key"] for choice in question["choices"]] == ["same", "two", "skip"]
    assert {"field": "身份证号", "record": "—", "file": "340123195507012010"} in question["sides"]
    return str(tmp_path / "b.csv"), question["key"]


def test_without_an_answer_the_careful_way_is_taken_and_said(empty: Shell, tmp_path: Path) -> None:
    file, key = asked(empty, tmp_path)
    said = empty.run("import", "residents", file).stdout
    assert "接收 0，退回 1" in said
    assert f"问题 {key}：" in said
    assert "没有回答，先按“先不导入这一行”" in said
    assert len(empty.json("search", "谢有根")) == 1


@pytest.mark.parametrize(("choice", "people"), [("same", 1), ("two", 2)])
@pytest.mark.parametrize("way", ["option", "kind", "file"])
def test_an_answer_decides(empty: Shell, tmp_path: Path, way: str, choice: str, people: int) -> None:
    file, key = asked(empty, tmp_path)
    (tmp_path / "answers.json").write_text(f'{{"{key}": "{choice}"}}', "utf-8")
    answer = {
        "option": ("--answer", f"{key}={choice}"),
        "kind": ("--answer", f"same_person={choice}"),
        "file": ("--answers", str(tmp_path / "answers.json")),
    }[way]
    assert empty.json("import", "residents", file, *answer)["accepted"] == 1
    assert len(empty.json("search", "谢有根")) == people


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (("--answer", "same_person:2"), "问题=选项"),
        (("--answer", "same_person:9=same"), "没有问题“same_person:9”"),
        (("--answer", "same_person:2=maybe"), "可选：same、two、skip"),
        (("--answers", "nowhere.json"), "读不到回答的文件"),
        (("--answers", "text.json"), "不是 JSON"),
        (("--answers", "list.json"), "应是一个 JSON 对象"),
    ],
)
def test_an_answer_that_answers_nothing_imports_nothing(
    empty: Shell, tmp_path: Path, answer: tuple[str, str], sentence: str
) -> None:
    file, _ = asked(empty, tmp_path)
    (tmp_path / "text.json").write_text("同一个人", "utf-8")
    (tmp_path / "list.json").write_text("[1]", "utf-8")
    name, value = answer
    given = str(tmp_path / value) if value.endswith(".json") else value
    assert sentence in empty.refused("import", "residents", file, name, given)
    assert len(empty.json("search", "谢有根")) == 1


def test_what_record_and_file_say_differently_is_listed_and_the_records_stays(empty: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text(f"{NUMBERED.splitlines()[0]},电话\n{NUMBERED.splitlines()[1]},13800000001\n", "utf-8")
    empty.json("import", "residents", str(roster))
    roster.write_text(roster.read_text("utf-8").replace("0001", "0002"), "utf-8")
    (difference,) = empty.json("import", "residents", str(roster))["differences"]
    assert (difference["row"], difference["name"], difference["field"]) == (2, "谢有根", "phone")
    assert (difference["kept"], difference["file"], difference["taken"]) == ("13800000001", "13800000002", "kept")
    taken = empty.json("import", "residents", str(roster), "--answer", "differs:2:phone=file")
    assert (taken["accepted"], taken["differences"][0]["taken"]) == (1, "file")
    assert empty.json("import", "residents", str(roster))["differences"] == []


def test_a_column_nobody_understands_is_shown_and_named(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,身份证号,高压病,电话\n新来的,340123198906150035,√,13800000135/13900000136\n", "utf-8")
    arguments = ("import", "residents", str(roster))
    shown = shell.json(*arguments, "--dry-run")
    assert shown["columns_unread"] == [{"column": 3, "heading": "高压病", "filled": 1, "samples": ["√"]}]
    assert (shown["row_notes"][0]["row"], shown["row_notes"][0]["name"]) == (2, "新来的")
    assert "--column 高压病=意思" in shell.run(*arguments, "--dry-run").stdout
    assert shell.json(*arguments, "--dry-run", "--column", "高压病=高血压")["columns_unread"] == []
    assert len(shell.json(*arguments, "--dry-run")["columns_unread"]) == 1, "a look remembers nothing"
    assert shell.json(*arguments, "--column", "高压病=disease:htn")["accepted"] == 1
    assert shell.json(*arguments)["columns_unread"] == [], "an import does"


def test_a_column_that_is_not_named_rightly_is_told(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,身份证号,高压病\n新来的,340123198906150035,√\n", "utf-8")
    for column, said in (("高压病", "应写成 表头=意思"), ("=高血压", "应写成 表头=意思"), ("高压病=星座", "可选：")):
        assert said in shell.refused("import", "residents", str(roster), "--column", column)
