"""A clinic's device gets its name with a one-time code and loses its voice when revoked."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlmodel import select

from sync.protocol import keys, messages
from sync.protocol.messages import EnrolRequest, ErrorReply
from sync.server.database.tables import Clinic, Device, EnrolCode
from sync.server.devices import pairing
from tests.server.people import resident
from tests.server.township import VILLAGE, ClinicDevice, RunningTownship


def refusal(township: RunningTownship, device: ClinicDevice, code: str, **more: str) -> tuple[int, str]:
    public = keys.public_text(device.key.public_key())
    wanted = EnrolRequest(code=code, public_key=public, **({"id_tag": device.id_tag} | more))
    answer = requests.post(f"{township.url}/api/v1/enrol", data=messages.encode(wanted), timeout=30)
    return answer.status_code, "" if answer.ok else messages.decode(ErrorReply, answer.content).code


def test_a_code_is_good_once(township: RunningTownship) -> None:
    code = township.code()
    first, second = ClinicDevice(township), ClinicDevice(township)
    reply = first.pair(code)
    assert (reply.township_name, reply.protocol_min, reply.protocol_max) == ("清溪镇卫生院", 1, 2)
    assert refusal(township, second, code) == (401, "bad_code")


def test_the_same_device_may_ask_again_for_the_answer_it_did_not_get(township: RunningTownship) -> None:
    code = township.code()
    device = ClinicDevice(township)
    assert device.pair(code).device == device.pair(code).device
    with township.store.read() as session:
        assert len(session.exec(select(Device)).all()) == 1


def test_a_code_is_read_as_people_write_it(township: RunningTownship) -> None:
    code = township.code()
    ClinicDevice(township).pair(f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ")


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


def test_a_code_of_another_village_enrols_nobody_and_stays_good(township: RunningTownship) -> None:
    code, device = township.code(), ClinicDevice(township)
    assert refusal(township, device, code, village_code="340123101106") == (409, "other_village")
    with township.store.read() as session:
        assert session.exec(select(Device)).all() == []
    assert refusal(township, device, code, village_code=VILLAGE) == (200, "")


def test_a_tag_belongs_to_one_device_of_the_township(township: RunningTownship) -> None:
    one, copy, elsewhere = township.clinic(), ClinicDevice(township), ClinicDevice(township)
    copy.id_tag = elsewhere.id_tag = one.id_tag
    code = township.code()
    assert refusal(township, copy, code) == (409, "tag_taken")
    foreign = township.code("石桥村卫生室", "340123101106")
    assert refusal(township, elsewhere, foreign, former=one.name) == (409, "tag_taken")
    copy.id_tag = "7KQ3ZQ"
    assert refusal(township, copy, code) == (200, "")
    assert [refusal(township, ClinicDevice(township), township.code(), id_tag="") for _ in range(2)] == [(200, "")] * 2


def test_a_machine_enrolled_again_takes_its_tag_along(township: RunningTownship) -> None:
    former = township.clinic()
    for _ in range(2):
        again = ClinicDevice(township, id_tag=former.id_tag)
        assert refusal(township, again, township.code()) == (409, "tag_taken")
        code = township.code()
        assert refusal(township, again, code, former=former.name) == (200, "")
        again.name = again.pair(code).device
        former = again


def test_another_spelling_of_a_clinics_name_makes_no_second_clinic(township: RunningTownship) -> None:
    one, two = township.clinic("柳河村卫生室"), township.clinic("清溪镇柳河村卫生室 ")
    assert one.name != two.name
    with township.store.read() as session:
        assert [clinic.name for clinic in session.exec(select(Clinic)).all()] == ["柳河村卫生室"]
        assert len({device.clinic_id for device in session.exec(select(Device)).all()}) == 1


def test_neither_code_nor_private_key_is_kept(township: RunningTownship) -> None:
    code = township.code()
    ClinicDevice(township).pair(code)
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
        assert pairing.revoke(session, clinic.name, "admin", township.clock())
        assert not pairing.revoke(session, clinic.name, "admin", township.clock())
        assert not pairing.revoke(session, "d-nobody", "admin", township.clock())
    answer = clinic.post(clinic.sealed([resident()]))
    told = messages.decode(ErrorReply, answer.content)
    assert (answer.status_code, told.code) == (403, "revoked")
    assert "没有丢" in told.text


@pytest.mark.parametrize(
    ("name", "village"),
    [("", "340123101105"), ("柳河村", "12"), ("柳河村", "３４０１２３１０１１０５"), ("长" * 61, "340123101105")],
)
def test_a_clinic_needs_a_name_and_twelve_digits(name: str, village: str) -> None:
    assert pairing.check_clinic(name, village)


def test_only_an_unused_code_is_open_and_says_for_whom_and_how_long(township: RunningTownship) -> None:
    code, used = township.code(), township.code()
    ClinicDevice(township).pair(used)

    def open_for(text: str) -> tuple[str, str] | None:
        with township.store.read() as session:
            here = pairing.open_code(session, text, township.clock())
            return here and (here[0].village_code, here[1].isoformat())

    assert open_for(code.lower()) == (VILLAGE, "2026-11-28T09:20:00+08:00")
    assert open_for(used) is None
    assert open_for("AAAA-BBBB-CCCC") is None
    township.clock.turn(hours=72)
    assert open_for(code) is None


def test_a_code_says_when_it_ends(township: RunningTownship) -> None:
    township.code()
    with township.store.read() as session:
        assert session.exec(select(EnrolCode)).one().expires_at == "2026-11-28T09:20:00+08:00"
