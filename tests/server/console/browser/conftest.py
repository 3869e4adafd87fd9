"""Chromium and a township full enough to look at; of a test's own where it decides or changes something."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browsing import chromium, signed_in_profile
from tests.server.console.browser.hands import fill
from tests.server.township import PASSWORD, RunningTownship, running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def busy(township: RunningTownship) -> RunningTownship:
    """A township of the test's own, for tests that decide or change something."""
    fill(township)
    return township


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    """The same township for all tests that only look."""
    with running(tmp_path_factory.mktemp("shown") / "township") as made:
        fill(made)
        yield made


@pytest.fixture(scope="module")
def reviewer(browser: Browser, shown: RunningTownship) -> Iterator[BrowserContext]:
    profile = signed_in_profile(browser, shown.url, "linxy", PASSWORD)
    yield profile
    profile.close()


@pytest.fixture
def page(reviewer: BrowserContext) -> Iterator[Page]:
    """A fresh tab of a reviewer who only looks."""
    made = reviewer.new_page()
    yield made
    made.close()
