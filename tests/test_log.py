"""The field log: our bugs with their way through the program, and nothing anybody typed."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vclinic import log

PATIENT = "何秀珍 340123196803120221"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def written(folder: Path) -> str:
    for handler in logging.getLogger().handlers:
        handler.flush()
    return (folder / "logs" / "vclinic.log").read_text("utf-8")


def fail(name: str) -> None:
    raise ValueError(name)


@pytest.mark.expects_errors
def test_a_bug_is_written_with_its_frames_and_without_its_words_whoever_wrote_of_it_before(tmp_path: Path) -> None:
    log.start(tmp_path)
    try:
        fail(PATIENT)
    except ValueError:
        logging.getLogger("vclinic.ui").exception("a page could not be opened")
    text = written(tmp_path)
    assert "ERROR vclinic.ui a page could not be opened" in text
    assert "test_log.py:" in text
    assert " fail\n" in text
    assert text.rstrip().endswith("ValueError")
    assert "何秀珍" not in text
    assert "340123" not in text


@pytest.mark.expects_errors
def test_what_an_error_was_made_from_is_not_told_either(tmp_path: Path) -> None:
    log.start(tmp_path)
    try:
        try:
            fail(PATIENT)
        except ValueError as fault:
            raise RuntimeError(PATIENT) from fault
    except RuntimeError:
        logging.getLogger("vclinic").exception("lost")
    text = written(tmp_path)
    assert "RuntimeError" in text
    assert "何秀珍" not in text


def test_a_log_that_says_nothing_went_wrong_stays_empty(tmp_path: Path) -> None:
    log.start(tmp_path)
    logging.getLogger("vclinic").info("opened")
    logging.getLogger("sync").debug("asked")
    assert written(tmp_path) == ""
    logging.getLogger("sync").warning("no answer")
    assert "WARNING sync no answer" in written(tmp_path)


def test_it_is_kept_small(tmp_path: Path) -> None:
    log.start(tmp_path)
    for _ in range(60):
        logging.getLogger("sync").warning("x" * 50_000)
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "logs").iterdir()}
    assert set(sizes) == {"vclinic.log", "vclinic.log.1", "vclinic.log.2", "vclinic.log.3"}
    assert max(sizes.values()) <= 500_000


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("a file in the way", "utf-8")
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    log.start(tmp_path / "data")
    logging.getLogger("vclinic").warning("still heard")
    assert "WARNING vclinic still heard" in capsys.readouterr().err
