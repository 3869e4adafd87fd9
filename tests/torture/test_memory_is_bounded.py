"""What a computer that is known signs may still be meant to harm: it costs the township little memory and files nothing."""

import random
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from sqlmodel import func, select

from sync.protocol import envelope, messages, wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import ErrorReply
from sync.protocol.two import envelope as two, packing
from sync.server.database.tables import Inbox
from sync.server.intake import packages
from tests.server.people import resident
from tests.server.sticks import known, of_batches, packed
from tests.server.township import ClinicDevice, RunningTownship, running
from tests.torture.test_hostile_bytes import spoilt

SEED = 20261129
MOST = 150 << 20  # bytes a request may cost for a while: the largest body that is taken is 16 MB
FAR_TOO_MUCH = 512 << 20
Seal = Callable[[ClinicDevice, bytes], bytes]


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    with running(tmp_path_factory.mktemp("memory") / "township") as opened:
        yield opened


@pytest.fixture(scope="module")
def device(township: RunningTownship) -> ClinicDevice:
    return township.clinic()


@contextmanager
def costing_little() -> Generator[None]:
    """This process, township and all, does not grow by more than `MOST` in the block, not for a moment.

    Source: proc(5), VmHWM of status, begun anew by writing 5 to clear_refs.
    """
    own = Path("/proc/self")

    def bytes_of(name: str) -> int:
        told = re.search(rf"{name}:\s+(\d+) kB", (own / "status").read_text("ascii"))
        assert told is not None
        return int(told[1]) << 10

    (own / "clear_refs").write_text("5")
    before = bytes_of("VmRSS")
    yield
    assert bytes_of("VmHWM") - before < MOST


def in_first(device: ClinicDevice, content: bytes) -> bytes:
    return device.seal_body(content, 1)


def in_second(device: ClinicDevice, content: bytes) -> bytes:
    head = two.Head(device.name, 1, "0a1b2c3d", 1, int(device.township.clock().timestamp()), count=1)
    return two.seal(content, head, device.key, packing.FAST)


def filed(township: RunningTownship) -> int:
    with township.store.read() as session:
        return session.exec(select(func.count()).select_from(Inbox)).one()


def refused(device: ClinicDevice, content: bytes) -> str:
    answer = device.post(content)
    assert 400 <= answer.status_code < 500, answer.text[:200]
    return messages.decode(ErrorReply, answer.content).code


@pytest.mark.parametrize("seal", [in_first, in_second])
def test_a_signed_batch_that_unpacks_to_far_too_much_is_not_unpacked(
    device: ClinicDevice, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without_limit:
        without_limit.setattr(envelope, "MAX_BODY", 1 << 30)
        without_limit.setattr(packing, "MAX_BYTES", 1 << 30)
        bomb = seal(device, bytes(FAR_TOO_MUCH))
    assert len(bomb) < 100_000
    before = filed(device.township)
    with costing_little():
        assert refused(device, bomb) == "too_large"
        with pytest.raises(ProtocolError) as told:
            take(device.township, of_batches(device, (bomb, 1)))
        assert told.value.code in ("too_large", "malformed")
    assert filed(device.township) == before


@pytest.mark.parametrize("seal", [in_first, in_second])
@pytest.mark.parametrize(
    "content",
    [
        b'{"changes":[' + b"1," * 4_000_000 + b'1],"cursor":0}',
        b'{"changes":[' + b"{}," * 4_000_000 + b'{}],"cursor":0}',
        b"[" * 8_000_000,
        b'{"a":' * 2_000_000,
        b"[" + b"[]," * 4_000_000 + b"[]]",
        b"[" + b"0," * 7_000_000 + b"0]",
        b"[" + b'{"a":0},' * (wire.MAX_PARTS // 2 - 1) + b"0]",
        b'"' + b"\\u4e00" * 2_000_000 + b'"',
        b"9" * 8_000_000,
    ],
    ids=["numbers", "no_changes", "deep", "deep_objects", "lists", "rows", "just_within", "text", "one_number"],
)
def test_a_signed_body_of_nonsense_costs_little(device: ClinicDevice, seal: Seal, content: bytes) -> None:
    sealed = seal(device, content)
    del content
    before = filed(device.township)
    with costing_little():
        assert refused(device, sealed) in ("malformed", "too_large")
    assert filed(device.township) == before


def take(township: RunningTownship, file: BytesIO) -> None:
    packages.take_bytes(township.store, known(township), file, now=township.clock(), staff=None)


def test_spoilt_packages_are_each_a_sentence_and_file_nothing(device: ClinicDevice) -> None:
    chance = random.Random(SEED)
    good = packed(device, [resident()]).getvalue()
    before, tried = filed(device.township), 0
    with costing_little():
        while tried < 300:
            content = spoilt(chance, good)
            if content == good:
                continue
            tried += 1
            with pytest.raises(ProtocolError, match=r"[。”]$"):
                take(device.township, BytesIO(content))
    assert filed(device.township) == before
    take(device.township, BytesIO(good))
    assert filed(device.township) == before + 1
