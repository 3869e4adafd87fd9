"""The unit: what it begins, where it may write, and that a path with odd characters stays one path."""

from pathlib import Path

import pytest

from sync.server.setup.settings import Settings
from sync.server.setup.unit import unit


def lines(**changed: object) -> dict[str, str]:
    """The unit's assignments."""
    given: dict[str, object] = {"data": Path("/srv/v"), "address": "a.b"} | changed
    second = str(given.pop("second", ""))
    text = unit(Settings(**given), Path("/opt/v/bin/township"), Path("/etc/v.json"), second)  # type: ignore[arg-type]
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def test_it_serves_as_its_own_user_begins_again_and_writes_in_its_data_alone() -> None:
    told = lines()
    assert told["ExecStart"] == '"/opt/v/bin/township" serve --settings "/etc/v.json"'
    assert (told["User"], told["Restart"], told["StartLimitIntervalSec"]) == ("vclinic-township", "on-failure", "0")
    assert (told["ProtectSystem"], told["ReadWritePaths"]) == ("strict", '"/srv/v"')


def test_a_second_place_may_be_written_and_need_not_be_there() -> None:
    assert lines(second="/mnt/disk")["ReadWritePaths"] == '"/srv/v" "-/mnt/disk"'


@pytest.mark.parametrize(
    ("port", "right"), [(8650, ""), (1024, ""), (1023, "CAP_NET_BIND_SERVICE"), (443, "CAP_NET_BIND_SERVICE")]
)
def test_the_right_to_listen_below_1024_is_given_only_for_that(port: int, right: str) -> None:
    told = lines(port=port)
    assert (told["AmbientCapabilities"], told["CapabilityBoundingSet"]) == (right, right)


def test_blanks_quotes_and_percent_signs_do_not_break_a_path() -> None:
    told = lines(data=Path('/srv/a b/100%/"q"'))
    assert told["ReadWritePaths"] == told["RequiresMountsFor"] == r'"/srv/a b/100%%/\"q\""'
