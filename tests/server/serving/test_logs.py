"""The township's own log: small for ever, without anybody's name, and no reason not to serve."""

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.serving import logs

PATIENT = "何秀珍 340123196803120221"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    kept = [
        (logger, list(logger.handlers), logger.level, logger.propagate)
        for logger in map(logging.getLogger, ("", "uvicorn"))
    ]
    yield
    for logger, handlers, level, propagate in kept:
        for handler in [handler for handler in logger.handlers if handler not in handlers]:
            handler.close()
        logger.handlers[:] = handlers
        logger.setLevel(level)
        logger.propagate = propagate


def fail() -> None:
    raise ValueError(PATIENT)


@pytest.mark.expects_errors
def test_a_bug_is_kept_with_its_frames_on_stderr_and_in_the_file_and_nobodys_name_in_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.keep(tmp_path)
    for name in ("vclinic.township", "uvicorn.error"):
        try:
            fail()
        except ValueError:
            logging.getLogger(name).exception("a request failed")
    kept = (tmp_path / "logs" / "township.log").read_text("utf-8")
    for text in (kept, capsys.readouterr().err):
        assert text.count("a request failed") == 2
        assert text.count(" fail\n") == 2
        assert "何秀珍" not in text


def test_it_never_grows_beyond_its_files(tmp_path: Path) -> None:
    logs.keep(tmp_path, size=2_000)
    for number in range(1_000):
        logging.getLogger("vclinic.township").warning("something odd, the %d. time", number)
    files = list((tmp_path / "logs").iterdir())
    assert len(files) == logs.COPIES + 1
    assert all(file.stat().st_size <= 2_000 for file in files)
    assert "the 999. time" in (tmp_path / "logs" / "township.log").read_text("utf-8")


def test_each_of_several_processes_has_its_own(tmp_path: Path) -> None:
    logs.keep(tmp_path, 3)
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["township-3.log"]


def test_nobody_else_on_the_machine_looks_in(tmp_path: Path) -> None:
    logs.keep(tmp_path)
    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700


def test_where_it_cannot_be_written_stderr_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").write_text("in the way")
    logs.keep(tmp_path)
    logging.getLogger("vclinic.township").warning("something odd")
    assert "something odd" in capsys.readouterr().err
