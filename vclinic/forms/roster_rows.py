"""The rows of a roster as they were judged: good ones and refused ones, each with its household."""

from dataclasses import dataclass

from vclinic.domain.problem import Problem
from vclinic.domain.resident import Resident
from vclinic.forms.roster_household import NOT_KNOWN, Household


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A good row; ``number`` is the row in the file."""

    number: int
    cells: tuple[str, ...]
    resident: Resident
    diseases: tuple[str, ...]
    household: Household = NOT_KNOWN

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
