"""A township that is well has no problems; each thing that may go wrong is found, counted and said."""

import pytest
from sqlalchemy import text

from sync.server.care.check import check
from sync.server.database.township_id import WHOLE
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship

PAYLOAD = "UPDATE inbox SET payload = replace(payload, '柳河村二组', '柳河村三组') WHERE change_id = 'R-1.r1'"


@pytest.fixture
def worked(township: RunningTownship, clinic: ClinicDevice) -> RunningTownship:
    clinic.round(resident("R-1"), resident("R-2", birth_date="2199-01-01"), visit(), visit("V-9", "R-9"))
    clinic.round(resident("R-1", revision=2, phone="13900000009"))
    township.staff("lin", "林晓燕")
    township.decide("V-1.r1")
    return township


def test_a_township_at_work_is_well(worked: RunningTownship) -> None:
    report = check(worked.store)
    assert report.problems == ()
    assert (report.counts["inbox"], report.counts["resident_mirror"], report.counts["outbox"]) == (5, 1, 1)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (PAYLOAD.replace("r1", "r2"), "有 1 条上报的内容和收下时不一样。"),
        ("UPDATE resident_mirror SET record = replace(record, '13900000009', '1')", "有 1 份资料的内容和它的上报不一样。"),
        ("UPDATE resident_mirror SET revision = 1, change_id = 'R-1.r1'", "有 1 份资料不是最新的：收下的版本比它新。"),
        ("UPDATE follow_up_mirror SET revision = 7", "有 1 份资料找不到它的上报记录，或和上报记录的种类、编号、版本、村卫生室对不上。"),
        ("DELETE FROM follow_up_mirror", "有 1 条收下的上报没有进档案。"),
        ("UPDATE device SET tip_hash = 'x'", "有 1 台电脑的上报次序对不上：最后一批没有记录。"),
        ("UPDATE review SET revision = 3 WHERE entity = 'follow_up'", "有 1 条审核记录和它的上报对不上。"),
        ("UPDATE counter SET value = value - 2 WHERE name = 'inbox'", "inbox 的编号比记下的多 2，以后会重号。"),
        ("UPDATE outbox SET seq = seq + 5", "有 1 条通知的序号不对。"),
    ],
    ids=["payload", "record", "old record", "no change", "not filed", "chain", "review", "counter", "notice"],
)  # fmt: skip
def test_what_is_wrong_is_said(worked: RunningTownship, damage: str, said: str) -> None:
    with worked.store.write() as session:
        session.connection().execute(text(damage).execution_options(**{WHOLE: True}))
    assert said in check(worked.store).problems


def test_a_flipped_byte_in_the_file_is_found(worked: RunningTownship) -> None:
    if worked.store.engine.dialect.name != "sqlite":
        return
    with worked.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    worked.store.engine.dispose()
    file = worked.store.data / "township.sqlite3"
    content = bytearray(file.read_bytes())
    content[-100] ^= 1  # in the last page
    file.write_bytes(content)
    assert check(worked.store).problems == ("数据库文件有损坏，请停止使用，用备份恢复。",)
