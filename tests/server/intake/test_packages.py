"""Packages by stick at the township: filed as rounds are, whatever came before; what is wrong files nothing."""

import io

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import func, select

from sync.protocol.errors import ProtocolError
from sync.server.database.tables import Audit, BatchLog, Device, Inbox, Package
from sync.server.devices import pairing
from sync.server.intake import packages
from sync.server.intake.packages import Taken
from tests.server.people import resident, visit
from tests.server.sticks import answers, known, of_batches, packed, receipts_of
from tests.server.township import ClinicDevice, RunningTownship


def take(township: RunningTownship, file: io.BytesIO, *, revoked_too: bool = False) -> tuple[Taken, bytes]:
    return packages.take_bytes(
        township.store, known(township), file, now=township.clock(), staff=None, revoked_too=revoked_too
    )


def refused(township: RunningTownship, file: io.BytesIO) -> ProtocolError:
    with pytest.raises(ProtocolError) as told:
        take(township, file)
    with township.store.read() as session:
        assert session.exec(select(func.count()).select_from(Package)).one() == 0
    return told.value


def received(township: RunningTownship) -> dict[str, str]:
    with township.store.read() as session:
        return {row.change_id: row.applied for row in session.exec(select(Inbox))}


def test_what_it_brings_is_filed_and_answered_change_by_change(township: RunningTownship, clinic: ClinicDevice) -> None:
    file = packed(clinic, [resident()], [visit(), visit("V-2", sbp=600)])
    taken, back = take(township, file)
    assert (taken.changes, taken.stored, taken.duplicate, taken.refused) == (3, 2, 0, 1)
    assert (taken.clinic, taken.device, taken.more) == ("柳河村卫生室", clinic.name, False)
    assert [(receipt.change_id, receipt.state) for receipt in receipts_of(township, back)] == [
        ("R-1.r1", "stored"), ("V-1.r1", "stored"), ("V-2.r1", "refused"),
    ]  # fmt: skip
    assert received(township) == {"R-1.r1": "yes", "V-1.r1": "yes", "V-2.r1": "no"}


def test_it_may_come_again_before_and_after_rounds(township: RunningTownship, clinic: ClinicDevice) -> None:
    late, early = packed(clinic, [visit()], package="cd" * 8), packed(clinic, [resident()])
    take(township, late)
    assert received(township) == {"V-1.r1": "waiting"}
    clinic.round(visit(revision=2, heart_rate=80))
    take(township, early)
    for _ in range(2):
        taken, back = take(township, late)
        assert (taken.stored, taken.duplicate) == (0, 1)
        assert [receipt.state for receipt in receipts_of(township, back)] == ["duplicate"]
    assert received(township) == {"V-1.r1": "yes", "V-1.r2": "yes", "R-1.r1": "yes"}
    with township.store.read() as session:
        kept = session.exec(select(Package).where(Package.id == "cd" * 8)).one()
        assert (kept.times, kept.duplicate) == (3, 1)
        chain = session.exec(select(BatchLog.chain)).all()
        assert list(chain) == ["ok"], "a stick says nothing about where the chain of rounds stands"


def test_what_the_township_has_to_say_comes_back_with_it(township: RunningTownship, clinic: ClinicDevice) -> None:
    township.staff("lin", "林晓燕")
    take(township, packed(clinic, [resident(), visit()]))
    township.decide("V-1.r1", general="请写清楚。")
    _, back = take(township, packed(clinic, [], package="cd" * 8))
    first, told = answers(township, back)
    assert (first.after, first.reply.receipts) == (0, ())
    assert [notice.kind for notice in told.reply.notices] == ["verdict"]
    assert (told.after, told.reply.cursor) == (0, told.reply.notices[-1].seq)


@pytest.mark.parametrize(
    ("told", "named"),
    [
        pytest.param(None, False, id="a program that does not say"),
        pytest.param("the same", False, id="heard of the last restore"),
        pytest.param("", True, id="never heard of an epoch"),
        pytest.param("0123456789abcdef", True, id="of before a restore"),
    ],
)
def test_who_has_not_heard_of_a_restore_is_told_everything_that_is_stored(
    township: RunningTownship, clinic: ClinicDevice, told: str | None, *, named: bool
) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=600))
    township.clinic("丁山村卫生室", "340123101106").round(resident("R-9"))
    file = packed(clinic, [], epoch=township.store.epoch if told == "the same" else told)
    _, back = take(township, file)
    assert [receipt.change_id for receipt in receipts_of(township, back)] == (["R-1.r1", "V-1.r1"] if named else [])


def test_a_further_part_is_announced(township: RunningTownship, clinic: ClinicDevice) -> None:
    assert take(township, packed(clinic, [resident()], more=True))[0].more
    assert not take(township, packed(clinic, [visit()], part=2))[0].more
    with township.store.read() as session:
        assert sorted(session.exec(select(Package.part)).all()) == [1, 2]


def test_a_stopped_computers_package_is_taken_when_somebody_says_so(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    with township.store.write() as session:
        pairing.revoke(session, clinic.name, "admin", township.clock())
    file = packed(clinic, [resident()])
    assert refused(township, file).code == "revoked"
    assert received(township) == {}
    taken, _ = take(township, file, revoked_too=True)
    assert (taken.revoked, taken.stored) == (True, 1)
    with township.store.read() as session:
        acts = list(session.exec(select(Audit.act).order_by(Audit.seq)))
        assert acts[-1] == "package_of_revoked"
        assert session.get_one(Device, clinic.name).revoked_at is not None


def test_a_computer_nobody_knows_is_told_so(township: RunningTownship, clinic: ClinicDevice) -> None:
    file = packed(clinic, [resident()], device="d-UNKNOWN")
    assert refused(township, file).code == "unknown_device"


def test_a_package_in_anothers_name_is_none(township: RunningTownship, clinic: ClinicDevice) -> None:
    other = township.clinic("石桥村卫生室", "340123101106")
    assert refused(township, packed(clinic, [resident()], device=other.name)).code == "bad_signature"
    clinic.key = Ed25519PrivateKey.generate()
    assert refused(township, packed(clinic, [resident()])).code == "bad_signature"


def test_batches_of_another_computer_inside_file_nothing(township: RunningTownship, clinic: ClinicDevice) -> None:
    other = township.clinic("石桥村卫生室", "340123101106")
    mixed = of_batches(clinic, (clinic.sealed([resident()]), 1), (other.sealed([resident("R-2")]), 1))
    assert refused(township, mixed).code == "bad_signature"
    assert received(township) == {}, "everything is read once before anything is filed"


def test_a_count_that_does_not_hold_files_nothing(township: RunningTownship, clinic: ClinicDevice) -> None:
    wrong = of_batches(clinic, (clinic.sealed([resident()]), 2))
    assert refused(township, wrong).code == "damaged"
    assert received(township) == {}


def test_a_package_for_another_township_is_told_apart(
    township: RunningTownship, clinic: ClinicDevice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from sync.server import identity

    elsewhere = identity.ready(tmp_path_factory.mktemp("elsewhere"), township.clock())
    with pytest.raises(ProtocolError, match="别的卫生院"):
        packages.take_bytes(township.store, elsewhere, packed(clinic, [resident()]), now=township.clock(), staff=None)


def test_a_file_larger_than_any_package_is_not_even_read(
    township: RunningTownship, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "MAX_FILE", 100)
    assert refused(township, io.BytesIO(bytes(101))).code == "too_large"
