"""The workflow for a Windows machine cannot be run here; that it names what there is, pinned, can be seen."""

import re

import pytest

from tests.test_house.tracked import ROOT

WORKFLOW = (ROOT / ".ci" / "windows" / "workflow.yml").read_text("utf-8")


def test_it_says_first_that_nobody_has_seen_it_run() -> None:
    first = WORKFLOW.splitlines()[0]
    assert first.startswith("#")
    assert "UNVERIFIED" in first


def test_every_action_and_machine_is_pinned() -> None:
    actions = re.findall(r"uses: (\S+)", WORKFLOW)
    assert len(actions) >= 8
    assert [action for action in actions if not re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", action)] == []
    assert [machine for machine in re.findall(r"runs-on: (\S+)", WORKFLOW) if machine.endswith("latest")] == []


@pytest.mark.parametrize("place", sorted(set(re.findall(r"\.ci/[\w./-]+", WORKFLOW))))
def test_what_it_runs_is_there(place: str) -> None:
    assert (ROOT / place).is_file()


def test_no_step_goes_on_after_a_command_that_failed() -> None:
    on_windows = re.findall(r"runs-on: windows", WORKFLOW)
    shells = re.findall(r"shell: (\S+)", WORKFLOW)
    assert shells == ["bash"] * len(on_windows), "PowerShell, the default, looks at the last command only"


def test_it_installs_nothing_without_a_hash() -> None:
    installs = [line for line in WORKFLOW.splitlines() if "pip install" in line]
    assert len(installs) == 1
    assert all("--require-hashes" in line for line in installs)


def test_it_asks_the_interpreter_the_program_ships_with() -> None:
    versions = re.findall(r'python-version: "([\d.]+)"', WORKFLOW)
    assert set(versions) == {"3.11.9"}, "the last 3.11 with Windows binaries"
