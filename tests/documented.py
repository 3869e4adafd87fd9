"""Fields as a document's tables name them, to compare with what the program writes."""

import re

from tests.test_house.tracked import ROOT


def fields(document: str, heading: str) -> list[str]:
    """The names in the first column of the first table under a heading."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    section = re.split(r"^#+ ", text.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    cells = re.findall(r"^\| (`[^|]+?) \|", section, flags=re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
