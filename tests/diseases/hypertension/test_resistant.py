"""Several drugs taken regularly, and the pressure still too high."""

from datetime import date

import pytest

from vclinic.diseases.hypertension.resistant import resistant_to
from vclinic.diseases.visits import Subject
from vclinic.domain.follow_up import DrugUse


@pytest.mark.parametrize(
    ("names", "taking", "adherence", "told"),
    [
        (("氨氯地平", "缬沙坦", "氢氯噻嗪"), (), "1", True),
        (("氨氯地平", "缬沙坦"), ("氢氯噻嗪",), "1", True),
        (("氨氯地平", "缬沙坦", "美托洛尔"), (), "1", False),
        (("氨氯地平", "缬沙坦", "氢氯噻嗪"), (), "2", False),
        (("氨氯地平", "硝苯地平", "氢氯噻嗪"), (), "1", False),
        ((), (), "1", False),
    ],
)
def test_who_is_referred(names: tuple[str, ...], taking: tuple[str, ...], adherence: str, *, told: bool) -> None:
    drugs = tuple(DrugUse(name, 1, "1 片") for name in names)
    values = {"visit_date": date(2026, 11, 24), "drugs": drugs, "med_adherence": adherence}
    alerts = resistant_to(values, Subject(None, taking=taking))
    assert [alert.referral for alert in alerts] == (["suggested"] if told else [])
