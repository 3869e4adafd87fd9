"""Where the township was last served, kept with its data: pairing texts and sheets made later carry that address."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
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
        certificate: the file of a certificate that was given; "" for none.
    """

    url: str
    own: bool
    hosts: tuple[str, ...] = ()
    certificate: str = ""


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
        return Served(
            url=str(document["url"]),
            own=document["own"] is True,
            hosts=tuple(map(str, document["hosts"])),
            certificate=str(document.get("certificate", "")),  # programs before did not write it
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def until(data: Path) -> datetime | None:
    """When the certificate that the township was last served with ends; None where it was served without one of its own.

    Raises:
        WorldFault: ``no_certificate``, the file is not there or none.
    """
    last = kept(data)
    if last is None or not (last.own or last.certificate):
        return None
    file = data / files.FOLDER / files.SERVER if last.own else Path(last.certificate)
    try:
        return files.read_certificate(file).not_valid_after_utc
    except WorldFault as fault:
        raise WorldFault("no_certificate", f"证书文件 {file} 不在了或者读不懂，重新开始服务时会用不了。") from fault
