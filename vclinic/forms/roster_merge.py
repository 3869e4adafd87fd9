"""What a roster adds to somebody who is known: it fills blanks; where both say something different, both are shown."""

import re
from dataclasses import dataclass, fields, replace

from vclinic.domain.resident import Resident
from vclinic.forms.document import display
from vclinic.forms.personal_information import PERSONAL_INFORMATION
from vclinic.forms.roster_line import even_address
from vclinic.forms.roster_said import said_in_roster, with_roster_words

# who somebody is and where they live is decided elsewhere; a file says nothing of the rest
_NOT_FILLED = frozenset(
    "household_id household_head archive_no status closed_on closed_reason extra id_type id_no id_missing_reason".split()
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the record and the file fill differently; both as people read them."""

    field: str
    kept: str
    file: str

    @property
    def label(self) -> str:
        """What the field is called on the form."""
        return PERSONAL_INFORMATION.meanings[self.field].label


def fill(kept: Resident, row: Resident) -> tuple[Resident, tuple[Difference, ...]]:
    """(the record with its blanks filled, what the two say differently)."""
    filled: dict[str, object] = {}
    differences: list[Difference] = []
    for name in (field.name for field in fields(Resident)):
        old, new = getattr(kept, name), getattr(row, name)
        if name in _NOT_FILLED or new in ("", (), None):
            continue
        if old in ("", (), None):
            filled[name] = new
        elif not _same(name, old, new):
            meaning = PERSONAL_INFORMATION.meanings[name]
            differences.append(Difference(name, display(meaning, old), display(meaning, new)))
    if row.id_no and not kept.id_no:
        filled |= {"id_no": row.id_no, "id_type": row.id_type, "id_missing_reason": ""}
    elif row.id_no and row.id_no != kept.id_no:
        differences.append(Difference("id_no", kept.id_no, row.id_no))
    return with_roster_words(replace(kept, **filled), said_in_roster(row)), tuple(differences)


def take(kept: Resident, row: Resident, field: str) -> Resident:
    """The record with the file's value of one field."""
    return replace(kept, **{field: getattr(row, field)})


def _same(name: str, old: object, new: object) -> bool:
    if name in ("phone", "contact_phone"):
        return re.sub(r"\D", "", str(old)) == re.sub(r"\D", "", str(new))
    if name in ("address", "employer"):
        return even_address(str(old)) == even_address(str(new))
    return old == new
