"""The examples of docs/protocol.md, executed: what is written there is what happens."""

import json
import re
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.protocol import envelope, errors, keys, known, messages, pairing_text, updates, wire
from sync.protocol.messages import Change, RecordNotice, RoundReply, VerdictNotice
from sync.protocol.two import body, shapes
from sync.protocol.two.edits import Edit, whole
from sync.server.database.tables import Inbox
from sync.server.identity import load
from sync.server.intake import receipts
from sync.server.updates import releases
from tests.delivery import releases as release_files
from tests.server.township import ClinicDevice, RunningTownship
from vclinic.delivery.manifest import MANIFEST

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")


EPOCH = "<16 digits>"


def example(name: str) -> dict[str, Any]:
    (match,) = re.findall(rf"```json {re.escape(name)}\n(.*?)```", TEXT, re.DOTALL)
    document: dict[str, Any] = json.loads(match)
    return document


def paired(township: RunningTownship) -> ClinicDevice:
    device = ClinicDevice(township)
    request = example("enrol") | {"code": township.code(), "public_key": keys.public_text(device.key.public_key())}
    answer = requests.post(f"{township.url}/api/v1/enrol", data=wire.compact(request).encode(), timeout=30)
    reply: dict[str, Any] = answer.json()
    device.name = reply["device"]
    identity = load(township.store.data)
    assert (reply["authority"], reply["package_key"]) == (identity.authority_pem, identity.package_key)
    own = {"device": "<name>", "authority": "<PEM>", "package_key": "<32 bytes, base 64>", "epoch": EPOCH}
    assert reply["epoch"] == township.store.epoch
    assert reply | own == example("enrol-reply")
    return device


def test_enrolment_and_a_round_go_as_written(township: RunningTownship) -> None:
    device = paired(township)
    batch = example("round")
    answer = device.post(device.seal_body(wire.compact(batch).encode(), 1))
    assert answer.json() | {"epoch": EPOCH} == example("round-reply")
    assert answer.json()["epoch"] == township.store.epoch
    with township.store.read() as session:
        row = session.get(Inbox, "7KQ3ZP-000002")
        assert row is not None
        assert receipts.data_of(row)["a_field_of_tomorrow"] == [1, 2]


def test_what_a_clinic_sent_itself_comes_back_as_written(township: RunningTownship) -> None:
    device = paired(township)
    device.round(*(Change.model_validate(change) for change in example("round")["changes"]))
    question = device.seal_body(wire.compact(example("own")).encode(), 0)
    headers = {"Accept-Encoding": "identity"}
    answer = requests.post(f"{township.url}/api/v1/own", data=question, headers=headers, timeout=30)
    assert answer.json() == example("own-reply")


def test_what_is_still_known_is_asked_and_answered_as_written(township: RunningTownship) -> None:
    device = paired(township)
    device.round(*(Change.model_validate(example("round")["changes"][0] | {"act": "A"}),))
    question = device.seal_body(wire.compact(example("known")).encode(), 0)
    answer = requests.post(f"{township.url}/api/v1/known", data=question, timeout=30)
    assert answer.json() | {"epoch": EPOCH} == example("known-reply")
    span = example("known")["spans"][0]
    assert known.digest([span["first"], span["last"]]) == span["digest"]


def test_an_update_is_asked_for_and_offered_as_written(
    township: RunningTownship, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = paired(township)
    out, keys_file = release_files.whole(tmp_path, min_from="0.1.0")
    monkeypatch.setattr(releases, "KEYS", keys_file)
    releases.add(township.store.data, out)
    sealed = updates.credentials(device.seal_body(wire.compact(example("update-ask")).encode(), 0))
    headers = {"Authorization": sealed, "Accept-Encoding": "identity"}
    answer = requests.get(f"{township.url}/api/v1/updates/manifest", headers=headers, timeout=30).json()
    assert b64decode(answer["manifest"]) == (out / MANIFEST).read_bytes()
    assert answer | {"manifest": "<base 64>", "signature": "<base 64>"} == example("update-offer")


def test_the_header_and_the_notice_are_as_written() -> None:
    written = example("header")
    header = envelope.Header.model_validate(written | {"device": "d-1", "sha256": "0" * 64})
    assert set(header.model_dump(by_alias=True)) == set(written)
    for kind, name in ((VerdictNotice, "notice"), (RecordNotice, "record-notice")):
        notice = messages.decode(kind, json.dumps(example(name)).encode())
        assert notice.model_dump(mode="json") == example(name)
    assert set(example("round-reply")) == set(RoundReply.model_fields)


def test_every_error_code_is_written_with_its_status() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)`", TEXT, re.MULTILINE)
    table = {code: int(status) for status, code in rows}
    assert {code: table[code] for code in errors.STATUS} == errors.STATUS


def test_every_receipt_code_of_intake_is_written() -> None:
    source = Path(receipts.__file__).read_text(encoding="utf-8") + Path(receipts.__file__).with_name(
        "checks.py"
    ).read_text(encoding="utf-8")
    for code in re.findall(r'"(id_conflict|not_yours|conflict|bad_record|bad_revision)"', source):
        assert f"| `{code}` |" in TEXT, code


def test_an_edit_in_protocol_2_is_as_written() -> None:
    made_at = int(datetime.fromisoformat("2026-11-25T09:20:00+08:00").timestamp())
    (change,) = body.read(wire.compact(example("two-body")).encode(), shapes.edition(1), made_at)
    assert isinstance(change, Edit)
    assert change.document == {
        "id": "7KQ3ZP-000012", "act": "7KQ3ZP-000011", "entity": "follow_up", "entity_id": "7KQ3ZP-000007", "revision": 2,
        "base_revision": 1, "recorded_at": "2026-11-25T09:19:20+08:00", "recorded_by": "7KQ3ZP-000000",
        "data": {"record": {"heart_rate": 78}},
    }  # fmt: skip
    assert whole(change, {"form_id": "hypertension_follow_up", "record": {"heart_rate": 87}}) is not None


def test_the_limits_are_as_written() -> None:
    assert "≤ 2 MiB, plain ≤ 16 MiB" in TEXT
    assert (envelope.MAX_PACKED, envelope.MAX_BODY) == (2 * 2**20, 16 * 2**20)
    assert f"At most {messages.MAX_CHANGES} changes a batch" in TEXT
    assert f"| ≤ {envelope.MAX_HEADER} |" in TEXT


def test_the_pairing_text_is_as_written() -> None:
    (text,) = re.findall(r"```text pairing\n(.*?)\n```", TEXT, re.DOTALL)
    told = pairing_text.read(text)
    assert (told.url, told.code) == ("https://192.168.1.8:8650", "7KQ3ZPABC0D1")
    assert pairing_text.write(told.url, told.code, told.fingerprint) == text
