"""The manuals speak the program's own words, show pictures that are there, and leave no page without its help."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from resources import build_manual
from resources.build_manual import BOOKS
from tests.resources.shown_texts import keys, shown_texts
from vclinic.resources import resource
from vclinic.ui.pages.gate.card import HELP as HELP_OF_THE_GATE
from vclinic.wiring import PAGES

CHAPTERS = sorted(path for name in BOOKS for path in (build_manual.SOURCES / name).glob("*.md"))
_KEY = re.compile(r"`((?:Ctrl|Alt|Shift)\+[^`]+|F\d+|PgUp|PgDn|Ins|[A-Z])`")


def read(name: str) -> dict[str, Any]:
    return json.loads((resource("manual", name, "book.json")).read_text("utf-8"))


def sections(name: str) -> list[dict[str, Any]]:
    return [section for chapter in read(name)["chapters"] for section in chapter["sections"]]


@pytest.mark.parametrize("name", BOOKS)
def test_what_ships_is_what_the_chapters_say(name: str) -> None:
    shipped = resource("manual", name, "book.json").read_text("utf-8")
    assert shipped == build_manual.book(name), "python -m resources.build_manual"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_quoted_text_is_one_of_the_program(path: Path, project_root: Path) -> None:
    quoted = re.findall(r"「([^」]+)」", path.read_text("utf-8"))
    assert [text for text in quoted if text not in shown_texts(project_root)] == []


@pytest.mark.parametrize("path", sorted((build_manual.SOURCES / "doctor").glob("*.md")), ids=lambda path: path.stem)
def test_every_key_is_one_of_the_program(path: Path, project_root: Path) -> None:
    assert [key for key in _KEY.findall(path.read_text("utf-8")) if key not in keys(project_root)] == []


def test_a_text_the_program_does_not_show_and_a_key_it_has_not_are_seen(project_root: Path) -> None:
    assert not {"存到云上", "一键上报"} & shown_texts(project_root)
    assert not {"Ctrl+Y", "Alt+9"} & keys(project_root)


def test_every_page_of_the_program_has_its_section() -> None:
    named = [page for section in sections("doctor") for page in section["pages"]]
    assert sorted(named) == sorted([*(kind.name for kind in PAGES), HELP_OF_THE_GATE])


@pytest.mark.parametrize("name", BOOKS)
def test_every_picture_that_is_shown_is_there_and_no_other_ships(name: str) -> None:
    shown = {picture for section in sections(name) for picture in re.findall(r'<img src="([^"]+)"', section["html"])}
    assert shown == {path.name for path in resource("manual", name).glob("*.png")}


def test_pictures_fit_the_window_and_weigh_little() -> None:
    pictures = [path for name in BOOKS for path in resource("manual", name).glob("*.png")]
    room = {"doctor": 720, "reviewer": 940}
    assert {path.name for path in pictures if not 300 <= QImage(str(path)).width() <= room[path.parent.name]} == set()
    assert sum(path.stat().st_size for path in pictures if path.parent.name == "doctor") < 1_000_000
    assert sum(path.stat().st_size for path in pictures) < 3_000_000


@pytest.mark.parametrize("name", BOOKS)
def test_anchors_are_one_of_a_kind(name: str) -> None:
    anchors = [section["anchor"] for section in sections(name)]
    assert len(anchors) == len(set(anchors)) > 0
