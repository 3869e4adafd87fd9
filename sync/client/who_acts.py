"""Who has to do something after a round ended early: most faults heal by themselves, a few wait for a person."""

from sync.client.transport import AskedToWait
from vclinic.domain.problem import Expected, Refused

NOBODY, DOCTOR, TOWNSHIP, SUPPORT = "nobody", "doctor", "township", "support"

_DOCTOR = frozenset(("not_enrolled", "no_safe_line", "bad_url", "not_secure", "bad_code", "disk_full", "read_only"))
_TOWNSHIP = frozenset(("revoked", "unknown_device", "other_village", "tag_taken", "other_township", "taken_over"))
_SUPPORT = frozenset(("version", "contradiction", "malformed", "bad_signature", "too_large"))


def who_acts(fault: Expected) -> str:
    """``nobody`` (it is tried again by itself), ``doctor`` (at this machine), ``township`` or ``support``."""
    if isinstance(fault, AskedToWait):
        return NOBODY
    for codes, who in ((_DOCTOR, DOCTOR), (_TOWNSHIP, TOWNSHIP), (_SUPPORT, SUPPORT)):
        if fault.code in codes:
            return who
    if fault.code.startswith(("nonsense_3", "nonsense_4", "nonsense_511")):  # a page to sign in on, or another address
        return DOCTOR
    return TOWNSHIP if isinstance(fault, Refused) else NOBODY
