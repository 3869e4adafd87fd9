"""The steps of level 2: in their order, the first that does not hold is the last and named."""

import subprocess
import sys

import pytest

from tests.test_house.tracked import ROOT

sys.path.insert(0, str(ROOT / ".ci" / "windows"))
import steps


def first() -> str:
    return "there"


def hangs() -> str:
    raise subprocess.TimeoutExpired("setup.exe", 5)


def waits() -> str:
    raise TimeoutError("the end of the service's process")


def wrong() -> str:
    before, after = {"clinic.db": "ab"}, {"clinic.db": "cd"}
    steps.expect(bool(before), "there are no data")
    steps.expect(before == after, "the data differ")
    return "never said"


def test_all_are_tried_and_say_what_they_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert steps.all_hold([first, first])
    assert capsys.readouterr().out == "✓ first: there [0 s]\n" * 2


@pytest.mark.parametrize(("step", "why"), [(hangs, "setup.exe"), (waits, "the service's process"), (wrong, "the data")])
def test_the_first_that_does_not_hold_is_named_and_nothing_comes_after_it(
    step: steps.Step, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not steps.all_hold([first, step, first])
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2
    assert told[1].startswith(f"✗ {step.__name__}: ")
    assert why in told[1]


def test_a_fault_in_a_step_itself_is_no_answer() -> None:
    def broken() -> str:
        raise KeyError("DisplayVersion")

    with pytest.raises(KeyError):
        steps.all_hold([broken])
