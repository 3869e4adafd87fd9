"""The rows of a roster as they were judged: good ones and refused ones, each with its household."""

from dataclasses import dataclass

from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms.roster_line import NOT_KNOWN, Household

DIED, MOVED = "1", "2"
"""Why a record is closed, as codes of the form."""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A good row; ``number`` is the row in the file, ``notes`` are sentences about cells that were not kept whole. A
    person the file says is gone has a closed record."""

    number: int
    cells: tuple[str, ...]
    resident: Resident
    diseases: tuple[str, ...]
    household: Household = NOT_KNOWN
    notes: tuple[str, ...] = ()

    @property
    def gone(self) -> bool:
        """Whether the file says that the person died or moved away."""
        return self.resident.status == "1"

    @property
    def household_key(self) -> str:
        """The same for people of one household, empty where none is known."""
        return self.household.key


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken, with its cells as they were."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]
    household: Household = NOT_KNOWN
