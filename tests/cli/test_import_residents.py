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
