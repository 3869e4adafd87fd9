"""What of the manager of Windows can be known elsewhere: it is not there, and a process without output gets one. The manager
itself is spoken to under Wine (`make level2`)."""

import subprocess
import sys
from io import TextIOWrapper

import pytest

from sync.server.service import windows
from vclinic.domain.problem import Refused


def test_on_another_system_nobody_begins_services_so() -> None:
    with pytest.raises(Refused, match="手工开始用 serve"):
        windows.of_this_machine()


def test_a_process_without_output_may_be_asked_whether_it_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    windows.with_streams()
    written = [sys.stdout, sys.stderr]
    for stream in written:
        assert isinstance(stream, TextIOWrapper)
        assert not stream.isatty()
        stream.write("何秀珍 ✓\n")
        stream.close()


def test_little_is_read_in_before_windows_is_told_who_this_is() -> None:
    asking = "import sys, sync.server.service_run; print(sorted({'fastapi', 'uvicorn', 'sqlalchemy', 'click'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
