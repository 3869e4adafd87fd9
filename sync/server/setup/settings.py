"""How a township is served, written down by `setup` and read by every later command, so that nobody types it again.

One small JSON file without secrets: passwords and keys never stand in it.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from vclinic.domain.problem import Refused, WorldFault

VARIABLE = "VCLINIC_TOWNSHIP_SETTINGS"
SYSTEM = (
    Path(os.environ.get("PROGRAMDATA", "C:/ProgramData"), "vclinic-township", "settings.json")
    if sys.platform == "win32"
    else Path("/etc/vclinic-township/settings.json")
)
OWN, FILES, PROXY = "own", "files", "proxy"


@dataclass(frozen=True, slots=True)
class Settings:
    """What `serve` needs.

    Attributes:
        data: the data directory.
        address: the name or IP address that clinics are given.
        certificate: ``own``, ``files`` (``cert`` and ``key``) or ``proxy``: something before us encrypts.
    """

    data: Path
    address: str
    port: int = 8650
    certificate: str = OWN
    cert: Path | None = None
    key: Path | None = None

    @property
    def host(self) -> str:
        """Where to listen: behind a proxy on this machine alone."""
        return "127.0.0.1" if self.certificate == PROXY else "0.0.0.0"  # noqa: S104  every other computer is to reach it

    @property
    def given(self) -> tuple[Path, Path] | None:
        """A public certificate's file and its key's."""
        return (self.cert, self.key) if self.cert is not None and self.key is not None else None


def place() -> Path:
    """Where the settings are kept: as the environment says, for the whole system, or for one user without its rights.
    Windows has the one place: its service is another user than whoever sets up."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    if sys.platform == "win32" or SYSTEM.exists() or os.geteuid() == 0:
        return SYSTEM
    return Path.home() / ".config" / "vclinic-township" / SYSTEM.name


def read(file: Path) -> Settings:
    """The settings of a file.

    Raises:
        Refused: ``no_settings``.
        WorldFault: ``bad_settings``, it cannot be read or is none of ours.
    """
    try:
        document = json.loads(file.read_text("utf-8"))
        paths = {name: Path(document[name]) if document.get(name) else None for name in ("cert", "key")}
        settings = Settings(
            Path(document["data"]),
            str(document["address"]),
            int(document["port"]),
            str(document["certificate"]),
            **paths,
        )
    except FileNotFoundError as fault:
        raise Refused("no_settings", f"没有设置文件 {file}，请先运行 vclinic-township setup。") from fault
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise WorldFault("bad_settings", f"设置文件 {file} 读不懂，请再运行一次 vclinic-township setup。") from fault
    return settings


def data() -> Path | None:
    """The data directory that was set up, for commands that were not told one; None without readable settings."""
    try:
        return read(place()).data
    except (Refused, WorldFault):
        return None


def write(file: Path, settings: Settings) -> None:
    """Keep the settings: the whole file or the one before, readable for whoever runs a command.

    Raises:
        WorldFault: ``unwritable``.
    """
    document = {key: str(value) if isinstance(value, Path) else value for key, value in asdict(settings).items()}
    half = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with half.open("w", encoding="utf-8") as opened:
            opened.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        half.chmod(0o644)
        half.replace(file)
    except OSError as fault:
        raise WorldFault("unwritable", f"设置文件 {file} 写不了，请检查权限。") from fault
