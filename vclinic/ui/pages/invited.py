"""What a pairing text says, as the sync centre shows it before anything is sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invited:
    """An address and a code read out of one text, or what is wrong with it.

    Attributes:
        known: whether the text tells by what the township's certificate is known.
        problem: a sentence; "" when the text is whole.
    """

    url: str = ""
    code: str = ""
    known: bool = False
    problem: str = ""
