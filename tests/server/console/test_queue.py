"""The queue: four groups, the most urgent first, the oldest first within a group."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from sync.server.console import queue
from sync.server.console.filters import Filters
from sync.server.console.queue import Group
from sync.server.database.tables import Clinic, Review
from tests.server.people import resident, visit
from tests.server.review.test_diabetes_visits import visit as diabetes_visit
from tests.server.township import RunningTownship, running

URGENT = {"sbp": 184, "visit_class": "2", "next_visit_date": "2026-11-30"}
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    """Of each group one, of those without findings two; a decided one, and a resident nobody waits for."""
    with running(tmp_path_factory.mktemp("township")) as here:
        here.staff("linxy", "林晓燕")
        clinic = here.clinic()
        clinic.round(
            resident(), visit("V-again"), visit("V-done", visit_date="2026-08-17", next_visit_date="2026-11-16", heart_rate=70),
            resident("R-2", "邓有才", sex_code="1", birth_date="1958-11-16"),
        )  # fmt: skip
        here.decide("V-again.r1", sbp="请重新量。")
        here.decide("V-done.r1")
        here.clock.turn(minutes=10)
        clinic.round(visit("V-again", revision=2, sbp=142), visit("V-quiet-2", "R-2"))
        here.clock.turn(minutes=10)
        clinic.round(
            resident("R-3", "阿依古丽"), visit("V-urgent", "R-3", doctor_name="蒙建平", **URGENT),
            resident("R-4", "覃小明"), visit("V-class", "R-4", sbp=152, visit_class="1"),
        )  # fmt: skip
        here.clinic("石桥村卫生室", "340123101106").round(
            resident("R-5", "韦桂兰"),
            diabetes_visit("V-sugar").model_copy(update={"data": diabetes_visit().data | {"resident_id": "R-5"}}),
        )
        yield here


def groups(township: RunningTownship, filters: Filters | None = None, current: str = "") -> list[Group]:
    with township.store.read() as session:
        return queue.groups(session, filters or Filters(), current)


def test_the_most_urgent_group_stands_first_and_each_has_its_word(township: RunningTownship) -> None:
    assert [(group.label, [entry.entity_id for entry in group.entries]) for group in groups(township)] == [
        ("危急", ["V-urgent"]), ("退回后重报", ["V-again"]), ("有发现", ["V-class"]), ("没有发现", ["V-quiet-2", "V-sugar"]),
    ]  # fmt: skip


def test_a_group_knows_its_oldest_arrival(township: RunningTownship) -> None:
    (clean,) = [group for group in groups(township) if group.label == "没有发现"]
    assert (clean.count, clean.oldest) == (2, clean.entries[0].received_at)
    assert clean.entries[0].received_at < clean.entries[1].received_at


def test_an_empty_group_is_left_out(township: RunningTownship) -> None:
    assert [group.label for group in groups(township, Filters(doctor="蒙建平"))] == ["危急"]
    assert groups(township, Filters(doctor="nobody")) == []


def test_an_entry_says_who_how_old_on_the_day_where_and_what(township: RunningTownship) -> None:
    (entry,) = [entry for group in groups(township) for entry in group.entries if entry.entity_id == "V-quiet-2"]
    assert (entry.name, entry.sex, entry.age, entry.clinic, entry.doctor, entry.day) == (
        "邓有才", "男", 68, "柳河村卫生室", "周国平", "2026-11-16",
    )  # fmt: skip
    assert "146/88" in entry.summary
    assert (entry.level, entry.texts) == ("ok", ())


def test_an_entry_has_the_level_of_its_worst_finding(township: RunningTownship) -> None:
    levels = {entry.entity_id: entry.level for group in groups(township) for entry in group.entries}
    assert (levels["V-urgent"], levels["V-class"]) == ("danger", "danger")
    assert levels["V-sugar"] == "ok"


def test_the_record_being_read_is_shown_even_beyond_what_fits(tmp_path: Path) -> None:
    with running(tmp_path / "township") as here:
        many = queue.SHOWN + 5
        here.clinic().round(
            *(resident(f"R-{n:02}", f"村民{n:02}") for n in range(many)),
            *(
                visit(f"V-{n:02}", f"R-{n:02}", at=f"2026-11-{1 + n // 3:02}T{8 + n % 3:02}:00:00+08:00")
                for n in range(many)
            ),
        )
        with here.store.read() as session:
            last = session.exec(select(Review.change_id).order_by(Review.received_at, Review.change_id)).all()[-1]
        (plain,) = groups(here)
        (reading,) = groups(here, current=last)
    assert (plain.count, len(plain.entries)) == (many, queue.SHOWN)
    assert last not in {entry.change_id for entry in plain.entries}
    assert (reading.entries[0].change_id, len(reading.entries)) == (last, queue.SHOWN + 1)


def walk(township: RunningTownship, filters: Filters, steps: int) -> list[str]:
    with township.store.read() as session:
        seen = [queue.following(session, filters, None)]
        for _ in range(steps):
            seen.append(queue.following(session, filters, session.get(Review, seen[-1])))
    return [change_id.rsplit(".", 1)[0] for change_id in seen]


def test_one_after_the_other_and_from_the_top_again(township: RunningTownship) -> None:
    assert walk(township, Filters(), 5) == ["V-urgent", "V-again", "V-class", "V-quiet-2", "V-sugar", "V-urgent"]


def test_the_way_goes_within_what_was_narrowed(township: RunningTownship) -> None:
    assert walk(township, Filters(form="diabetes_follow_up"), 2) == ["V-sugar", "V-sugar", "V-sugar"]


def test_after_a_decided_one_comes_what_stood_behind_it(township: RunningTownship) -> None:
    with township.store.read() as session:
        assert queue.following(session, Filters(), session.get(Review, "V-done.r1")) == "V-quiet-2.r1"
        assert queue.following(session, Filters(doctor="nobody"), None) == ""


def test_the_filters_offer_every_village_doctor_and_form_with_what_waits(township: RunningTownship) -> None:
    with township.store.read() as session:
        offered = queue.choices(session, TODAY)
    assert [(name, count) for _, name, count in offered.clinics] == [("柳河村卫生室", 4), ("石桥村卫生室", 1)]
    assert offered.doctors == (("周国平", 4), ("蒙建平", 1))
    assert [(key, count) for key, _, count in offered.forms] == [
        ("diabetes_follow_up", 1),
        ("hypertension_follow_up", 4),
    ]
    assert {key: count for key, _, count in offered.flags if count} == {
        "referral": 1, "class": 1, "revisit": 1,
    }  # fmt: skip
    assert offered.days == (("2026-11-18", "近 7 天"), ("2026-10-26", "近 30 天"), ("2026-08-27", "近 90 天"))


@pytest.mark.parametrize(("most", "counted"), [(5, True), (4, False)])
def test_what_is_offered_is_counted_only_while_few_wait(
    township: RunningTownship, monkeypatch: pytest.MonkeyPatch, most: int, counted: bool
) -> None:
    monkeypatch.setattr(queue, "COUNTED", most)
    with township.store.read() as session:
        offered = queue.choices(session, TODAY)
    assert [name for _, name, _ in offered.clinics] == ["柳河村卫生室", "石桥村卫生室"]
    assert offered.doctors == ((("周国平", 4), ("蒙建平", 1)) if counted else (("周国平", None), ("蒙建平", None)))
    counts = [count for part in (offered.clinics, offered.forms, offered.flags) for *_, count in part]
    assert {count is None for count in counts} == {not counted}


def test_one_group_and_how_many_it_has(township: RunningTownship) -> None:
    with township.store.read() as session:
        assert [entry.entity_id for entry in queue.of_rank(session, Filters(), 3, 1)[1]] == ["V-quiet-2"]
        assert queue.of_rank(session, Filters(), 3, 1)[0] == 2
        assert queue.of_rank(session, Filters(doctor="蒙建平"), 3, 10) == (0, [])


def test_what_is_about_nobody_bears_its_clinics_name(township: RunningTownship) -> None:
    with township.store.read() as session:
        review = session.get(Review, "V-sugar.r1")
        clinic = session.exec(select(Clinic).where(Clinic.name == "石桥村卫生室")).one()
        assert review is not None
        entry = queue.entry(review, clinic, None)
    assert (entry.name, entry.sex, entry.age) == ("石桥村卫生室", "", None)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [("1958-11-16", "2026-11-15", 67), ("1958-11-16", "2026-11-16", 68), ("2026-11-16", "2026-11-16", 0),
     ("1960-02-29", "2026-02-28", 65), ("1960-02-29", "2026-03-01", 66)],
)  # fmt: skip
def test_years_are_full_on_the_birthday(born: str, day: str, age: int) -> None:
    assert queue.age(born, day) == age
