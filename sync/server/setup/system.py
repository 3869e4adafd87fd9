"""The service handed over to systemd, where it is what began the machine; elsewhere the line that begins it by hand."""

import subprocess
import sys
from pathlib import Path

from sync.server.setup import unit
from sync.server.setup.owner import NAME, Owner
from sync.server.setup.settings import SYSTEM, Settings
from vclinic.domain.problem import WorldFault

BOOTED = Path("/run/systemd/system")  # as sd_booted(3) asks


def runs_here() -> bool:
    """Whether systemd looks after this machine's services."""
    return BOOTED.is_dir()


def hand_over(settings: Settings, program: Path, file: Path, second: str) -> None:
    """Write the unit, let it begin with the machine, and begin it now; one that runs is begun anew.

    Raises:
        WorldFault: ``no_unit``, ``not_started``.
    """
    try:
        unit.PLACE.write_text(unit.unit(settings, program, file, second), "utf-8")
    except OSError as fault:
        raise WorldFault("no_unit", f"{unit.PLACE} 写不了，请用 root 运行。") from fault
    for command in (["daemon-reload"], ["enable", "-q", NAME], ["restart", NAME]):
        run = subprocess.run(["systemctl", *command], capture_output=True, text=True, check=False)
        if run.returncode:
            raise WorldFault(
                "not_started",
                f"服务没有开始：{_last_said() or run.stderr.strip()}更多见：journalctl -u {NAME} -n 20。改好后再运行一次 setup。",
            )


def lets_write(second: str) -> bool:
    """Whether the service may write its copies there; True where no unit of ours shuts it in."""
    try:
        text = unit.PLACE.read_text("utf-8")
    except OSError:
        return True
    return not second or unit.copies(second) in text


def _last_said() -> str:
    """The service's own last sentence; systemd says of a failure only that there was one."""
    try:
        run = subprocess.run(
            ["journalctl", "-q", "-n", "1", "-o", "cat", f"_SYSTEMD_UNIT={NAME}.service"],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return run.stdout.strip()


def usual_data(owner: Owner | None) -> Path:
    """Where data are kept when nothing else is wished."""
    if sys.platform == "win32":
        return SYSTEM.parent / "data"
    return Path("/var/lib") / NAME if owner is not None else Path.home() / NAME


def by_hand(program: Path, file: Path) -> str:
    """How whoever set up lets the service begin."""
    if sys.platform == "win32":
        return f"接着用管理员身份运行，登记成服务：{NAME} service install"
    return f"这台机器不由 systemd 管理，或者不是 root：请这样开始服务：{program} serve --settings {file}"
