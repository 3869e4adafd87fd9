"""The medication draft renews what the resident takes; it never invents a drug or a dose."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import CATALOG, order
from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.medication import draft_medication, renewal_days

AMLODIPINE = order("苯磺酸氨氯地平片", 5, "mg", note="早晨吃")
DRUGS = ("苯磺酸氨氯地平片", "酒石酸美托洛尔片", "二甲双胍片", "六味地黄丸", "家里买的药")
ORDERS = st.builds(
    lambda name, dose, unit, frequency, days, quantity, change: order(
        name, dose, unit, frequency, days=days, quantity=quantity, change=change, overrule="血压高", note="饭后"
    ),
    st.sampled_from(DRUGS), st.sampled_from([0.0, 0.5, 1.0, 2.5, 5.0]), st.sampled_from(["", "mg", "g", "mL"]),
    st.sampled_from(["qd", "bid", "qod", "biw", "prn", "st", "q8h"]), st.integers(0, 84), st.integers(0, 300), st.sampled_from(["same", "new", "adjusted"]),
)  # fmt: skip


def renewed(*orders: MedicationOrder, action: str = "ROUTINE", days: int = 28) -> tuple[MedicationOrder, ...]:
    return draft_medication(orders, CATALOG, renewal_days([action], days, 14))


@given(st.lists(ORDERS, max_size=5), st.sampled_from(["ROUTINE", "ADJUST", "REFER", "EMERGENCY_REFER"]))
def test_drugs_and_doses_are_those_of_the_last_regimen(orders: list[MedicationOrder], action: str) -> None:
    renewal = renewed(*orders, action=action)
    kept = [
        replace(order, line_no=0, days=0, quantity=0, change="same", overrule="") for order in (*orders, *renewal)
    ]  # all but what a renewal is about
    assert kept[: len(orders)] == kept[len(orders) :]
    assert [order.line_no for order in renewal] == list(range(1, len(orders) + 1))
    assert {order.days for order in renewal} <= {28 if action == "ROUTINE" else 14}
    assert all(entry.overrule == "" and entry.change == "same" for entry in renewal)
    assert all(order.quantity >= 0 for order in renewal)
    assert all(order.quantity == 0 for order in renewal if not order.drug_id)


def test_an_unchanged_regimen_is_renewed_for_the_usual_days() -> None:
    (renewal,) = renewed(AMLODIPINE)
    assert (renewal.days, renewal.quantity, renewal.note) == (28, 28, "早晨吃")


@pytest.mark.parametrize("action", ["ADJUST", "REFER", "EMERGENCY_REFER"])
def test_up_to_the_early_revisit_only_when_something_must_be_looked_at(action: str) -> None:
    (renewal,) = renewed(AMLODIPINE, action=action)
    assert (renewal.days, renewal.quantity) == (14, 14)


def test_a_drug_from_elsewhere_is_not_handed_out() -> None:
    (renewal,) = renewed(order("家里买的药", quantity=28))
    assert (renewal.drug_id, renewal.quantity) == ("", 0)


def test_a_quantity_the_doctor_wrote_by_hand_goes_on_in_proportion() -> None:
    (renewal,) = renewed(order("六味地黄丸", 8, "mL", "tid", days=20, quantity=3))
    assert renewal.quantity == 5  # 3 × 28 / 20, a whole bottle for the last days


def test_as_needed_is_handed_out_as_often_as_last_time() -> None:
    (renewal,) = renewed(order("布洛芬片", 0.2, "g", "prn", days=7, quantity=10))
    assert renewal.quantity == 10
    (dayless,) = renewed(order("六味地黄丸", 8, "mL", "tid", days=0, quantity=3))
    assert dayless.quantity == 3


def test_one_disease_to_be_looked_at_again_shortens_the_renewal_for_all() -> None:
    assert renewal_days(["ROUTINE", "ROUTINE"], 28, 14) == 28
    assert renewal_days(["ROUTINE", "ADJUST"], 28, 14) == 14
