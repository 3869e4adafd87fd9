"""Pages of long lists: turned from the last row shown, so that what arrives meanwhile doubles and hides nothing."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
import requests
from sqlmodel import col, select

from sync.server.console import turning
from sync.server.console.lists import Part
from sync.server.console.turning import Order, Turn
from sync.server.database.tables import Audit, ResidentMirror
from sync.server.staff import audit
from tests.server.browserless import Visitor
from tests.server.people import resident, visit
from tests.server.township import RunningTownship, running

COUNT = 230
START = datetime.fromisoformat("2026-11-16T00:00:00+08:00")


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTownship]:
    with running(tmp_path_factory.mktemp("township")) as here:
        here.staff("admin", "赵敏", "administrator")
        clinic = here.clinic()
        people = [resident(f"R-{n:03}", f"村民{n % 50:02}", village_group=f"{n % 3} 组") for n in range(COUNT)]
        visits = [
            visit(f"V-{n:03}", f"R-{n:03}", at=(START + timedelta(minutes=6 * n)).isoformat()) for n in range(COUNT)
        ]
        clinic.round(*people)
        clinic.round(*visits)
        act(here, 400)
        yield here


@pytest.fixture
def admin(township: RunningTownship) -> Visitor:
    here = Visitor(township)
    here.sign_in("admin")
    return here


def keys(page: requests.Response) -> list[str]:
    """The rows of a list, by what they link to."""
    return re.findall(
        r'<t[dr][^>]*>(?:<td[^>]*>)?(?:<i [^>]*></i> )?(?:[^<]* )?<a href="/(?:residents|review)/([^"?]+)"', page.text
    )


def link(page: requests.Response, way: str) -> str:
    links = re.findall(rf'href="([^"]+)" rel="{way}"', page.text)
    return unescape(links[0]) if links else ""


def counted(page: requests.Response) -> str:
    (text,) = re.findall(r"<span>((?:第|共).*?)</span>", page.text)
    return re.sub("<.*?>", "", text)


LISTS = ["/review/list", "/residents/all", "/clinics/received"]


@pytest.mark.parametrize("address", LISTS)
def test_every_row_stands_on_one_page_and_the_way_back_shows_the_same_pages(admin: Visitor, address: str) -> None:
    pages = [admin.get(address)]
    while (onward := link(pages[-1], "next")) and len(pages) < 9:
        pages.append(admin.get(onward))
    rows = [key for page in pages for key in keys(page)]
    total = COUNT * (2 if address == "/clinics/received" else 1)
    assert (len(rows), len(set(rows))) == (total, total)
    assert [len(keys(page)) for page in pages[:-1]] == [100] * (len(pages) - 1)
    back = pages[-1]
    for page in reversed(pages[:-1]):
        back = admin.get(link(back, "prev"))
        assert (keys(back), counted(back)) == (keys(page), counted(page))
    assert link(back, "prev") == ""


def test_a_page_says_which_rows_it_shows(admin: Visitor) -> None:
    first = admin.get("/residents/all")
    second = admin.get(link(first, "next"))
    third = admin.get(link(second, "next"))
    assert [counted(page) for page in (first, second, third)] == [
        "第 1–100 位，共 230 位居民", "第 101–200 位，共 230 位居民", "第 201–230 位，共 230 位居民",
    ]  # fmt: skip
    assert (link(first, "prev"), link(third, "next")) == ("", "")


def test_an_address_names_no_resident(admin: Visitor) -> None:
    for address in LISTS:
        onward = link(admin.get(address), "next")
        assert onward.isascii()
        assert "%E6%9D%91%E6%B0%91" not in onward, "村民 in an address"


def test_filters_stay_when_the_page_is_turned(admin: Visitor) -> None:
    first = admin.get("/review/list?state=waiting&doctor=周国平")
    second = admin.get(link(first, "next"))
    assert counted(second) == "第 101–200 份，共 230 份"
    assert "state=waiting" in link(second, "next")


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "place",
    ["page=9", "after=", "after=nonsense", "after={}", "after=[]", "after=[1.5]", "after=[null]", "before=[1,2,3,4,5,6]",
     "after=[9223372036854775808]", "page=3&after=[-1]", 'after=["\\ud800"]', "before=[[1]]", 'after=["waiting","3","2026","V"]', "after=[1,2,3,4]", 'after=["1"]', "after=[true]"],
)  # fmt: skip
def test_what_is_no_place_shows_the_first_page(admin: Visitor, address: str, place: str) -> None:
    shown = admin.get(f"{address}?{place}")
    assert shown.status_code == 200
    assert keys(shown) == keys(admin.get(address))


@pytest.mark.parametrize("place", ["page=0", "page=-1", "page=two", f"after={'9' * 401}"])
def test_what_no_page_of_ours_links_to_is_refused_with_a_page(admin: Visitor, place: str) -> None:
    answer = admin.get(f"/residents/all?{place}")
    assert answer.status_code == 400
    assert "<html" in answer.text


def test_after_the_last_row_there_is_a_way_to_the_first_page(admin: Visitor) -> None:
    beyond = admin.get('/review/list?page=4&after=["accepted",9,"9999","z"]')
    assert "回第一页" in beyond.text
    assert keys(beyond) == []


def test_what_arrives_meanwhile_doubles_and_hides_no_row(township: RunningTownship) -> None:
    """The newest stand first: three new ones would push three rows from the first page onto the second."""
    with township.store.read() as session:
        before, _ = page(township, Turn())
        expected = session.exec(select(Audit.seq).order_by(col(Audit.seq).desc()).offset(100).limit(100)).all()
    act(township, 3)
    _, rows = page(township, Turn(2, after=before.following))
    assert rows == list(expected)


def test_back_to_the_beginning_shows_what_arrived(township: RunningTownship) -> None:
    first, _ = page(township, Turn())
    second, _ = page(township, Turn(2, after=first.following))
    act(township, 5)
    assert second.back == "/acts"
    third, _ = page(township, Turn(3, after=second.following))
    again, rows = page(township, Turn(2, before=third.previous))
    assert (again.page, rows[0]) == (2, page(township, Turn(2, after=first.following))[1][0])
    assert "before" in third.back


def test_where_less_than_a_page_stands_before_it_is_the_first_page(township: RunningTownship) -> None:
    first, newest = page(township, Turn())
    again, rows = page(township, Turn(2, before=f"[{newest[50]}]"))
    assert (again.page, rows) == (1, newest)
    assert (first.back, again.back) == ("", "")


def test_a_resident_who_is_not_there_is_no_place(admin: Visitor) -> None:
    shown = admin.get('/residents/all?page=2&after=["R-nobody"]')
    assert keys(shown) == keys(admin.get("/residents/all"))


def act(township: RunningTownship, count: int) -> None:
    with township.store.write() as session:
        for _ in range(count):
            audit.note(session, None, "view", "resident", "R-001", township.clock())


def page(township: RunningTownship, turn: Turn) -> tuple[Part, list[int]]:
    """A page of the log, straight."""
    order: Order[Audit] = Order([(col(Audit.seq), True)], lambda entry: (entry.seq,))
    with township.store.read() as session:
        part, rows = turning.page_of(
            session, order,
            lambda more, by, most: session.exec(select(Audit).where(*more).order_by(*by).limit(most)).all(),
            turn, "/acts", {}, 1000,
        )  # fmt: skip
        return part, [entry.seq for entry in rows]


def test_rows_alike_in_all_but_the_last_column_are_turned_by_it(township: RunningTownship) -> None:
    order: Order[ResidentMirror] = Order(
        [(col(ResidentMirror.sex_code), False), (col(ResidentMirror.name), True), (col(ResidentMirror.id), False)],
        lambda row: (row.sex_code, row.name, row.id),
    )
    with township.store.read() as session:
        every = session.exec(select(ResidentMirror).order_by(*order.by())).all()
        for at in (0, 1, 99, len(every) - 1):
            place = order.mark(every[at])
            after = session.exec(select(ResidentMirror).where(order.beyond(place)).order_by(*order.by())).all()
            behind = session.exec(
                select(ResidentMirror).where(order.beyond(place, back=True)).order_by(*order.by(back=True))
            ).all()
            assert [row.id for row in after] == [row.id for row in every[at + 1 :]]
            assert [row.id for row in behind] == [row.id for row in reversed(every[:at])]
