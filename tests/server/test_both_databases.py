"""One story of a township, lived through with a file and on PostgreSQL: staff, clinics and exports are told the same.

Clinics push, a reviewer returns and accepts, an announcement goes out, it is read, the corrected visit comes back.
"""

import re
from pathlib import Path

import pytest
from sqlmodel import select

from sync.protocol.messages import Notice
from sync.server.database.tables import Staff
from sync.server.owned import announcements
from sync.server.owned.announcements import Wording
from sync.server.reports import exports
from tests.server import postgres
from tests.server.browserless import Visitor
from tests.server.people import change, resident, visit
from tests.server.township import RunningTownship, TurnableClock, running

PAGES = (
    "/", "/review", "/review/V-1.r2", "/review/V-2.r1", "/review/returned", "/clinics/received", "/clinics/refused", "/clinics/waiting", "/clinics", "/review/list",
    "/review/list?state=accepted", "/review?flag=bp", "/residents", "/residents/all", "/residents/R-1",
    "/announcements", "/staff", "/staff/acts",
)  # fmt: skip


def lived(township: RunningTownship) -> tuple[dict[str, str], list[str]]:
    """The story; returns the pages by path, and the notices that the first clinic was told."""
    township.staff("linxy", "林晓燕")
    township.staff("admin", "赵敏", "administrator")
    near, far = township.clinic(), township.clinic("东山村卫生室", "340123101106")
    near.round(
        resident("R-1", id_no="34012319570312006X"),
        resident("R-2", name="梁国富", sex_code="1", village_group=""),
        visit("V-1", "R-1", sbp=162, visit_class="2", next_visit_date="2026-11-30"),
        visit("V-2", "R-2"),
        visit("V-3", "R-1", sbp=600),
        visit("V-4", "R-9"),
        change("prescription", "P-1", {"resident_id": "R-1", "follow_up_id": "V-1", "issued_on": "2026-11-16",
                                       "medication": [], "diet": [], "exercise": {}}),
    )  # fmt: skip
    far.round(resident("R-3", name="Zhou Ān"), resident("R-4", name="zhang", revision=1), visit("V-5", "R-3"))
    reviewer = Visitor(township)
    reviewer.sign_in("linxy")
    township.clock.turn(minutes=5)
    for key, form in (
        ("V-1.r1", {"decision": "return", "general": "请复核血压", "deadline": "2026-12-01"}),
        ("V-5.r1", {"decision": "accept"}),
    ):
        reviewer.get(f"/review/{key}")
        answer = reviewer.post(f"/review/{key}", form)
        assert answer.status_code == 200, answer.text[-900:]
    with township.store.write() as session:
        staff = session.exec(select(Staff).where(Staff.login == "admin")).one()
        wording = Wording("周三停电", "周三 8 时至 12 时停电。", "2026-12-26")
        made = announcements.announce(session, wording, None, staff, township.clock())
        assert not isinstance(made, list), made
    township.clock.turn(hours=1)
    reply = near.round(visit("V-1", "R-1", revision=2, sbp=152, dbp=92, visit_class="2", next_visit_date="2026-11-30"))
    admin = Visitor(township)
    admin.sign_in("admin")
    pages: dict[str, str] = {}
    for path in PAGES:
        answer = admin.get(path)
        assert answer.status_code == 200, path
        pages[path] = plain(answer.text)
    for typed in ("x", "素", "ZH"):
        pages[f"search {typed}"] = plain(admin.post("/residents", {"text": typed}).text)
    for kind in exports.kinds():
        file = township.store.data / f"{kind}.jsonl"
        with township.store.read() as session:
            exports.write(session, kind, file)
        pages[kind] = plain(file.read_text("utf-8"))
    return pages, [told(notice) for notice in reply.notices]


def told(notice: Notice) -> str:
    """Without its number: the clinics of one announcement are told in the order of their names drawn by lot."""
    return plain(notice.model_dump_json(exclude={"seq"}))


def plain(text: str) -> str:
    """Without what is drawn by lot: names of clinics and devices, tokens of forms."""
    text = re.sub(r'name="csrf" value="[^"]+"', "", text)
    return re.sub(r"\b([a-z])-[0-9A-Z]{8,}\b", r"\1-", text)


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, postgresql: postgres.Server
) -> list[tuple[dict[str, str], list[str]]]:
    told_of: list[tuple[dict[str, str], list[str]]] = []
    folder: Path = tmp_path_factory.mktemp("both")
    with postgresql.database() as address:
        for name, server in (("file", ""), ("served", address)):
            with running(folder / name, TurnableClock(), server) as township:
                told_of.append(lived(township))
    return told_of


def test_the_clinic_is_told_the_same(both: list[tuple[dict[str, str], list[str]]]) -> None:
    (_, by_file), (_, by_server) = both
    verdict, announcement = by_file
    assert "请复核血压" in verdict
    assert "周三停电" in announcement
    assert by_server == by_file


def test_staff_see_the_same_and_exports_hold_the_same(
    both: list[tuple[dict[str, str], list[str]]],
) -> None:
    (by_file, _), (by_server, _) = both
    assert "/residents/R-1" in by_file["search x"], "an ID number is also met in small letters"
    assert "/residents/R-2" not in by_file["search x"]
    assert "请复核血压" in by_file["/review/returned"] + by_file["/review/list"] + by_file["reviews"]
    for path, text in by_file.items():
        assert by_server[path] == text, path
