"""帮助 at the console: each page leads to its section, chapters and pictures come from the township itself."""

import re
from pathlib import Path

import pytest

from sync.server.console import help_pages
from sync.server.console.pages import HERE
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.township import RunningTownship
from vclinic.manual import manual

TEMPLATES = sorted((HERE / "templates").glob("*.html"))


def here_of(template: Path) -> set[str]:
    return set(re.findall(r'{% set here = "([a-z]+)" %}', template.read_text("utf-8"))) - {"help"}


def test_every_place_of_the_console_has_its_section() -> None:
    places = {place for template in TEMPLATES for place in here_of(template)}
    named = [page for chapter in manual("reviewer").chapters for section in chapter.sections for page in section.pages]
    assert sorted(named) == sorted(places)


@pytest.mark.parametrize(
    ("asked_on", "title"),
    [("/", "先看首页"), ("/review", "审核一份"), ("/residents", "查一位居民"), ("/clinics", "给一台电脑接入单"), ("/staff", "人员和密码")],
)  # fmt: skip
def test_help_opens_at_the_section_of_the_page(admin: Visitor, asked_on: str, title: str) -> None:
    (address,) = re.findall(r'href="(/help\?page=[a-z]*)"', admin.get(asked_on).text)
    answer = admin.get(address)
    anchor = answer.url.partition("#")[2]
    assert f'<h2 id="{anchor}">{title}</h2>' in answer.text


def test_a_page_of_no_section_leads_to_the_beginning(admin: Visitor) -> None:
    assert admin.get("/help?page=nowhere").url.endswith("/help/reviewer/1-day#1-day-0")


@pytest.mark.parametrize("name", help_pages.BOOKS)
def test_every_chapter_is_read_and_asks_for_nothing_from_elsewhere(admin: Visitor, name: str) -> None:
    for chapter in manual(name).chapters:
        page = admin.get(f"/help/{name}/{chapter.name}").text
        assert f"<h1>{chapter.title}</h1>" in page
        assert all(section.title in page for section in chapter.sections)
        assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
        for picture in re.findall(r'<img src="([^"]+)"', page):
            answer = admin.get(f"/help/{name}/{picture}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize(
    "address",
    ["/help/reviewer/9-none", "/help/doctor/1-first-day", "/help/reviewer/book.json", "/help/reviewer/..%2Fdoctor%2Ftoday.png"],
)  # fmt: skip
def test_what_is_not_in_these_manuals_is_not_served(admin: Visitor, address: str) -> None:
    answer = admin.get(address)
    assert answer.status_code != 200
    assert "PNG" not in answer.text
    assert "chapters" not in answer.text


def test_a_search_leads_to_the_sections(admin: Visitor) -> None:
    page = admin.get("/help/find?text=ufw allow").text
    assert re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', page) == [
        ("/help/technician/3-firewall#3-firewall-1", "防火墙和网络 · 服务器上放行")
    ]
    assert "没有找到“骨折”" in text_of(admin.get("/help/find?text=骨折").text)
    assert "&lt;b&gt;" in admin.get("/help/find?text=<b>").text


def test_nobody_reads_it_before_signing_in(township: RunningTownship) -> None:
    stranger = Visitor(township)
    for address in ("/help", "/help/find?text=备份", "/help/technician/4-backup", "/help/reviewer/home.png"):
        assert stranger.get(address).url.partition("?")[0].endswith("/login")


def test_nothing_typed_finds_nothing_and_asks_for_a_word(admin: Visitor) -> None:
    for text in ("", "%20", "%E3%80%80"):
        answer = text_of(admin.get(f"/help/find?text={text}").text)
        assert "找什么？" in answer
        assert "写着" not in answer
