"""Packages handed in at the console: what each brought, what is missing, whose are stopped, receipts as often as wanted."""

import re

import pytest
from sqlmodel import select

from sync.protocol import envelope
from sync.server.database.tables import Audit, Inbox, Package
from sync.server.devices import pairing
from tests.server.browserless import Visitor
from tests.server.console.reading import saved_as, text_of
from tests.server.people import resident, visit
from tests.server.sticks import hand_in, of_batches, packed, receipts_of
from tests.server.township import ClinicDevice, running


@pytest.fixture
def here(colleague: Visitor) -> Visitor:
    colleague.get("/packages")
    return colleague


@pytest.fixture
def village(here: Visitor) -> ClinicDevice:
    return here.township.clinic()


def acts(here: Visitor) -> list[tuple[str, str, str]]:
    with here.township.store.read() as session:
        rows = session.exec(select(Audit).order_by(Audit.seq)).all()  # type: ignore[arg-type]  a column
    return [(row.login, row.act, row.detail) for row in rows if row.act.startswith("package")]


def nothing_filed(here: Visitor) -> bool:
    with here.township.store.read() as session:
        return session.exec(select(Inbox)).first() is None and session.exec(select(Package)).first() is None


def test_what_it_brings_is_told_clinic_by_clinic_and_its_receipts_are_taken_along(
    here: Visitor, village: ClinicDevice
) -> None:
    other = here.township.clinic("石桥村卫生室", "340123101106")
    mine = packed(village, [resident()], [visit(), visit("V-2", sbp=600)])
    theirs = packed(other, [resident("R-2", "邓有才")], package="cd" * 8)
    answer = hand_in(here, ("a.vcp", mine.getvalue()), ("b.vcp", theirs.getvalue()))
    assert answer.status_code == 200
    told = text_of(answer.text)
    assert "a.vcp 柳河村卫生室 2 0 1 收好了" in told
    assert "b.vcp 石桥村卫生室 1 0 0 收好了" in told
    links = re.findall(r'href="(/packages/[0-9a-f]+/\d+\.vcr)"', answer.text)
    got = here.get(links[0])
    assert saved_as(got) == "huizhi-340123101105-20261125-0920.vcr"
    assert [receipt.state for receipt in receipts_of(here.township, got.content)] == ["stored", "stored", "refused"]
    assert acts(here) == [("linxy", "package", "3"), ("linxy", "package", "1"), ("linxy", "package_receipts", "")]


def test_coming_again_is_told_as_known_and_counted(here: Visitor, village: ClinicDevice) -> None:
    file = packed(village, [resident()]).getvalue()
    hand_in(here, ("a.vcp", file))
    assert "柳河村卫生室 0 1 0 收好了" in text_of(hand_in(here, ("a.vcp", file)).text)
    assert "2 次" in here.get("/packages").text


def test_one_that_is_wrong_hinders_none_beside_it(here: Visitor, village: ClinicDevice) -> None:
    good = packed(village, [resident()]).getvalue()
    answer = hand_in(here, ("bad.vcp", good[:-5]), ("good.vcp", good))
    assert answer.status_code == 200
    assert "bad.vcp 这个文件不完整" in text_of(answer.text)
    assert "good.vcp 柳河村卫生室 1 0 0" in text_of(answer.text)


def test_files_that_are_missing_are_named(here: Visitor, village: ClinicDevice) -> None:
    parts = {
        number: packed(village, [resident(f"R-{number}")], part=number, more=number < 3).getvalue()
        for number in (1, 2, 3)
    }
    told = text_of(hand_in(here, ("a-3.vcp", parts[3])).text)
    assert "还缺第 1、2 个。" in told
    told = text_of(hand_in(here, ("a.vcp", parts[1])).text)
    assert "还缺第 2 个。" in told
    assert "缺第 2 个" in text_of(here.get("/packages").text)
    told = text_of(hand_in(here, ("a-2.vcp", parts[2])).text)
    assert "缺第" not in told


def test_of_the_first_files_alone_nobody_knows_how_many_follow(here: Visitor, village: ClinicDevice) -> None:
    told = text_of(hand_in(here, ("a.vcp", packed(village, [resident()], more=True).getvalue())).text)
    assert "还缺第 2 个，后面可能还有" in told


def test_a_stopped_computers_package_waits_for_an_administrators_word(
    admin: Visitor, here: Visitor, village: ClinicDevice
) -> None:
    file = packed(village, [resident()]).getvalue()
    with here.township.store.write() as session:
        pairing.revoke(session, village.name, "admin", here.township.clock())
    told = hand_in(here, ("a.vcp", file))
    assert "卫生院已停用这台电脑" in told.text
    assert "这一步要管理员来办" in told.text
    assert "revoked_too" not in told.text
    assert hand_in(here, ("a.vcp", file), revoked_too="1").status_code == 403
    assert nothing_filed(here)
    admin.get("/packages")
    asked = hand_in(admin, ("a.vcp", file))
    assert 'name="revoked_too" value="1"' in asked.text
    assert nothing_filed(here)
    assert "柳河村卫生室 1 0 0 收好了" in text_of(hand_in(admin, ("a.vcp", file), revoked_too="1").text)
    assert "已停用" in here.get("/packages").text
    log = text_of(admin.get("/staff/acts").text)
    assert "U盘上报没收" in log
    assert "收停用电脑的U盘上报" in log
    assert [act[:2] for act in acts(here)] == [
        ("linxy", "package_refused"), ("admin", "package_refused"), ("admin", "package_of_revoked"),
    ]  # fmt: skip


def test_hostile_files_are_a_sentence_each_and_file_nothing(
    here: Visitor, village: ClinicDevice, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = packed(village, [resident()]).getvalue()
    with running(tmp_path_factory.mktemp("other") / "township") as other:
        elsewhere = packed(other.clinic(), [resident()]).getvalue()
    with monkeypatch.context() as without_limit:
        without_limit.setattr(envelope, "MAX_BODY", 1 << 30)
        bomb = village.seal_body(bytes(64 << 20), 1)  # a few kilobytes that unpack to far more than any batch may hold
    table = {
        "是给别的卫生院的": elsewhere,
        "接入": packed(village, [resident()], device="d-UNKNOWN").getvalue(),
        "签名不对": good[:60] + b"9" + good[61:] if good[60:61] != b"9" else good[:60] + b"8" + good[61:],
        "坏了": good[:1200] + bytes([good[1200] ^ 1]) + good[1201:],
        "不完整": good[:-1],
        "不是村卫生室的上报包": b"PK\x03\x04" + bytes(5_000),
        "更新版本": b"VCP9" + good[4:],
        "展开后太大": of_batches(village, (bomb, 1)).getvalue(),
    }
    for sentence, content in table.items():
        answer = hand_in(here, ("x.vcp", content))
        assert answer.status_code == 422, sentence
        assert sentence in text_of(answer.text), text_of(answer.text)
        assert nothing_filed(here), sentence


def test_receipts_of_nobody_are_not_there(here: Visitor) -> None:
    assert here.get(f"/packages/{'ab' * 8}/1.vcr").status_code == 404
    assert here.get("/packages/nonsense/1.vcr").status_code == 400


def test_the_clinics_page_leads_there_and_a_name_is_not_taken_as_markup(here: Visitor) -> None:
    assert 'href="/packages"' in here.get("/clinics").text
    here.get("/packages")
    assert "<b>x</b>.vcp" not in hand_in(here, ("<b>x</b>.vcp", b"nothing")).text
