"""Several records without findings accepted at once."""

import re

import pytest
from sqlmodel import select

from sync.server.database.tables import Audit, Review
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import resident, visit
from tests.server.township import ClinicDevice, RunningTownship


@pytest.fixture
def quiet(colleague: Visitor, clinic: ClinicDevice) -> Visitor:
    """Four records without findings and an urgent one."""
    urgent = {"sbp": 184, "visit_class": "2", "next_visit_date": "2026-11-30"}
    clinic.round(*(resident(f"R-{n}", f"村民{n}") for n in range(5)), *(visit(f"V-{n}", f"R-{n}") for n in range(4)))
    clinic.round(visit("V-9", "R-4", **urgent))
    colleague.get("/review/bulk")
    return colleague


def picked(visitor: Visitor, *ids: str) -> str:
    """What the page says after these were picked."""
    body = "&".join(["csrf=" + visitor.csrf, *(f"pick={key}" for key in ids)])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = visitor.session.post(f"{visitor.township.url}/review/bulk", data=body, headers=headers, timeout=30)
    return text_of(answer.text)


def states(township: RunningTownship) -> dict[str, str]:
    with township.store.read() as session:
        return {row.entity_id: row.state for row in session.exec(select(Review)) if row.entity == "follow_up"}


def test_only_what_was_picked_is_accepted(township: RunningTownship, quiet: Visitor) -> None:
    assert "已通过 2 份。" in picked(quiet, "V-0.r1", "V-2.r1")
    assert [key for key, state in states(township).items() if state == "accepted"] == ["V-0", "V-2"]


def test_what_has_findings_is_never_accepted_this_way(township: RunningTownship, quiet: Visitor) -> None:
    picked(quiet, "V-9.r1", "V-1.r1", "nobody", "")
    assert states(township) == {
        "V-0": "waiting",
        "V-1": "accepted",
        "V-2": "waiting",
        "V-3": "waiting",
        "V-9": "waiting",
    }


def test_what_moved_on_meanwhile_is_left_alone(township: RunningTownship, quiet: Visitor, clinic: ClinicDevice) -> None:
    clinic.round(visit("V-0", "R-0", revision=2, sbp=142))
    township.decide("V-1.r1", sbp="请核对")
    picked(quiet, "V-0.r1", "V-1.r1", "V-2.r1")
    assert (states(township)["V-1"], states(township)["V-2"]) == ("returned", "accepted")
    with township.store.read() as session:
        assert [row.state for row in session.exec(select(Review).where(Review.entity_id == "V-0").order_by(Review.change_id))] == [
            "superseded", "waiting",
        ]  # fmt: skip


def test_picking_twice_accepts_once(township: RunningTownship, quiet: Visitor) -> None:
    picked(quiet, "V-0.r1")
    assert "已通过" not in picked(quiet, "V-0.r1")
    with township.store.read() as session:
        assert len(session.exec(select(Audit).where(Audit.act == "accepted")).all()) == 1


def test_nothing_picked_accepts_nothing(township: RunningTownship, quiet: Visitor) -> None:
    assert "没有发现的记录 4 份" in picked(quiet)
    assert set(states(township).values()) == {"waiting"}


def test_those_to_open_stand_first_and_opened_ones_are_marked(quiet: Visitor) -> None:
    page = quiet.get("/review/bulk").text
    drawn = re.findall(r"<td[^>]*>(?:<i [^>]*></i> 已看|<span class=\"chip\">抽查</span>)?</td>", page)
    assert [bool(re.search("抽查", cell)) for cell in drawn] == [True, True, True, False]
    first = re.findall(r'href="/review/(V-[^"?]+)', page)[0]
    quiet.get(f"/review/{first}")
    assert "已看 1 份" in text_of(quiet.get("/review/bulk").text)


@pytest.mark.parametrize("done", ["-1", "101", "many"])
def test_a_count_nobody_accepted_is_not_said(quiet: Visitor, done: str) -> None:
    assert quiet.get(f"/review/bulk?done={done}").status_code == 400


def test_filters_narrow_and_stay(quiet: Visitor) -> None:
    assert "这一组现在是空的" in quiet.get("/review/bulk?doctor=nobody").text
    page = quiet.get("/review/bulk?doctor=周国平")
    assert 'action="/review/bulk?doctor=' in page.text
