"""The drug room: what is received is checked, what is counted wants a reason, and the list says what is running out."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from vclinic.clock import SteppingClock
from vclinic.domain.problem import Problem, Refused
from vclinic.services import counter_sheet, dispense, stock_room
from vclinic.services.workstation import Workstation
from vclinic.storage import stock_ledger

World = tuple[Workstation, SteppingClock]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with worlds.clinic(tmp_path / "clinic") as made:
        yield made


def receive(
    station: Workstation, *, batch_no: str = "A1", days: int = 100, quantity: int = 10, cost: int = 150
) -> str | list[Problem]:
    """Amlodipine that arrives and expires in ``days``."""
    expires_on = station.clock.today() + timedelta(days=days)
    return stock_room.receive(station, worlds.AMLODIPINE, batch_no, expires_on=expires_on, quantity=quantity, cost=cost)


def handed_out(station: Workstation, serial: int) -> str:
    """Four weeks of amlodipine given to somebody."""
    visit = worlds.visit(station, worlds.register(station, f"何{serial}", serial=serial))
    sheet = counter_sheet.open_counter(station, worlds.prescription(station, visit.follow_up_id))
    return dispense.dispense(station, sheet, confirmed_checks=True)


class TestReceiving:
    @pytest.mark.parametrize(
        ("change", "field", "code"),
        [
            ({"batch_no": ""}, "batch_no", "required"),
            ({"batch_no": " "}, "batch_no", "required"),
            ({"days": 0}, "expires_on", "expired"),
            ({"days": -3}, "expires_on", "expired"),
            ({"quantity": 0}, "quantity", "out_of_bounds"),
            ({"quantity": -5}, "quantity", "out_of_bounds"),
            ({"quantity": 1_000_001}, "quantity", "out_of_bounds"),
            ({"cost": -1}, "cost", "out_of_bounds"),
            ({"cost": 10_000_001}, "cost", "out_of_bounds"),
        ],
    )
    def test_is_checked_field_by_field_and_nothing_is_kept(
        self, world: World, change: dict[str, object], field: str, code: str
    ) -> None:
        station, _ = world
        problems = receive(station, **change)  # type: ignore[arg-type]
        assert isinstance(problems, list)
        assert [(problem.field, problem.code) for problem in problems] == [(field, code)]
        assert problems[0].text.endswith("。")
        assert stock_room.stock_rows(station) == ()

    def test_tells_all_that_is_wrong_at_once(self, world: World) -> None:
        problems = receive(world[0], batch_no="", days=-1, quantity=0, cost=-1)
        assert isinstance(problems, list)
        assert [problem.field for problem in problems] == ["batch_no", "expires_on", "quantity", "cost"]

    @pytest.mark.parametrize(
        "change", [{"days": 1}, {"quantity": 1}, {"quantity": 1_000_000}, {"cost": 0}, {"cost": 10_000_000}]
    )
    def test_goes_up_to_the_bounds(self, world: World, change: dict[str, Any]) -> None:
        assert isinstance(receive(world[0], **change), str)

    def test_of_a_batch_once_more_adds_to_it(self, world: World) -> None:
        station, _ = world
        assert receive(station, batch_no="A1") == receive(station, batch_no=" A1 ", quantity=5)
        (row,) = stock_room.stock_rows(station)
        assert [(batch.batch_no, batch.balance) for batch in row.batches] == [("A1", 15)]

    @pytest.mark.parametrize("change", [{"batch_no": "A2"}, {"days": 101}, {"cost": 151}])
    def test_of_another_number_expiry_or_price_is_another_batch(self, world: World, change: dict[str, object]) -> None:
        station, _ = world
        assert receive(station) != receive(station, **change)  # type: ignore[arg-type]
        assert [batch.balance for batch in stock_room.stock_rows(station)[0].batches] == [10, 10]

    def test_of_a_drug_the_catalogue_does_not_know_is_our_bug(self, world: World) -> None:
        station, clock = world
        with pytest.raises(LookupError):
            stock_room.receive(
                station, "nothing", "A1", expires_on=clock.today() + timedelta(days=9), quantity=1, cost=1
            )


class TestCounting:
    @pytest.mark.parametrize("counted", [0, 7, 10, 25])
    def test_makes_the_balance_what_was_counted(self, world: World, counted: int) -> None:
        station, _ = world
        batch = receive(station)
        assert isinstance(batch, str)
        assert stock_room.adjust(station, batch, counted, " 盘点 ") == counted - 10
        with station.store.read() as session:
            assert stock_ledger.balance(session, batch) == counted

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_wants_a_reason(self, world: World, reason: str) -> None:
        station, _ = world
        with pytest.raises(Refused, match="写明原因"):
            stock_room.adjust(station, str(receive(station)), 7, reason)
        assert stock_room.stock_rows(station)[0].balance == 10

    def test_never_finds_less_than_nothing(self, world: World) -> None:
        station, _ = world
        with pytest.raises(Refused, match="不能小于 0"):
            stock_room.adjust(station, str(receive(station)), -1, "盘点")

    def test_that_finds_what_the_ledger_says_writes_nothing(self, world: World) -> None:
        station, _ = world
        batch = str(receive(station))
        assert stock_room.adjust(station, batch, 10, "") == 0
        with station.store.read() as session:
            assert stock_ledger.balance(session, batch) == 10

    def test_is_of_the_moment_it_was_made_whatever_was_handed_out_since(self, world: World) -> None:
        station, _ = world
        batch = str(receive(station))
        stock_room.adjust(station, batch, 7, "发药")
        assert stock_room.adjust(station, batch, 9, "破损", ledger=10) == -1
        assert stock_room.stock_rows(station)[0].balance == 6
        assert stock_room.adjust(station, batch, 10, "", ledger=10) == 0
        with pytest.raises(Refused):
            stock_room.adjust(station, batch, 0, "破损", ledger=10)
        assert stock_room.stock_rows(station)[0].balance == 6

    def test_writes_off_what_has_expired(self, world: World) -> None:
        station, clock = world
        batch = str(receive(station, days=1))
        clock.set(worlds.MORNING + timedelta(days=2))
        stock_room.adjust(station, batch, 0, "过期报损")
        (row,) = stock_room.stock_rows(station)
        assert (row.balance, row.expired) == (0, 0)


class TestTheList:
    def test_counts_what_may_be_given_and_what_has_expired_apart(self, world: World) -> None:
        station, clock = world
        receive(station, batch_no="OLD", days=5, quantity=50)
        receive(station, batch_no="LAST", days=10, quantity=4)
        receive(station, batch_no="NEW", days=400, quantity=20)
        clock.set(worlds.MORNING + timedelta(days=10))
        (row,) = stock_room.stock_rows(station)
        assert (row.balance, row.expired) == (24, 50)
        assert [batch.batch_no for batch in row.batches] == ["OLD", "LAST", "NEW"]

    @pytest.mark.parametrize(("days", "near"), [(180, True), (181, False), (1, True)])
    def test_marks_what_expires_within_half_a_year(self, world: World, days: int, near: bool) -> None:
        receive(world[0], days=days)
        assert stock_room.stock_rows(world[0])[0].near_expiry is near

    def test_marks_nothing_near_that_is_gone_or_already_expired(self, world: World) -> None:
        station, clock = world
        stock_room.adjust(station, str(receive(station, days=20)), 0, "破损")
        assert not stock_room.stock_rows(station)[0].near_expiry
        receive(station, batch_no="B2", days=3)
        clock.set(worlds.MORNING + timedelta(days=4))
        (row,) = stock_room.stock_rows(station)
        assert (row.near_expiry, row.expired) == (False, 10)

    def test_says_how_long_a_drug_lasts_at_the_last_months_pace(self, world: World) -> None:
        station, clock = world
        receive(station, quantity=84, days=400)
        assert stock_room.stock_rows(station)[0].days_left is None
        handed_out(station, 22)
        assert stock_room.stock_rows(station)[0].days_left == 56 * 30 // 28
        clock.set(worlds.MORNING + timedelta(days=30))
        assert stock_room.stock_rows(station)[0].days_left == 60
        clock.set(worlds.MORNING + timedelta(days=31))
        assert stock_room.stock_rows(station)[0].days_left is None

    def test_does_not_count_what_was_taken_back_as_used(self, world: World) -> None:
        station, _ = world
        receive(station, quantity=84, days=400)
        dispense.reverse_dispensing(station, handed_out(station, 22), "发错了人")
        assert stock_room.stock_rows(station)[0].days_left is None
        handed_out(station, 24)
        assert stock_room.stock_rows(station)[0].days_left == 60

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("", ["苯磺酸氨氯地平片", "缬沙坦胶囊"]),
            ("地平", ["苯磺酸氨氯地平片"]),
            ("xst", ["缬沙坦胶囊"]),
            ("XST", ["缬沙坦胶囊"]),
            ("没有", []),
        ],
    )
    def test_is_searched_by_name_and_initials(self, world: World, text: str, names: list[str]) -> None:
        station, _ = world
        worlds.stock(station, worlds.VALSARTAN)
        worlds.stock(station)
        assert [row.drug.name for row in stock_room.stock_rows(station, text)] == names
