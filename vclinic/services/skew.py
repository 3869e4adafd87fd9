"""The clock of this machine beside the township's, as the last round measured it."""

from vclinic.domain.clock_skew import in_words, is_off
from vclinic.services.workstation import Workstation
from vclinic.storage.rounds import SKEW


def seconds(station: Workstation) -> int:
    """By how much this machine's clock was ahead at the last round; 0 where there was none."""
    return int(station.store.meta(SKEW).get(SKEW) or 0)


def sentence(station: Workstation) -> str:
    """What is odd, what to do, and that nothing is lost; empty while the clocks agree within ten minutes."""
    ahead = seconds(station)
    if not is_off(ahead):
        return ""
    return (
        f"这台电脑的钟比卫生院的{in_words(ahead)}。请把电脑的日期和时间调对，再上报一次核对。"
        "记录一条不丢，照样上报，卫生院那边会注明这台电脑的钟不准。"
    )
