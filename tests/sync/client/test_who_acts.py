"""Who has to act after a round that ended early."""

import pytest

from sync.client.transport import AskedToWait
from sync.client.who_acts import who_acts
from vclinic.domain.problem import Expected, Refused, WorldFault


@pytest.mark.parametrize(
    ("fault", "who"),
    [
        (WorldFault("offline", "…"), "nobody"),
        (WorldFault("cut_off", "…"), "nobody"),
        (WorldFault("server", "…"), "nobody"),
        (WorldFault("nonsense_503", "…"), "nobody"),
        (AskedToWait("disk_full", "…", 60), "nobody"),  # the township's disk
        (WorldFault("disk_full", "…"), "doctor"),  # our own
        (WorldFault("nonsense_302", "…"), "doctor"),  # a page to sign in on
        (WorldFault("nonsense_404", "…"), "doctor"),
        (WorldFault("no_safe_line", "…"), "doctor"),
        (Refused("not_enrolled", "…"), "doctor"),
        (Refused("revoked", "…"), "township"),
        (Refused("taken_over", "…"), "township"),  # a sheet of its own, or no more
        (Refused("a_code_of_tomorrow", "…"), "township"),
        (Refused("version", "…"), "support"),
        (WorldFault("contradiction", "…"), "support"),
    ],
)
def test_a_person_is_named_only_where_waiting_does_not_help(fault: Expected, who: str) -> None:
    assert who_acts(fault) == who
