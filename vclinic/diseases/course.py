"""What a sample village needs of a disease: believable figures over the visits of a course, and usual regimens."""

from dataclasses import dataclass

KINDS = ("controlled", "drifting", "improved", "uncontrolled", "never", "died", "moved")


@dataclass(frozen=True, slots=True)
class SampleDrug:
    """A drug in force during a course: generic name, strength as on the package, one dose, frequency."""

    generic: str
    strength: str
    dose: float
    unit: str
    frequency: str


def towards(kind: str, share: float, middles: dict[str, tuple[float, float]], otherwise: float) -> float:
    """The middle of a course's figure after ``share`` (0–1) of its visits; (start, change) by kind."""
    start, change = middles.get(kind, (otherwise, 0.0))
    return start + change * share
