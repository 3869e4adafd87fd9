"""Residents found from the command line."""

import pytest

from tests.cli.shell import Shell


def test_a_hit_is_what_a_list_shows(shell: Shell) -> None:
    hits = shell.json("search", "zs")
    assert hits[0]["name"] == "张三"
    assert set(hits[0]) == {"id", "name", "sex_code", "birth_date", "id_no_tail", "phone", "village_group"}
    assert shell.run("search", "zs").stdout.startswith("张三 ")


@pytest.mark.parametrize("typed", ["没有这个人", "'; DROP TABLE resident; --", "%", "\U0001f600"])
def test_nobody_found_is_an_answer(shell: Shell, typed: str) -> None:
    assert shell.json("search", typed) == []
    assert shell.run("search", typed).stdout == "没有找到。\n"


def test_no_more_are_told_than_asked_for(shell: Shell) -> None:
    assert len(shell.json("search", "z", "--limit", "2")) == 2
    for limit in ("0", "501"):
        assert shell.run("search", "z", "--limit", limit).returncode == 2
