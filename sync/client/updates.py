"""The township as a place where a release lies (`vclinic.delivery.fetching.Source`): asked over the enrolled line, by whom it
knows. What comes is as unread here as what lies on a stick."""

import binascii
from base64 import b64decode
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import datetime

from sync.client import device as devices
from sync.client.asking import sealed
from sync.client.device import Device
from sync.client.transport import Transport
from sync.protocol import updates
from sync.protocol.updates import UpdateAsk
from vclinic import __version__
from vclinic.domain.problem import Refused, WorldFault
from vclinic.storage.store import Store

_OLD_TOWNSHIP = frozenset(("not_found", "nonsense_404", "nonsense_405"))
_OFF_LINE = frozenset(("offline", "cut_off", "too_slow"))


class Township:
    """One conversation about updates."""

    def __init__(self, transport: Transport, device: Device, now: Callable[[], datetime]) -> None:
        self._transport, self._device, self._now = transport, device, now

    def manifest(self) -> tuple[bytes, bytes]:
        """The manifest and its signature, unread.

        Raises:
            Refused: ``no_update``, it has none; ``no_updates_here``, its program is too old to have any; it does not know
                this device. WorldFault: as a round.
        """
        try:
            offer = self._transport.update_offer(self._credentials(updates.OFFER))
        except (Refused, WorldFault) as fault:
            if fault.code in _OLD_TOWNSHIP:
                raise Refused(
                    "no_updates_here", "卫生院的程序还旧，不能从那里取新版本。可以用 U 盘更新，或请卫生院先升级。"
                ) from fault
            if fault.code in _OFF_LINE:
                raise WorldFault(
                    fault.code, "没有连上卫生院服务器，不知道有没有新版本。有网络后再看，或用 U 盘更新。"
                ) from fault
            raise
        if not offer.manifest:
            raise Refused("no_update", "卫生院现在没有放新版本。")
        try:
            return b64decode(offer.manifest, validate=True), offer.signature.encode("ascii", "replace")
        except (binascii.Error, ValueError) as fault:
            raise WorldFault("nonsense_200", "卫生院给的更新包说明读不懂，没有采用。请联系技术支持。") from fault

    def pieces(self, name: str, start: int) -> Iterator[bytes]:
        """The setup file from byte ``start`` on.

        Raises:
            Refused: ``no_update``, it is not there any more. WorldFault: as a round; what came is good to go on from.
        """
        try:
            yield from self._transport.update_file(name, start, self._credentials(name))
        except WorldFault as fault:
            if fault.code not in _OFF_LINE:
                raise
            raise WorldFault(fault.code, "下载中断了，已取到的留着。有网络后再试，会接着取。") from fault

    def _credentials(self, wanted: str) -> str:
        ask = UpdateAsk(update=wanted, program=__version__)
        return updates.credentials(sealed(self._device, ask, self._now()))


@contextmanager
def township(store: Store, now: Callable[[], datetime]) -> Generator[Township]:
    """The enrolled township for the length of the block.

    Raises:
        Refused: ``not_enrolled``. WorldFault: the address.
    """
    device = devices.load(store)
    if device is None:
        raise Refused("not_enrolled", "还没有接入卫生院，不能从那里取新版本。可以用 U 盘更新。")
    with Transport(device.url, device.authority, proxied=device.proxied) as transport:
        yield Township(transport, device, now)
