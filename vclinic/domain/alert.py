"""A warning about what was measured or seen at one visit, as the judgement, the counter and the township read it."""

from dataclasses import dataclass

SEVERITIES = ("note", "ask", "hold", "urgent")


@dataclass(frozen=True, slots=True)
class Alert:
    """One row of the vital-signs table that a visit falls into.

    Attributes:
        code: the setting it comes from, such as ``slow_pulse``. name: the same in words, short enough for a referral row.
        severity: ``note`` to be known; ``ask`` to be asked before anything is renewed; ``hold`` no ordinary visit and no
            renewal in one stroke; ``urgent`` to be referred at once.
        text: what was measured, and what is to be done.
        within_days: the latest day of the next visit, counted from this one; None leaves it alone.
        referral: none, suggested or urgent.
        source, mark: where the limit comes from and how sure it is.
    """

    code: str
    name: str
    severity: str
    text: str
    within_days: int | None = None
    referral: str = "none"
    source: str = ""
    mark: str = ""
