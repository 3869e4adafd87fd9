"""An alert as a row of the limits makes it, with that row's source."""

from vclinic.domain.alert import Alert
from vclinic.rules.guarding.signs import VitalSigns
from vclinic.rules.vital_limits import VitalLimits

REFER = "今天打电话问上级"


def made(
    limits: VitalLimits,
    setting: str,
    told: tuple[str, str],
    severity: str,
    *,
    days: int | None,
    referral: str,
    code: str = "",
) -> Alert:
    """An alert of the row ``setting``; ``told``: its name and its text."""
    mark, source = limits.sources[setting]
    name, text = told
    return Alert(code or setting, name, severity, text, within_days=days, referral=referral, source=source, mark=mark)


def pressure_text(signs: VitalSigns) -> str:
    """The judged pressure; one figure where only the upper one is known."""
    return f"{signs.sbp}" if signs.dbp is None else f"{signs.sbp}/{signs.dbp}"
