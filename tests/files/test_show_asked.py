"""A question to the first window is taken once, by that window only while somebody waits for it."""

from pathlib import Path

from vclinic.files.show_asked import ASKED, ask, take

NOBODY = 0


def test_a_window_that_takes_the_question_in_time_has_answered(tmp_path: Path) -> None:
    taken: list[bool] = []
    assert ask(tmp_path, NOBODY, 1.0, pause=lambda _seconds: taken.append(take(tmp_path)))
    assert taken == [True]
    assert not take(tmp_path)


def test_a_question_nobody_takes_is_taken_back(tmp_path: Path) -> None:
    waited: list[float] = []
    assert not ask(tmp_path, NOBODY, 1.0, pause=waited.append)
    assert round(sum(waited), 6) == 1.0
    assert not (tmp_path / ASKED).exists()


def test_a_question_taken_in_the_last_moment_counts(tmp_path: Path) -> None:
    assert ask(tmp_path, NOBODY, 0.05, pause=lambda _seconds: take(tmp_path))


def test_a_folder_that_cannot_be_written_has_no_answer(tmp_path: Path) -> None:
    assert not ask(tmp_path / "gone", NOBODY, 1.0)


def test_two_starts_at_once_are_one_question(tmp_path: Path) -> None:
    assert ask(
        tmp_path, NOBODY, 1.0, pause=lambda _seconds: ask(tmp_path, NOBODY, 0.05, pause=lambda _s: take(tmp_path))
    )
