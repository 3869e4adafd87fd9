"""Results of the laboratory that rules ask for, each with its day; one too old to count is kept apart to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vclinic.rules.kidney import egfr
from vclinic.rules.known_limits import known_limits

CREATININE, POTASSIUM, EGFR, LDL, HBA1C = (
    "creatinine_umol_l", "potassium_mmol_l", "egfr", "ldl_mmol_l", "hba1c_percent",
)  # fmt: skip
_CODES = frozenset((CREATININE, POTASSIUM, EGFR, LDL, HBA1C))


@dataclass(frozen=True, slots=True)
class Lab:
    """One result and the day of its sample."""

    value: float
    on: date


@dataclass(frozen=True, slots=True)
class SaidLab:
    """A result as the record keeps it. ``code``: one of the five of `Labs`."""

    code: str
    value: float
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Labs:
    """The latest result of each kind that still counts; None when there is none. ``stale`` are the latest results that
    no longer count: their date is shown, nothing is judged by them."""

    creatinine_umol_l: Lab | None = None
    potassium_mmol_l: Lab | None = None
    egfr: Lab | None = None
    ldl_mmol_l: Lab | None = None
    hba1c_percent: Lab | None = None
    stale: tuple[SaidLab, ...] = ()


def labs_on(said: Iterable[SaidLab], day: date, *, age: int, sex_code: str, figures_apply: bool = True) -> Labs:
    """What of these results counts on ``day``.

    The newer of a reported eGFR and one computed from creatinine is taken, on one day the reported one (its formula is
    the laboratory's). ``figures_apply``: False for somebody pregnant or on dialysis, whose creatinine says nothing of
    the kind.
    """
    limits = known_limits()
    latest: dict[str, SaidLab] = {}
    for result in said:
        if (
            result.code in _CODES
            and result.value > 0
            and result.on <= day
            and (result.code not in latest or latest[result.code].on <= result.on)
        ):
            latest[result.code] = result
    fresh = {code: Lab(r.value, r.on) for code, r in latest.items() if limits.lab_counts(r.on, day)}
    creatinine, reported = fresh.get(CREATININE), fresh.get(EGFR)
    computable = figures_apply and age >= limits.egfr_from_age and sex_code in ("1", "2")
    if creatinine is not None and computable and (reported is None or reported.on < creatinine.on):
        reported = Lab(egfr(creatinine.value, age, woman=sex_code == "2"), creatinine.on)
    return Labs(
        creatinine_umol_l=creatinine,
        potassium_mmol_l=fresh.get(POTASSIUM),
        egfr=reported,
        ldl_mmol_l=fresh.get(LDL),
        hba1c_percent=fresh.get(HBA1C),
        stale=tuple(result for code, result in sorted(latest.items()) if code not in fresh),
    )
