"""Where the township was last served, kept with its data: pairing texts and sheets made later carry that address."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sync.server.identity import files
from vclinic.domain.problem import WorldFault

FILE = "served.json"
USUAL = "http://127.0.0.1:8650"


@dataclass(frozen=True, slots=True)
class Served:
    """How a township is reached.

    Attributes:
        url: the address to give to clinics.
        own: whether it answers with a certificate of its own authority, which has to be pinned.
        hosts: the names and addresses it answers to besides this machine's own.
    """

    url: str
    own: bool
    hosts: tuple[str, ...] = ()


def keep(data: Path, served: Served) -> None:
    """Remember how the township is served.

    Raises:
        WorldFault: ``unwritable``.
    """
    try:
        files.write(data / FILE, json.dumps(asdict(served), ensure_ascii=False).encode())
    except WorldFault as fault:
        raise WorldFault("unwritable", "数据目录不能写入，请检查目录权限。") from fault


def kept(data: Path) -> Served | None:
    """How it was served last; None where nothing readable says."""
    try:
        document = json.loads((data / FILE).read_text("utf-8"))
        return Served(url=str(document["url"]), own=document["own"] is True, hosts=tuple(map(str, document["hosts"])))
    except (OSError, ValueError, TypeError, KeyError):
        return None
