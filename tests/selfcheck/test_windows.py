"""Letters, pages and paper of an installation are looked at, not believed."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from vclinic.selfcheck import windows
from vclinic.selfcheck.bench import Bench, Failed
from vclinic.ui.printing import paper


def test_rare_names_and_digits_are_drawn(bench: Bench) -> None:
    assert windows.check_letters(bench).endswith("𠮷䶮 和数字都能显示")


def test_letters_that_all_come_out_as_one_box_are_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "_drawn", lambda text: b"box" if text in "村医" else text.encode())
    with pytest.raises(Failed, match="中文显示成了方块：村医。"):
        windows.check_letters(bench)


def test_a_pdf_whose_words_cannot_be_searched_is_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt names a glyph that two characters share by the wrong one; our own mending of it left out."""
    windows.check_print(bench)
    monkeypatch.setattr(paper, "mend", lambda content, *_: content)
    with pytest.raises(Failed, match=r"PDF 里查不到这些字：.*高"):
        windows.check_print(bench)


def test_the_picture_is_of_the_first_page(bench: Bench, tmp_path: Path) -> None:
    bench.picture = tmp_path / "today.png"
    windows.check_pages(bench)
    picture = QImage(str(bench.picture))
    assert min(picture.width(), picture.height()) > 500
    assert len({picture.pixel(x, y) for x in range(0, 400, 5) for y in range(0, 400, 5)}) > 10


def test_a_picture_that_cannot_be_kept_is_seen(bench: Bench, tmp_path: Path) -> None:
    bench.picture = tmp_path / "no such folder" / "today.png"
    with pytest.raises(Failed, match="画面存不进"):
        windows.check_pages(bench)
