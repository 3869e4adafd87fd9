"""Certificates end; clinics must not notice."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from sync.server import identity
from sync.server.identity import certificates, files
from tests.server.township import MORNING


@pytest.fixture
def data(tmp_path: Path) -> Path:
    identity.ready(tmp_path, MORNING, ["192.168.1.8"])
    return tmp_path


def served(data: Path) -> bytes:
    return (data / "keys" / "server.pem").read_bytes()


@pytest.mark.parametrize(
    ("days", "renewed"),
    [(0, False), (366, False), (367, True), (397, True), (4000, True), (-2, True)],
    ids=["new", "31 days left", "30 days left", "ended", "long ended", "the clock was set back"],
)
def test_it_is_renewed_thirty_days_before_its_end(data: Path, days: int, renewed: bool) -> None:
    before = served(data)
    assert identity.renew_server(data, MORNING + timedelta(days=days)) is renewed
    assert (served(data) != before) is renewed
    assert identity.load(data).fingerprint == identity.ready(data, MORNING).fingerprint


def test_it_is_renewed_for_a_new_name_and_keeps_the_old_ones(data: Path) -> None:
    assert not identity.renew_server(data, MORNING, ["192.168.1.8", "localhost"])
    assert identity.renew_server(data, MORNING, ["town.example.org"])
    present = files.read_certificate(data / "keys" / "server.pem")
    assert certificates.hosts_of(present) == {"127.0.0.1", "localhost", "192.168.1.8", "town.example.org"}


def test_it_is_renewed_when_asked(data: Path) -> None:
    assert identity.renew_server(data, MORNING, at_once=True)


def test_what_is_served_with_never_outlives_its_authority(data: Path) -> None:
    assert identity.renew_server(data, MORNING + timedelta(days=7300))
    authority = files.read_certificate(data / "keys" / "authority.pem")
    assert files.read_certificate(data / "keys" / "server.pem").not_valid_after_utc == authority.not_valid_after_utc


def test_a_successor_is_vouched_for_by_the_one_before(data: Path) -> None:
    old = files.read_certificate(data / "keys" / "authority.pem")
    identity.renew_authority(data, MORNING)
    new = files.read_certificate(data / "keys" / "authority.pem")
    bridge = files.read_certificate(data / "keys" / "bridges.pem")
    bridge.verify_directly_issued_by(old)
    assert (bridge.subject, bridge.public_key()) == (new.subject, new.public_key())
    files.read_certificate(data / "keys" / "server.pem").verify_directly_issued_by(new)
    assert new.subject != old.subject
    key = load_pem_private_key((data / "keys" / "authority.pem").read_bytes(), None)
    assert key.public_key() == new.public_key(), "the key of the one before is gone"


def test_a_kill_between_its_steps_is_made_good_at_the_next_start(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(files, "issue_server", killed)
        with pytest.raises(KeyboardInterrupt):
            identity.renew_authority(data, MORNING)
    assert identity.renew_server(data, MORNING), "it was of the authority before"
    files.read_certificate(data / "keys" / "server.pem").verify_directly_issued_by(
        files.read_certificate(data / "keys" / "authority.pem")
    )
    assert not identity.renew_server(data, MORNING)
