"""What was received, what was not taken, what waits."""

from tests.server.browserless import Visitor
from tests.server.console.reading import rows_of, saved_as, text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice


def test_all_that_was_received_opens_as_a_list(admin: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(), visit("V-2", sbp=600), visit("V-3", "R-99"))
    assert 'href="/clinics/received">4 条资料</a>' in admin.get("/").text
    page = admin.get("/clinics/received")
    assert 'href="/review/V-1.r1">杨素芬 2026-11-16</a>' in page.text
    for said in ("共 4 条", "没收下：收缩压 600", "在等 居民档案 R-99", "待审核", "已收下"):
        assert said in text_of(page.text), said
    answer = admin.get("/clinics/received.xlsx")
    assert saved_as(answer) == "收到的资料-20261125-0920.xlsx"
    assert {row["是谁的"] for row in rows_of(answer)} == {"杨素芬", "杨素芬 2026-11-16", "V-2", "V-3"}
