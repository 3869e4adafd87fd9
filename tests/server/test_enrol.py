"""A clinic's device gets its name with a one-time code and loses its voice when revoked."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlmodel import select

from sync.protocol import keys, messages
from sync.protocol.messages import EnrolRequest, ErrorReply
from sync.server import enrol
from sync.server.tables import Clinic, Device, EnrolCode
from tests.server.people import resident
from tests.server.township import ClinicDevice, RunningTownship


def refusal(township: RunningTownship, device: ClinicDevice, code: str) -> tuple[int, str]:
    wanted = EnrolRequest(code=code, public_key=keys.public_text(device.key.public_key()), id_tag="7KQ3ZP")
    answer = requests.post(f"{township.url}/api/v1/enrol", data=messages.encode(wanted), timeout=30)
    return answer.status_code, "" if answer.ok else messages.decode(ErrorReply, answer.content).code


def test_a_code_is_good_once(township: RunningTownship) -> None:
    code = township.code()
    first, second = ClinicDevice(township), ClinicDevice(township)
    reply = first.enrol(code)
    assert (reply.township_name, reply.protocol_min, reply.protocol_max) == ("清溪镇卫生院", 1, 1)
    assert refusal(township, second, code) == (401, "bad_code")


def test_the_same_device_may_ask_again_for_the_answer_it_did_not_get(township: RunningTownship) -> None:
    code = township.code()
    device = ClinicDevice(township)
    assert device.enrol(code).device == device.enrol(code).device
    with township.store.read() as session:
        assert len(session.exec(select(Device)).all()) == 1


def test_a_code_is_read_as_people_write_it(township: RunningTownship) -> None:
    code = township.code()
    ClinicDevice(township).enrol(f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ")


def test_an_old_or_invented_code_is_refused(township: RunningTownship) -> None:
    code = township.code()
    township.clock.turn(hours=73)
    for wrong in (code, "AAAA-BBBB-CCCC", "", "' OR 1=1 --"):
        assert refusal(township, ClinicDevice(township), wrong) == (401, "bad_code")


def test_codes_cannot_be_tried_in_a_row(township: RunningTownship) -> None:
    answers = [refusal(township, ClinicDevice(township), "AAAA-BBBB-CCCC")[0] for _ in range(22)]
    assert answers[:20] == [401] * 20
    assert answers[20:] == [429] * 2
    township.clock.turn(minutes=2)
    assert refusal(township, ClinicDevice(township), "AAAA-BBBB-CCCC") == (401, "bad_code")


def test_two_devices_with_one_code_at_the_same_moment(township: RunningTownship) -> None:
    code = township.code()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: refusal(township, ClinicDevice(township), code)[0], range(4)))
    assert sorted(answers) == [200, 401, 401, 401]


def test_neither_code_nor_private_key_is_kept(township: RunningTownship) -> None:
    code = township.code()
    ClinicDevice(township).enrol(code)
    plain = code.replace("-", "")
    for file in township.store.data.glob("township.sqlite3*"):
        content = file.read_bytes()
        assert plain.encode() not in content
        assert code.encode() not in content


def test_one_clinic_may_have_two_devices(township: RunningTownship) -> None:
    one, two = township.clinic(), township.clinic()
    assert one.name != two.name
    with township.store.read() as session:
        assert len(session.exec(select(Clinic)).all()) == 1
    one.round(resident())
    assert two.round(resident(revision=2)).receipts[0].state == "stored"


def test_a_revoked_device_is_told_so_and_nothing_is_filed(township: RunningTownship, clinic: ClinicDevice) -> None:
    with township.store.write() as session:
        assert enrol.revoke(session, clinic.name, "admin", township.clock())
        assert not enrol.revoke(session, clinic.name, "admin", township.clock())
        assert not enrol.revoke(session, "d-nobody", "admin", township.clock())
    answer = clinic.post(clinic.sealed([resident()]))
    told = messages.decode(ErrorReply, answer.content)
    assert (answer.status_code, told.code) == (403, "revoked")
    assert "没有丢" in told.text


@pytest.mark.parametrize(
    ("name", "village"),
    [("", "340123101105"), ("柳河村", "12"), ("柳河村", "３４０１２３１０１１０５"), ("长" * 61, "340123101105")],
)
def test_a_clinic_needs_a_name_and_twelve_digits(name: str, village: str) -> None:
    assert enrol.check_clinic(name, village)


def test_a_code_says_when_it_ends(township: RunningTownship) -> None:
    township.code()
    with township.store.read() as session:
        assert session.exec(select(EnrolCode)).one().expires_at == "2026-11-28T09:20:00+08:00"
