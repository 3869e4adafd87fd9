"""What a roster leaves open is asked, once for all rows concerned; until it is answered the careful way is taken."""

from collections.abc import Mapping
from dataclasses import dataclass

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: ``key`` is what is kept and given on the command line, ``text`` what the doctor reads."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class RosterQuestion:
    """One thing to decide.

    Attributes:
        code: kind of question: hidden_rows, struck_rows, household, same_person, digit_apart, died, young, lost_zero, differs, …
        key: unique in the file and stable, e.g. ``same_person:12``.
        rows: row numbers as people see them, all that are concerned.
        default: key of the choice that holds while nobody answers; always the careful one.
        sides: (field, what the record says, what the file says), to show side by side.
    """

    code: str
    key: str
    rows: tuple[int, ...]
    text: str
    choices: tuple[Choice, ...]
    default: str
    sides: tuple[tuple[str, str, str], ...] = ()

    def answer(self, answers: Answers) -> str:
        """The choice that holds: for this question, else for all of its kind, else the careful one."""
        allowed = {choice.key for choice in self.choices}
        given = (answers.get(self.key), answers.get(self.code), self.default)
        return next(key for key in given if key is not None and key in allowed)

    def is_answered(self, answers: Answers) -> bool:
        """Whether anybody decided it."""
        allowed = {choice.key for choice in self.choices}
        return answers.get(self.key) in allowed or answers.get(self.code) in allowed
