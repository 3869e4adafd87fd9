"""A visit that is open."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.visiting import Open, page_of
from vclinic.main import Program
from vclinic.ui.destinations import OpenVisit
from vclinic.ui.pages.follow_up.page import FollowUpPage


@pytest.fixture
def opened(qtbot: QtBot, program: Program, people: dict[str, str]) -> Open:
    """Open the visit of somebody by name; ``more`` goes to the page."""

    def open_page(name: str, **more: str) -> FollowUpPage:
        program.shell.go(OpenVisit(people[name], **more))
        qtbot.waitUntil(page_of(program).form.isVisible)
        assert page_of(program).form.readings().edits[0][0].hasFocus()
        return page_of(program)

    return open_page
