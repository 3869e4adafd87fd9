"""Counting no further than anybody wants to know."""

import pytest

from sync.server.database.counting import counted
from sync.server.database.store import Store
from sync.server.database.tables import Clinic


@pytest.mark.parametrize(("most", "told"), [(2, 3), (3, 3), (4, 3), (1, 2)])
def test_what_is_more_is_only_said_to_be_more(store: Store, most: int, told: int) -> None:
    with store.write() as session:
        session.add_all(
            Clinic(id=f"c{number}", name=f"{number} 村", village_code="340123101105", created_at="")
            for number in range(4 if most == 1 else 3)
        )
    with store.read() as session:
        assert counted(session, Clinic, [], most) == told
        assert counted(session, Clinic, [Clinic.id == "c1"], most) == 1
