"""Tables and lines by the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell


def exported(shell: Shell, kind: str, folder: Path) -> list[dict[str, str]]:
    file = folder / f"{kind}.jsonl"
    count = shell.json("export", kind, str(file))["rows"]
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert len(rows) == count
    return rows


@pytest.mark.parametrize("kind", ["follow-ups", "dispensings"])
def test_every_line_is_about_somebody_who_is_exported_too(shell: Shell, tmp_path: Path, kind: str) -> None:
    known = exported(shell, "residents", tmp_path)
    assert len(known) >= 60
    rows = exported(shell, kind, tmp_path)  # two people may share a name, never an id
    assert len(rows) > 10
    assert {row["resident_id"] for row in rows} <= {row["id"] for row in known}


def test_people_are_told_how_many_rows_there_are(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "residents.csv"
    assert shell.run("export", "residents", str(file)).stdout == f"已导出 60 行到 {file}。\n"
    assert len(file.read_text("utf-8-sig").splitlines()) == 61


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        ("everything", "x.csv", "不能导出“everything”"),
        ("residents", "x.doc", ".csv"),
        ("residents", "no/x.csv", "没有写成"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    empty: Shell, tmp_path: Path, kind: str, name: str, sentence: str
) -> None:
    assert sentence in empty.refused("export", kind, str(tmp_path / name))
    assert not (tmp_path / name).exists()
