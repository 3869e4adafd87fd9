"""Search per keystroke: what a doctor types into the box, letter by letter."""

from bench.baseline import scan
from bench.timing import timed
from bench.village import village
from vclinic.services.find_residents import find, list_residents


def measure(residents: int) -> dict[str, str]:
    """Times of every prefix of names, initials and numbers of people spread over the village."""
    with village(residents, 0) as station:
        step = max(1, residents // 40)
        people = list_residents(station, limit=residents)[::step]
        typed = [
            text[:length] for hit in people for text in (hit.name, hit.phone) for length in range(1, len(text) + 1)
        ]
        typed += [letters for first in "zlwcygsx" for letters in (first, first + "s", first + "xm")]
        indexed = timed(lambda text: find(station, text), typed)
        return {f"search, {residents:,} residents": indexed.against(timed(scan(station), typed))}
