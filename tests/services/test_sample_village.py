"""The invented village: the same for the same seed, and sound."""

from pathlib import Path

from tests import worlds
from vclinic.services import find_residents, sample_village
from vclinic.services.backup import check


def test_the_sample_village_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    for place in ("a", "b"):
        with worlds.clinic(tmp_path / place) as (station, _):
            made = sample_village.fill(station, 80, 6, 5)
            assert made["residents"] == 80
            assert check(station).problems == ()
            seen.append([hit.name + hit.id_no_tail for hit in find_residents.list_residents(station)])
    assert sorted(seen[0]) == sorted(seen[1])
