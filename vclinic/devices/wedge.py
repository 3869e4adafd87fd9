"""A scanner that types: keys that come faster than hands, ended by Enter. It is asked only about keys that no field wants, so
nobody's typing is taken."""

PACE_MS = 100  # between two keys; scanners need some ten, hands rarely less than a hundred and fifty
LEAST = 8


class Wedge:
    """Gathers keys until Enter."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0

    def key(self, character: str, at: int) -> None:
        """A key at ``at`` milliseconds; after a pause a new text begins."""
        if at - self._at > PACE_MS:
            self._text = ""
        self._text += character
        self._at = at

    def enter(self, at: int) -> str:
        """Enter: what was scanned, "" where hands typed."""
        text, self._text = self._text, ""
        return text if len(text) >= LEAST and at - self._at <= PACE_MS else ""
