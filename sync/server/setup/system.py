"""The service handed over to systemd, where it is what began the machine; elsewhere the line that begins it by hand."""

import subprocess
from pathlib import Path

from sync.server.setup import unit
from sync.server.setup.owner import NAME
from sync.server.setup.settings import Settings
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


def by_hand(program: Path, file: Path) -> str:
    """The line that begins the service in a terminal."""
    return f"{program} serve --settings {file}"
