"""What systemd hears on a socket of its kind."""

import socket
from pathlib import Path

import pytest

from sync.server.serving import systemd


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_is_told_that_requests_are_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool
) -> None:
    named = f"@vclinic-{tmp_path.name}" if abstract else str(tmp_path / "n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + named[1:] if abstract else named)
        listening.settimeout(5)
        monkeypatch.setenv(systemd.VARIABLE, named)
        systemd.tell_ready()
        assert listening.recv(100) == b"READY=1"


@pytest.mark.parametrize("named", [None, "", "vsock:2:1", "/none/there"])
def test_where_nobody_listens_nothing_is_wrong(monkeypatch: pytest.MonkeyPatch, named: str | None) -> None:
    if named is None:
        monkeypatch.delenv(systemd.VARIABLE, raising=False)
    else:
        monkeypatch.setenv(systemd.VARIABLE, named)
    systemd.tell_ready()
