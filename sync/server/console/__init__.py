"""The console: pages made on the server that work without scripts."""

from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from sync.server.console import (
    acts_pages,
    announcement_pages,
    bulk_pages,
    care_pages,
    clinic_pages,
    held_pages,
    help_pages,
    home_pages,
    login_pages,
    package_pages,
    paper_pages,
    password_page,
    resident_pages,
    returned_page,
    review_pages,
    staff_pages,
    update_pages,
    visit_pages,
)
from sync.server.console.access import OWN_PASSWORD, Forbidden, MustChange, NotSignedIn, Posted, inside
from sync.server.console.pages import HERE, bare
from sync.server.web.context import context_of

# a list stands before the page of one, whose address would take it
PARTS = (
    login_pages, home_pages, visit_pages, returned_page, bulk_pages, review_pages, resident_pages, paper_pages,
    package_pages, held_pages, update_pages, clinic_pages, announcement_pages, acts_pages, care_pages, staff_pages, password_page,
    help_pages,
)  # fmt: skip
_NOT_DONE = "登录已过期，刚才这一步没有保存，也没有发出。重新登录后回到原来的页面；写的意见在下面，也留在这个浏览器里。"


def install(app: FastAPI) -> None:
    """Add the console's pages to the application."""
    app.add_exception_handler(NotSignedIn, _to_login)
    app.add_exception_handler(MustChange, _to_password)
    app.add_exception_handler(Forbidden, _forbidden)
    for part in PARTS:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")


def failure(app: FastAPI, status: int, text: str) -> Response:
    """A page for what went wrong."""
    return bare(context_of(app).store.name, "failure.html", status=status, text=text)


async def _to_login(request: Request, _fault: Exception) -> Response:
    """Ask who it is, then go on; what a post brought is shown, so that nothing typed is lost."""
    came_from = request.headers.get("referer", "").removeprefix(str(request.base_url).rstrip("/"))
    if request.method == "GET":
        came_from = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    form: Posted = getattr(request.state, "posted", Posted())
    typed = (*form.named("remark.").values(), *filter(None, [form["general"]]))
    if typed:
        return login_pages.ask(request, following=came_from, late=_NOT_DONE, typed=typed)
    return RedirectResponse("/login" if inside(came_from) == "/" else f"/login?next={quote(came_from)}", 303)


async def _to_password(_request: Request, _fault: Exception) -> Response:
    return RedirectResponse(OWN_PASSWORD, 303)


async def _forbidden(request: Request, _fault: Exception) -> Response:
    return failure(request.app, 403, "这一页只给管理员用，没有做任何改动。需要的话，请管理员来办。")
