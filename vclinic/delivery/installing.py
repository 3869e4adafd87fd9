"""The fetched update put in the place of this program, by whoever works at the station: asked for by window and command
line alike."""

import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vclinic import __version__
from vclinic.delivery import applying, offer
from vclinic.delivery.fetching import UPDATES, seen
from vclinic.delivery.manifest import accept
from vclinic.delivery.plan import Plan
from vclinic.delivery.runner import Runner
from vclinic.domain.problem import Expected, Refused
from vclinic.files.backup_rotation import STAMP
from vclinic.services.backup import backup
from vclinic.services.open_corrections import refuse_while_open
from vclinic.services.workstation import Workstation
from vclinic.storage.backup_file import SUFFIX
from vclinic.storage.file_names import BACKUPS
from vclinic.storage.steps import KNOWN


def install(station: Workstation, keys: Sequence[Ed25519PublicKey], runner: Runner | None) -> Plan:
    """Back the data up and start the setup that was fetched last; the program has to be closed now.

    Raises:
        Refused: ``no_setup_here``, this system has none; ``nothing_fetched``; ``correction_open``; as `manifest.read`,
            `manifest.accept` and `applying.begin`. Nothing has changed then.
        WorldFault: as `back_up` and `applying.begin`.
    """
    if runner is None:
        raise Refused("no_setup_here", "这个系统上没有安装程序，新版本要由技术员放上。没有更新。")
    place = station.store.data_dir / UPDATES
    manifest = offer.kept(place, keys)
    if manifest is None:
        raise Refused("nothing_fetched", "还没有取到新版本。请先下载，或从 U 盘取。")
    accept(manifest, installed=__version__, schema=len(KNOWN), seen=seen(place))
    refuse_while_open(station, "没有更新。")
    return applying.begin(
        place,
        manifest,
        installed=__version__,
        program=Path(sys.executable).parent,
        backup=lambda: back_up(station, manifest.version),
        runner=runner,
    )


def back_up(station: Workstation, version: str) -> Path:
    """A backup of its own, that no rotation takes away: the way back if ``version`` disappoints.

    Raises:
        Expected: it could not be made.
    """
    place = station.store.data_dir / BACKUPS
    try:
        place.mkdir(exist_ok=True)
    except OSError as fault:
        raise Expected("no_backup", "备份没有做成，所以没有更新。请检查磁盘空间和权限。") from fault
    return backup(station, place / f"vclinic-before-{version}-{station.clock.now():{STAMP}}{SUFFIX}").path
