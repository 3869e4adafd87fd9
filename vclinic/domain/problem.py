"""What can go wrong, as values and as two kinds of exception.

Wrong input is a value (`Problem`) shown beside its field; nothing is raised for it. What the rules of the house
forbid (`Refused`) and what the world does to us (`WorldFault`) bring their own sentence for the user. Everything
else that is raised is our own bug and must be loud.
"""

from dataclasses import dataclass, field as _field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field.

    Attributes:
        field: the form's field name; empty when the whole record is meant.
        code: stable machine word, e.g. ``out_of_bounds``.
        text: a Chinese sentence for the person who typed it.
        short: the same in three or four characters, for the narrow place beside a value; empty when there is none.
    """

    field: str
    code: str
    text: str
    short: str = _field(default="", compare=False)


class Expected(Exception):
    """A failure the program foresees. ``sentence`` is Chinese and complete: what happened, what is safe, what next."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class Refused(Expected):
    """A rule of the house says no: an expired batch, a wrong password, a missing reason."""


class WorldFault(Expected):
    """The world's fault: a full disk, an unreadable file, a server that is down."""
