"""What a clinic's program is given of updates over HTTP: the signed bytes, the file from any byte on, and only when it is
paired."""

import base64
from pathlib import Path

import pytest
import requests

from sync.protocol import messages, updates
from sync.protocol.updates import UpdateAsk, UpdateOffer
from sync.server.devices import pairing
from sync.server.updates import releases as kept
from tests.delivery import releases
from tests.server.township import ClinicDevice, RunningTownship
from vclinic.delivery.manifest import MANIFEST, SIGNATURE

SETUP = "vclinic-setup-9.1.0.exe"
CONTENT = b"MZ" + bytes(range(256)) * 300


@pytest.fixture
def stick(township: RunningTownship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the township was given."""
    out, keys = releases.whole(tmp_path, CONTENT)
    monkeypatch.setattr(kept, "KEYS", keys)
    kept.add(township.store.data, out)
    return out


def sealed(clinic: ClinicDevice, wanted: str, program: str = "0.1.0") -> str:
    return updates.credentials(clinic.seal_body(messages.encode(UpdateAsk(update=wanted, program=program)), 0))


def asked(clinic: ClinicDevice, path: str, value: str, **headers: str) -> requests.Response:
    named = {updates.HEADER: value} | {name.replace("_", "-"): text for name, text in headers.items()}
    return requests.get(f"{clinic.township.url}/api/v1/updates/{path}", headers=named, timeout=30)


def test_the_manifest_comes_as_it_was_signed(clinic: ClinicDevice, stick: Path) -> None:
    offer = messages.decode(UpdateOffer, asked(clinic, "manifest", sealed(clinic, "manifest")).content)
    assert base64.b64decode(offer.manifest) == (stick / MANIFEST).read_bytes()
    assert offer.signature.encode() == (stick / SIGNATURE).read_bytes().strip()


def test_nothing_on_offer_is_an_empty_answer(clinic: ClinicDevice) -> None:
    answer = asked(clinic, "manifest", sealed(clinic, "manifest"))
    assert (answer.status_code, answer.json()) == (200, {"manifest": "", "signature": ""})


def test_the_file_comes_whole_and_from_any_byte_on(clinic: ClinicDevice, stick: Path) -> None:
    value = sealed(clinic, SETUP)
    whole = asked(clinic, f"file/{SETUP}", value)
    assert (whole.status_code, whole.content) == (200, CONTENT)
    rest = asked(clinic, f"file/{SETUP}", value, Range="bytes=70000-", If_Range=whole.headers["ETag"])
    assert (rest.status_code, rest.content) == (206, CONTENT[70_000:])
    assert rest.headers["Content-Range"] == f"bytes 70000-{len(CONTENT) - 1}/{len(CONTENT)}"


def test_another_file_than_the_one_begun_comes_whole(clinic: ClinicDevice, stick: Path) -> None:
    answer = asked(clinic, f"file/{SETUP}", sealed(clinic, SETUP), Range="bytes=70000-", If_Range='"another"')
    assert (answer.status_code, answer.content) == (200, CONTENT)


def test_a_file_that_is_not_kept_is_said_so_and_no_path_leads_out(clinic: ClinicDevice, stick: Path) -> None:
    for name in ("vclinic-setup-1.0.exe", "..", "manifest.json"):
        answer = asked(clinic, f"file/{name.replace('.', '%2e')}", sealed(clinic, name))
        assert (answer.status_code, answer.json()["code"]) == (404, "no_update")


@pytest.mark.parametrize("path", ["manifest", f"file/{SETUP}"])
def test_whoever_is_not_paired_gets_nothing(clinic: ClinicDevice, stick: Path, path: str) -> None:
    wanted = path.removeprefix("file/")
    stranger = ClinicDevice(clinic.township, name="d-0")
    answers = [
        asked(clinic, path, ""),
        asked(clinic, path, "Basic YWRtaW46YWRtaW4="),
        asked(clinic, path, sealed(stranger, wanted)),
        asked(clinic, path, sealed(ClinicDevice(clinic.township, name=clinic.name), wanted)),  # with a key of its own
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (400, "malformed"), (400, "malformed"), (401, "unknown_device"), (401, "bad_signature"),
    ]  # fmt: skip


def test_what_was_sealed_for_another_ask_opens_nothing(clinic: ClinicDevice, stick: Path) -> None:
    for value in (sealed(clinic, "manifest"), updates.credentials(clinic.sealed([]))):
        answer = asked(clinic, f"file/{SETUP}", value)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_stopped_device_gets_nothing(clinic: ClinicDevice, stick: Path) -> None:
    township = clinic.township
    with township.store.write() as session:
        pairing.revoke(session, clinic.name, "", township.clock())
    for path, wanted in (("manifest", "manifest"), (f"file/{SETUP}", SETUP)):
        answer = asked(clinic, path, sealed(clinic, wanted))
        assert (answer.status_code, answer.json()["code"]) == (403, "revoked")
