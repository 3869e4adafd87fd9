"""帮助: the manuals of those who review and of those who look after the server, a chapter a page, with nothing from outside."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import FileResponse, RedirectResponse, Response

from sync.server.console.access import signed_in
from sync.server.console.pages import Framed
from sync.server.web.context import TheStore
from vclinic.domain.problem import Refused
from vclinic.domain.typed import line
from vclinic.manual import Book, manual

BOOKS = ("reviewer", "technician")
Typed = Annotated[str, Query(max_length=60)]
router = APIRouter(prefix="/help")


@router.get("", dependencies=[Depends(signed_in)])
def of_page(page: Typed = "") -> Response:
    """What the reviewer's manual says of the page that asks."""
    book = manual("reviewer")
    anchor = book.anchor_of(page)
    return RedirectResponse(f"/help/reviewer/{book.chapter_of(anchor).name}#{anchor}", 303)


@router.get("/find")
def find(frame: Framed, store: TheStore, text: Typed = "") -> Response:
    """The sections of both manuals that hold what was typed."""
    text = line(text)
    hits = [
        (name, chapter, next(section for section in chapter.sections if section.anchor == anchor))
        for name, book in _books().items()
        for anchor in (book.search(text) if text else ())
        for chapter in (book.chapter_of(anchor),)
    ]
    with store.read() as session:
        return frame.page(session, "help.html", books=_books(), chapter=None, text=text, hits=hits)


@router.get("/{name}/{part}")
def chapter(name: str, part: str, frame: Framed, store: TheStore) -> Response:
    """A chapter, or a picture of one.

    Raises:
        Refused: ``missing``.
    """
    book = _books().get(name)
    if book is not None and part in {picture.name for picture in book.folder.glob("*.png")}:
        return FileResponse(book.folder / part)
    shown = next((chapter for chapter in book.chapters if chapter.name == part), None) if book is not None else None
    if shown is None:
        raise Refused("missing", "手册里没有这一页，可能地址写错了。")
    with store.read() as session:
        return frame.page(session, "help.html", books=_books(), chapter=shown, text="", hits=())


def _books() -> dict[str, Book]:
    return {name: manual(name) for name in BOOKS}
