"""Requests nobody of ours would make: each gets a sentence, nothing is saved, and the township goes on."""

import json
import socket
from urllib.parse import urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import func, select

from sync.protocol import envelope, messages
from sync.protocol.messages import ErrorReply
from sync.server.database.tables import Audit, BatchLog, FollowUpMirror, Inbox, ResidentMirror
from tests.server.browserless import Visitor
from tests.server.people import resident, visit
from tests.server.township import PASSWORD, ClinicDevice, RunningTownship

EVIL = "<script>alert(1)</script>'; DROP TABLE resident_mirror;--"


def count(township: RunningTownship) -> int:
    with township.store.read() as session:
        return session.exec(select(func.count()).select_from(Inbox)).one()


@pytest.mark.parametrize(
    "content", [b"", b"zz", b"VCB1", b"VCB1\xff\xff\xff\xff", b"VCB1\x00\x00\x00\x02{}" + bytes(64), b"\x00" * 5000]
)
def test_garbage_is_malformed(township: RunningTownship, content: bytes) -> None:
    answer = requests.post(f"{township.url}/api/v1/round", data=content, timeout=30)
    assert (answer.status_code, messages.decode(ErrorReply, answer.content).code) == (400, "malformed")


def test_a_forged_signature_files_nothing(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.key = Ed25519PrivateKey.generate()
    answer = clinic.post(clinic.sealed([resident()]))
    assert (answer.status_code, messages.decode(ErrorReply, answer.content).code) == (401, "bad_signature")
    clinic.name = "d-NOBODY0000"
    assert messages.decode(ErrorReply, clinic.post(clinic.sealed([resident()])).content).code == "unknown_device"
    assert count(township) == 0


def test_an_altered_batch_files_nothing(township: RunningTownship, clinic: ClinicDevice) -> None:
    sealed = bytearray(clinic.sealed([resident()]))
    sealed[-3] ^= 1
    assert clinic.post(bytes(sealed)).status_code == 401
    assert count(township) == 0


def test_a_replayed_batch_changes_nothing(township: RunningTownship, clinic: ClinicDevice) -> None:
    old = clinic.sealed([resident()])
    clinic.post(old)
    clinic.batch, clinic.prev = 2, envelope.header_hash(old)
    clinic.round(resident(revision=2, phone="13900000009"))
    assert clinic.post(old).status_code == 200
    with township.store.read() as session:
        row = session.get(ResidentMirror, "R-1")
        assert row is not None
        assert (row.revision, row.phone) == (2, "13900000009")


def test_too_much_is_refused_before_it_is_held(township: RunningTownship) -> None:
    answer = requests.post(f"{township.url}/api/v1/round", data=b"V" * (envelope.MAX_PACKED + 20_000), timeout=30)
    assert (answer.status_code, messages.decode(ErrorReply, answer.content).code) == (413, "too_large")
    answer = requests.post(f"{township.url}/api/v1/enrol", data=b"{" + b" " * 20_000, timeout=30)
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"[]", b'{"changes": 5}', b"\xff", b"[" * 5000, b'{"cursor": "1"}'])
def test_a_signed_body_that_is_no_batch_is_malformed(clinic: ClinicDevice, body: bytes) -> None:
    answer = clinic.post(clinic.seal_body(body, 0))
    assert (answer.status_code, messages.decode(ErrorReply, answer.content).code) == (400, "malformed")


def test_words_of_sql_and_of_pages_are_only_words(township: RunningTownship, clinic: ClinicDevice) -> None:
    township.staff("linxy", "林晓燕")
    clinic.round(
        resident(name=EVIL[:50], address=EVIL), visit(other_signs=EVIL, doctor_name=EVIL, adr="2", adr_text=EVIL)
    )
    here = Visitor(township)
    here.sign_in("linxy")
    for path in ("/", "/review/V-1.r1", "/residents/R-1", "/clinics", "/review/bulk", "/review/returned"):
        answer = here.get(path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text, path
    answer = here.post("/review/V-1.r1", {"decision": "return", "remark.sbp": EVIL, "deadline": "nonsense"})
    assert answer.status_code == 422
    assert "&lt;script&gt;alert" in answer.text
    assert "<script>alert" not in answer.text
    answer = here.post("/residents", {"text": "' OR 1=1 --%_"})
    assert "没有找到" in answer.text


def test_paths_lead_nowhere_else(township: RunningTownship) -> None:
    address = urlsplit(township.url)
    for path in (
        "/static/../pages.py",
        "/static/%2e%2e/pages.py",
        "/static/..%2f..%2fstore.py",
        "//etc/passwd",
        "/static/%00",
    ):
        with socket.create_connection((str(address.hostname), address.port or 0), timeout=10) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while part := line.recv(65536):
                answer += part
        status = int(answer.split(b" ", 2)[1])
        assert status in (400, 404), (path, status)
        assert b"import" not in answer


def test_another_name_for_this_machine_is_not_answered(township: RunningTownship) -> None:
    answer = requests.get(f"{township.url}/login", headers={"Host": "evil.example"}, timeout=10)
    assert answer.status_code == 400


def test_every_page_carries_its_guards_and_a_program_is_told_nothing_it_does_not_need(
    township: RunningTownship,
) -> None:
    for path, stored in (
        ("/login", False),
        ("/nowhere", False),
        ("/static/console.css", True),
    ):
        headers = requests.get(township.url + path, timeout=10).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == ("no-cache" if stored else "no-store")
        assert "server" not in {name.lower() for name in headers}
    told = requests.get(f"{township.url}/api/v1/hello", timeout=10).headers
    assert {name.lower() for name in told} == {"content-length", "content-type", "vary"}


@pytest.mark.expects_errors
def test_a_bug_of_ours_is_one_sentence_and_no_patient_reaches_the_log(
    township: RunningTownship, clinic: ClinicDevice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("杨素芬 340123195703120000")

    monkeypatch.setattr("sync.server.intake.apply.settle", broken)
    answer = clinic.post(clinic.sealed([resident()]))
    assert (answer.status_code, messages.decode(ErrorReply, answer.content).code) == (500, "server")
    assert "RuntimeError" in caplog.text
    assert "杨素芬" not in caplog.text
    assert "340123" not in caplog.text
    monkeypatch.undo()
    assert count(township) == 0, "the whole batch was rolled back"
    assert clinic.round(resident()).receipts[0].state == "stored"


def test_a_full_disk_is_a_sentence_and_nothing_is_half_saved(
    township: RunningTownship, clinic: ClinicDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.round(resident())
    with township.store.write() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
    many = [resident(f"R-{number}", address="路" * 90) for number in range(2, 400)]
    limited = [False]
    from sqlalchemy import event

    engine = township.store._engine

    def limit(connection: object) -> None:
        if not limited[0]:
            limited[0] = True
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")  # type: ignore[attr-defined]  a Core connection

    event.listen(engine, "begin", limit)
    try:
        answer = clinic.post(clinic.sealed(many))
    finally:
        event.remove(engine, "begin", limit)
        engine.dispose()
    assert (answer.status_code, messages.decode(ErrorReply, answer.content).code) == (503, "disk_full")
    assert count(township) == 1
    assert {receipt.state for receipt in clinic.round(*many).receipts} == {"stored"}


def test_a_form_too_long_or_broken_is_refused(township: RunningTownship) -> None:
    here = Visitor(township)
    here.get("/login")
    assert here.post("/login", {"login": "x", "password": "y" * 300_000}).status_code == 413
    raw = requests.post(f"{township.url}/login", data=b"a=%ff%fe", timeout=10)
    assert raw.status_code == 409
    many = "&".join(f"f{number}=1" for number in range(1000))
    assert requests.post(f"{township.url}/login", data=many, timeout=10).status_code == 409


def test_json_numbers_beyond_measure_are_refused(clinic: ClinicDevice) -> None:
    document = resident().model_dump(mode="json")
    for wrong in ("1e999", "9" * 400, "NaN"):
        body = json.dumps({"changes": [document]}).replace('"13900000001"', wrong).encode()
        assert clinic.post(clinic.seal_body(body, 1)).status_code == 400


def test_wrong_passwords_do_not_reach_the_console(township: RunningTownship) -> None:
    township.staff("linxy", "林晓燕")
    assert Visitor(township).sign_in("linxy", PASSWORD + "x").status_code == 401


@pytest.mark.parametrize("carried", [5, [[]], [{}], {"sbp": 1}])
def test_a_mark_that_is_no_field_name_is_refused_and_breaks_no_page(clinic: ClinicDevice, carried: object) -> None:
    clinic.round(resident())
    wrong = visit("V-9")
    reply = clinic.round(wrong.model_copy(update={"data": wrong.data | {"carried": carried}}))
    assert (reply.receipts[0].code, reply.receipts[0].field) == ("bad_record", "carried")


def test_two_kinds_of_record_with_one_id_do_not_mix(township: RunningTownship, clinic: ClinicDevice) -> None:
    township.staff("linxy", "林晓燕")
    clinic.round(resident(), visit(), resident("V-1").model_copy(update={"id": "X-1"}))
    here = Visitor(township)
    here.sign_in("linxy")
    assert here.get("/review/V-1.r1").status_code == 200


def test_another_clinic_cannot_hang_a_record_on_a_resident(township: RunningTownship, clinic: ClinicDevice) -> None:
    other = township.clinic("石桥村卫生室", "340123101106")
    early = other.round(visit("V-early"))
    assert early.receipts[0].state == "stored", "nobody knows yet whose resident this is"
    clinic.round(resident(), visit())
    reply = other.round(visit("V-late"), visit("V-fine", "R-fine"), resident("R-fine"))
    assert [(receipt.state, receipt.code, receipt.field) for receipt in reply.receipts] == [
        ("refused", "not_yours", "resident_id"), ("stored", "", ""), ("stored", "", ""),
    ]  # fmt: skip
    with township.store.read() as session:
        shown = {row.id: row.clinic_id for row in session.exec(select(FollowUpMirror))}
        waiting = session.get(Inbox, "V-early.r1")
        assert waiting is not None
        assert (waiting.applied, waiting.waits_for) == ("waiting", "resident:R-1")
    assert set(shown) == {"V-1", "V-fine"}


def test_an_old_batch_that_comes_again_does_not_move_the_chain(township: RunningTownship, clinic: ClinicDevice) -> None:
    first = clinic.sealed([resident("R-1")])
    clinic.post(first)
    clinic.batch, clinic.prev = 2, envelope.header_hash(first)
    clinic.round(resident("R-2"))
    clinic.round(resident("R-3"))
    assert clinic.post(first).status_code == 200
    clinic.round(resident("R-4"))
    with township.store.read() as session:
        chain = [row.chain for row in session.exec(select(BatchLog).order_by(BatchLog.seq))]
    assert chain == ["ok", "ok", "ok", "resend", "ok"]


def test_looking_at_a_list_of_names_is_written_down_too(township: RunningTownship) -> None:
    township.staff("linxy", "林晓燕")
    here = Visitor(township)
    here.sign_in("linxy")
    here.get("/review/returned")
    here.get("/review/bulk")
    with township.store.read() as session:
        acts = [(row.act, row.login, row.detail) for row in session.exec(select(Audit).order_by(Audit.seq))]
    assert acts[-2:] == [("view_list", "linxy", "returned"), ("view_list", "linxy", "bulk")]
