"""What a helper process writes, line by line: whatever it is, a message comes out or is left aside, and nothing raises.

One object of JSON a line, UTF-8, at most `LONGEST` bytes: ``docs/devices.md``.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from vclinic.devices.reading import Reading, read
from vclinic.domain.json_text import parsed
from vclinic.domain.problem import Problem
from vclinic.domain.typed import line

PROTOCOL = 1
LONGEST = 65_536
_TEXT = 200


@dataclass(frozen=True, slots=True)
class Hello:
    """The helper speaks our protocol; ``name`` is what its readings are marked with."""

    name: str


@dataclass(frozen=True, slots=True)
class Beat:
    """It is alive and has nothing to say."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reading that is not put in, with what is wrong with it."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """The helper says that its device fails: a code of its own and a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Garbled:
    """A line nobody can read: ``too_long``, ``encoding``, ``not_json``, ``shape``, ``no_hello``, ``protocol``. What stood
    there is not kept: it may be of a patient."""

    code: str


Message = Hello | Beat | Reading | Refusal | Trouble | Garbled


class Lines:
    """Makes messages of bytes in whatever pieces they come; keeps at most `LONGEST` of an unfinished line.

    Attributes:
        name: the helper's, "" until it has said hello in our protocol.
    """

    def __init__(self) -> None:
        self.name = ""
        self._rest = bytearray()
        self._skipping = False
        self._first = True

    def feed(self, data: bytes) -> list[Message]:
        """The messages that became whole with ``data``. Empty lines are none."""
        return [message for raw in self._whole(data) if (message := self._message(raw)) is not None]

    def _whole(self, data: bytes) -> Iterator[bytes | None]:
        """Lines without their end; None for one that was too long, told once and as soon as it is known."""
        *ended, rest = data.split(b"\n")
        for piece in ended:
            if self._skipping:
                self._skipping = False
            elif len(self._rest) + len(piece) > LONGEST:
                yield None
            else:
                yield bytes(self._rest) + piece
            self._rest.clear()
        if self._skipping:
            return
        self._rest += rest
        if len(self._rest) > LONGEST:
            self._rest.clear()
            self._skipping = True
            yield None

    def _message(self, raw: bytes | None) -> Message | None:
        first, self._first = self._first, False
        if raw is None:
            return Garbled("too_long")
        content = (raw.removeprefix(codecs.BOM_UTF8) if first else raw).strip()
        if not content:
            return None
        try:
            document: object = parsed(content.decode("utf-8"))
        except UnicodeDecodeError:
            return Garbled("encoding")
        except (ValueError, RecursionError):
            return Garbled("not_json")
        return self._said(document)

    def _said(self, document: object) -> Message:
        if not isinstance(document, dict) or len(cast("dict[str, object]", document)) != 1:
            return Garbled("shape")
        ((word, said),) = cast("dict[str, object]", document).items()
        if not isinstance(said, dict):
            return Garbled("shape")
        values = cast("dict[str, object]", said)
        if word == "hello":
            return self._hello(values)
        if not self.name:
            return Garbled("no_hello")
        if word == "reading":
            kind = values.get("kind")
            outcome = read(kind if isinstance(kind, str) else "", values, self.name)
            return outcome if isinstance(outcome, Reading) else Refusal(outcome)
        if word == "error":
            return Trouble(
                _short(values.get("code")) or "unknown", _short(values.get("text")) or "设备出错，没有说明原因。"
            )
        return Beat() if word == "beat" else Garbled("shape")

    def _hello(self, said: dict[str, object]) -> Message:
        protocol, name = said.get("protocol"), _short(said.get("name"))
        if isinstance(protocol, bool) or protocol != PROTOCOL:
            return Garbled("protocol")
        if not name:
            return Garbled("shape")
        self.name = name
        return Hello(name)


def _short(value: object) -> str:
    """A text for one line of the screen."""
    text = line(value) if isinstance(value, str) else ""
    return "".join(character if character.isprintable() else " " for character in text)[:_TEXT]
