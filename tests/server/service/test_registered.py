"""The service as it is registered: what sc, icacls and net are asked, and what is said when they refuse. Small programs stand
where they would; under Wine the real ones are asked (`make level2`)."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from sync.server.service import registered
from vclinic.domain.problem import Expected, Refused, WorldFault

PROGRAM = ["C:\\Program Files\\Python311\\python.exe", "-m", "sync.server", *registered.VERB, "C:\\t\\settings.json"]
DATA, SECOND = Path("/srv/data"), Path("/srv/second")


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose programs write down what they were asked; each ends with what stands in the file of its verb."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sc", "net", "icacls"):
        (tools / name).write_text(
            f'#!/bin/sh\nprintf "%s\\n" "{name} $*" >>{tmp_path}/asked\nread code 2>/dev/null <{tmp_path}/"{name}-$1"\nexit ${{code:-0}}\n'
        )
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/bin:/usr/bin")
    monkeypatch.setattr(registered, "sys", SimpleNamespace(platform="win32"))
    (tmp_path / "sc-query").write_text("36\n")  # there is no such service
    return tmp_path


def asked(machine: Path) -> list[str]:
    return (machine / "asked").read_text("utf-8").splitlines()


def test_registered_shut_in_begun_again_after_a_failure_and_begun(windows: Path) -> None:
    registered.install(PROGRAM, DATA, [SECOND])
    query, create, description, failure, own, second, flag, start = asked(windows)
    assert query == "sc query vclinic-township"
    assert 'binPath= "C:\\Program Files\\Python311\\python.exe" -m sync.server service run --settings' in create
    assert "start= auto obj= NT SERVICE\\vclinic-township" in create
    assert description.startswith("sc description vclinic-township 接收村卫生室上报")
    assert failure.endswith("actions= restart/5000/restart/5000/restart/5000")
    assert own.startswith("icacls /srv/data /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F")
    assert own.endswith("NT SERVICE\\vclinic-township:(OI)(CI)M /Q")
    assert second == "icacls /srv/second /grant NT SERVICE\\vclinic-township:(OI)(CI)M /Q"
    assert (flag, start) == ("sc failureflag vclinic-township 1", "net start vclinic-township")


def test_one_that_is_registered_is_taken_off_first_and_waited_for(
    windows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (windows / "sc-query").unlink()
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            (windows / "sc-query").write_text("36\n")

    monkeypatch.setattr(registered, "time", SimpleNamespace(sleep=wait))
    registered.install(PROGRAM, DATA)
    assert [line.split()[:2] for line in asked(windows)][:7] == [
        ["sc", "query"], ["net", "stop"], ["sc", "delete"], ["sc", "query"], ["sc", "query"], ["sc", "query"], ["sc", "create"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "code", "kind", "sentence"),
    [
        ("sc-create", 5, Refused, "以管理员身份运行"),
        ("sc-create", 1072, WorldFault, "原来的服务还没有删完"),
        ("sc-create", 87, WorldFault, r"服务没有登记上（sc create，87）"),
        ("icacls-/srv/data", 3, WorldFault, r"服务没有登记上（icacls /srv/data，3）"),
    ],
)
def test_what_windows_refuses_is_said_and_nothing_is_begun(
    windows: Path, verb: str, code: int, kind: type[Expected], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = registered.run
    monkeypatch.setattr(
        registered, "run", lambda line: code if "-".join(line[:2]) == verb else original(line)
    )  # a shell's exit code ends at 255, Windows' does not
    with pytest.raises(kind, match=sentence):
        registered.install(PROGRAM, DATA)
    assert "net start" not in (windows / "asked").read_text("utf-8")


def test_removed_it_is_stopped_first(windows: Path) -> None:
    registered.remove()
    assert asked(windows) == ["net stop vclinic-township", "sc delete vclinic-township"]


@pytest.mark.parametrize(
    ("code", "sentence"), [(1060, "没有登记过这个服务"), (5, "以管理员身份运行"), (87, r"服务没有删掉（87）")]
)
def test_what_cannot_be_removed_is_said(
    code: int, sentence: str, windows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registered, "run", lambda line: code if line[1] == "delete" else 0)
    with pytest.raises(Expected, match=sentence):
        registered.remove()


def test_on_another_system_nothing_is_asked() -> None:
    for act in (lambda: registered.install(PROGRAM, DATA), registered.remove):
        with pytest.raises(Refused, match="service 只用于 Windows"):
            act()


def test_the_package_is_begun_by_its_folder_and_a_plain_python_by_the_module(tmp_path: Path) -> None:
    python, file = Path("python.exe"), Path("settings.json")
    plain = registered.command(python, tmp_path, file)
    (tmp_path / "__main__.py").touch()
    packed = registered.command(python, tmp_path, file)
    assert plain == ["python.exe", "-X", "utf8", "-m", "sync.server", *registered.VERB, "settings.json"]
    assert packed == ["python.exe", "-X", "utf8", str(tmp_path), *registered.VERB, "settings.json"]
