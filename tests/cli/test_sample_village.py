"""Invented people, only where there are no real ones."""

import pytest

from tests.cli.shell import Shell


def test_invented_people_never_get_among_real_ones(shell: Shell) -> None:
    before = shell.json("check")["counts"]
    assert "空卫生室" in shell.refused("sample-village", "--residents", "20")
    assert shell.json("check")["counts"] == before


@pytest.mark.parametrize(
    "arguments", [("--residents", "19"), ("--residents", "100001"), ("--months", "61"), ("--seed", "x")]
)
def test_a_village_of_an_impossible_size_is_wrong_usage(empty: Shell, arguments: tuple[str, ...]) -> None:
    done = empty.run("sample-village", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert arguments[0] in done.stderr
    assert empty.json("check")["counts"]["resident"] == 0


def test_the_smallest_village_is_a_sound_one(empty: Shell) -> None:
    assert "居民 20，" in empty.run("sample-village", "--residents", "20", "--months", "0").stdout
    counts = empty.json("check")["counts"]
    assert counts["resident"] == 20
    assert empty.json("check")["ok"] is True
