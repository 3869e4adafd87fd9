"""Why a message could not be taken: one code, one sentence, one HTTP status per kind of failure."""

STATUS = {
    "malformed": 400,
    "not_package": 400,
    "cut": 400,
    "damaged": 400,
    "bad_code": 401,
    "unknown_device": 401,
    "bad_signature": 401,
    "revoked": 403,
    "no_update": 404,
    "other_village": 409,
    "tag_taken": 409,
    "other_clinic": 409,
    "other_township": 409,
    "replayed": 409,
    "too_large": 413,
    "version": 426,
    "newer": 426,
    "later": 429,
}


class ProtocolError(Exception):
    """A message that is not taken. ``text`` is a Chinese sentence that may be shown to a doctor."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text

    @property
    def status(self) -> int:
        """HTTP status of this failure; 400 for a code we do not know."""
        return STATUS.get(self.code, 400)
