"""Newer programs as the window asks for them: by the township's line or from a stick, put together from sync, delivery and
store, which the window does not know."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vclinic import __version__
from vclinic.domain.problem import Expected, Refused
from vclinic.resources import resource
from vclinic.services import newer_program
from vclinic.services.newer_program import Noticed
from vclinic.services.workstation import Workstation

if TYPE_CHECKING:  # many a day ends without them
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from vclinic.delivery.fetching import Progress, Source
    from vclinic.delivery.manifest import Manifest
    from vclinic.delivery.taking import Offered

KEYS = resource("delivery", "keys.json")


class Newer:
    """Whatever it raises is `Expected`.

    Args:
        install: backs up and starts the setup that was fetched; leave: ends this program, so that it can be replaced.
    """

    def __init__(self, station: Workstation, install: Callable[[], object], leave: Callable[[], object]) -> None:
        self._station = station
        self._place = station.store.data_dir / "updates"
        self.install, self.leave = install, leave

    def ask(self) -> str:
        """Ask the township; what there is is noticed. A sentence where there is nothing newer, else empty."""
        from sync.client.updates import township

        with township(self._station.store, self._station.clock.now) as source:
            offered = self._offered(source)
        return offered.sentence if isinstance(offered, Refused) else ""

    def from_township(self, progress: "Progress") -> None:
        """Fetch what the township has."""
        from sync.client.updates import township

        with township(self._station.store, self._station.clock.now) as source:
            self._take(source, self._offered(source), progress)

    def from_folder(self, folder: Path, progress: "Progress") -> None:
        """Fetch what lies in a folder."""
        from vclinic.delivery.fetching import Folder

        source = Folder(folder)
        self._take(source, self._look(source), progress)

    def ready(self) -> Noticed | None:
        """The program that was fetched and may be installed. Whether its setup is whole to the last byte is looked at when
        it is installed."""
        from vclinic.delivery import offer
        from vclinic.delivery.fetching import seen
        from vclinic.delivery.manifest import accept
        from vclinic.storage.steps import KNOWN

        with suppress(Refused):
            manifest = offer.kept(self._place, pinned())
            if manifest is not None:
                accept(manifest, installed=__version__, schema=len(KNOWN), seen=seen(self._place))
                setup = self._place / manifest.setup
                if setup.is_file() and setup.stat().st_size == manifest.size:
                    return self._noticed(manifest)
        return None

    def _take(self, source: "Source", offered: "Offered | Refused", progress: "Progress") -> None:
        from vclinic.delivery.taking import take

        if isinstance(offered, Refused):
            raise offered
        take(source, offered, self._place, progress)

    def _look(self, source: "Source") -> "Offered | Refused":
        from vclinic.delivery.taking import look_for_newer
        from vclinic.storage.steps import KNOWN

        return look_for_newer(source, self._place, pinned(), installed=__version__, schema=len(KNOWN))

    def _offered(self, source: "Source") -> "Offered | Refused":
        """What the township has, and noticed."""
        offered = self._look(source)
        nothing = Noticed(self._station.clock.today())
        newer_program.note(self._station, nothing if isinstance(offered, Refused) else self._noticed(offered.manifest))
        return offered

    def _noticed(self, manifest: "Manifest") -> Noticed:
        return Noticed(
            self._station.clock.today(), manifest.version, sequence=manifest.sequence, released=manifest.released,
            size=manifest.size, notes=manifest.notes_zh,
        )  # fmt: skip


def pinned() -> "tuple[Ed25519PublicKey, ...]":
    """Whom this program believes."""
    from vclinic.delivery.manifest import keys_of

    return keys_of(KEYS.read_text("utf-8"))


def notice(station: Workstation) -> None:
    """Once a day after a round: whether there is a newer program. What goes wrong is nobody's business now."""
    if pinned() and newer_program.to_be_asked(station):
        with suppress(Expected):
            Newer(station, _nothing, _nothing).ask()


def _nothing() -> None:
    """Nobody looks at a window."""
