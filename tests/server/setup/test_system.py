"""The service handed over: what systemctl is asked, and what is said when it refuses. A small program stands where systemctl
would; with a real systemd the whole was run by hand (docs/decisions)."""

from pathlib import Path

import pytest

from sync.server.setup import system, unit
from sync.server.setup.settings import Settings
from vclinic.domain.problem import WorldFault

WANTED = Settings(Path("/srv/v"), "a.b")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What systemctl was asked; it refuses what stands in the file `refuses`."""
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$*" >>{tmp_path}/asked\n'
        f'if [ "$1" = "$(cat {tmp_path}/refuses 2>/dev/null)" ]; then echo "Job failed." >&2; exit 1; fi\n'
    )
    program.chmod(0o755)
    for tool in ("cat", "sh"):  # nothing else of this machine's: it may have a journal of its own
        (program.parent / tool).symlink_to(f"/bin/{tool}")
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(unit, "PLACE", tmp_path / "vclinic-township.service")
    return tmp_path / "asked"


def test_the_unit_is_written_before_it_is_read_and_begun(asked: Path) -> None:
    system.hand_over(WANTED, Path("/opt/p"), Path("/etc/s.json"), "")
    assert unit.PLACE.read_text("utf-8") == unit.unit(WANTED, Path("/opt/p"), Path("/etc/s.json"))
    assert asked.read_text() == "daemon-reload\nenable -q vclinic-township\nrestart vclinic-township\n"


def test_a_service_that_does_not_begin_says_where_the_reason_stands(asked: Path) -> None:
    (asked.parent / "refuses").write_text("restart")
    with pytest.raises(WorldFault, match=r"服务没有开始：Job failed\.更多见：journalctl -u vclinic-township"):
        system.hand_over(WANTED, Path("/opt/p"), Path("/etc/s.json"), "")
    journal = asked.parent / "bin" / "journalctl"
    journal.write_text("#!/bin/sh\necho 端口 8650 用不了。\n", "utf-8")
    journal.chmod(0o755)
    with pytest.raises(WorldFault, match="服务没有开始：端口 8650 用不了。更多见"):
        system.hand_over(WANTED, Path("/opt/p"), Path("/etc/s.json"), "")


def test_without_the_right_to_write_the_unit_nothing_is_asked(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit, "PLACE", asked.parent / "none" / "unit")
    with pytest.raises(WorldFault, match="请用 root 运行"):
        system.hand_over(WANTED, Path("/opt/p"), Path("/etc/s.json"), "")
    assert not asked.exists()


def test_systemd_is_where_it_has_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "BOOTED", tmp_path)
    assert system.runs_here()
    monkeypatch.setattr(system, "BOOTED", tmp_path / "none")
    assert not system.runs_here()
