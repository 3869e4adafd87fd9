"""The medicines on the next form: those of the last one, as the prescriptions written since then leave them."""

import pytest

from tests.rules.people import CATALOG, order
from vclinic.domain.follow_up import DrugUse
from vclinic.domain.prescription import MedicationOrder
from vclinic.rules.form_drugs import drug_use, drugs_now

AMLODIPINE, ACARBOSE = DrugUse("苯磺酸氨氯地平片", 1, "5 mg"), DrugUse("阿卡波糖片", 3, "50 mg")
TEN = order("苯磺酸氨氯地平片", 10, "mg", line_no=1)
VALSARTAN = order("缬沙坦胶囊", 80, "mg", line_no=2)


@pytest.mark.parametrize(
    ("last", "orders", "now"),
    [
        ((AMLODIPINE,), (), (AMLODIPINE,)),
        ((), (), ()),
        ((AMLODIPINE,), (TEN, VALSARTAN), (DrugUse("苯磺酸氨氯地平片", 1, "10 mg"), DrugUse("缬沙坦胶囊", 1, "80 mg"))),
        ((DrugUse("氨氯地平", 1, "5 mg"),), (TEN,), (DrugUse("苯磺酸氨氯地平片", 1, "10 mg"),)),  # a shorter name
        ((DrugUse("络活喜", 1, "5 mg"),), (TEN,), (DrugUse("络活喜", 1, "5 mg"), DrugUse("苯磺酸氨氯地平片", 1, "10 mg"))),  # maybe a second box
        ((ACARBOSE, AMLODIPINE), (TEN,), (ACARBOSE, DrugUse("苯磺酸氨氯地平片", 1, "10 mg"))),
        ((AMLODIPINE, ACARBOSE), (order("苯磺酸氨氯地平片", 5, "mg", change="stopped"),), (ACARBOSE,)),
        ((DrugUse("祖传丸", 2, "1 丸"),), (order("祖传丸", 0, "", drug_id="", change="stopped"),), ()),
    ],
)  # fmt: skip
def test_what_was_ordered_since_stands_as_ordered_and_what_others_gave_stays(
    last: tuple[DrugUse, ...], orders: tuple[MedicationOrder, ...], now: tuple[DrugUse, ...]
) -> None:
    assert drugs_now(last, orders, CATALOG) == now


def test_where_the_form_is_full_what_nothing_else_knows_stays() -> None:
    names = ("依那普利片", "缬沙坦胶囊", "氢氯噻嗪片", "二甲双胍片")
    ours = [order(name, 1, "片", line_no=place) for place, name in enumerate(names, 1)]
    now = drugs_now((DrugUse("祖传丸", 2, "1 丸"), ACARBOSE), ours, CATALOG)
    assert [line.name for line in now] == ["祖传丸", "阿卡波糖片", "依那普利片", "缬沙坦胶囊"]


@pytest.mark.parametrize(("frequency", "times"), [("qd", 1.0), ("bid", 2.0), ("qod", 0.5), ("prn", 1.0)])
def test_a_line_of_the_form_says_what_is_ordered(frequency: str, times: float) -> None:
    assert drug_use(order("二甲双胍片", 0.5, "g", frequency=frequency)) == DrugUse("二甲双胍片", times, "0.5 g")
