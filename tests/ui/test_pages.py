"""What the pages declare of themselves, and that none is made before somebody opens it."""

import dataclasses
import typing
from pathlib import Path

from PySide6.QtGui import QKeySequence

from vclinic.main import Program
from vclinic.resources import resource
from vclinic.ui import destinations
from vclinic.ui.destinations import Back, Destination, OpenStock
from vclinic.ui.pages.page import AnyPage
from vclinic.wiring import PAGES


def test_every_destination_but_back_is_opened_by_one_page() -> None:
    declared = [destination for kind in PAGES for destination in kind.opens]
    known = {var for var in vars(destinations).values() if isinstance(var, type) and issubclass(var, Destination)}
    assert sorted(declared, key=str) == sorted(known - {Destination, Back}, key=str)


def test_a_destination_cannot_be_changed_on_its_way() -> None:
    for kind in PAGES:
        for destination in kind.opens:
            assert dataclasses.is_dataclass(destination)
            assert destination.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_what_a_page_declares_to_open_is_what_its_method_takes() -> None:
    for kind in PAGES:
        taken = typing.get_type_hints(kind.open)["destination"]
        assert (typing.get_args(taken) or (taken,)) == kind.opens, kind.name


def test_names_keys_and_ranks_are_of_one_page_each() -> None:
    places = [kind.place for kind in PAGES if kind.place is not None]
    assert len({kind.name for kind in PAGES}) == len(PAGES)
    assert len({place.key for place in places}) == len(places)
    assert len({(place.at_foot, place.rank) for place in places}) == len(places)
    for place in places:
        assert not QKeySequence(place.key).isEmpty()
        assert Path(str(resource("icons") / f"{place.icon}.svg")).is_file()


def test_a_page_is_behind_one_that_stands_in_the_rail() -> None:
    by_name: dict[str, type[AnyPage]] = {kind.name: kind for kind in PAGES}
    for kind in PAGES:
        assert not kind.behind or by_name[kind.behind].place is not None, kind.name
        assert not (kind.behind and kind.place), kind.name


def test_a_place_leads_to_the_page_that_declares_it() -> None:
    for kind in PAGES:
        assert kind.place is None or type(kind.place.opens) in kind.opens, kind.name


def test_a_page_is_made_when_it_is_first_opened_and_kept(program: Program) -> None:
    shell = program.shell
    assert [page.name for page in shell.findChildren(_page_type())] == ["today"]
    shell.go(OpenStock())
    assert {page.name for page in shell.findChildren(_page_type())} == {"today", "stock"}
    stock = shell.pages["stock"]
    shell.go(OpenStock())
    assert shell.pages["stock"] is stock


def _page_type() -> type[AnyPage]:
    from vclinic.ui.pages.page import Page

    return Page
