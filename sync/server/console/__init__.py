"""The console: pages made on the server that work without scripts."""

from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from sync.server.console import (
    acts_pages,
    clinic_pages,
    held_pages,
    home_pages,
    paper_pages,
    password_page,
    resident_pages,
    review_pages,
    staff_pages,
    visit_pages,
)
from sync.server.console.access import (
    BEFORE,
    OWN_PASSWORD,
    SESSION,
    Forbidden,
    Form,
    Me,
    MustChange,
    NotSignedIn,
    Posted,
    before_token,
    inside,
    ours,
)  # fmt: skip
from sync.server.console.pages import HERE, Pages
from sync.server.database.store import Clock, Store
from sync.server.staff import auth
from vclinic.domain.problem import Refused

# the log's list stands before the page of one person, whose address would take it
PARTS = (
    home_pages, visit_pages, review_pages, resident_pages, paper_pages, held_pages, clinic_pages, acts_pages, staff_pages,
    password_page,
)  # fmt: skip
_LATE = "登录已过期（30 分钟没有操作，或登录满 12 小时），请重新登录。"
_NOT_DONE = "登录已过期，刚才这一步没有保存，也没有发出。重新登录后回到原来的页面；写的意见在下面，也留在这个浏览器里。"


def install(app: FastAPI, store: Store, clock: Clock) -> None:
    """Add the console's pages to the application."""
    app.state.store, app.state.clock = store, clock
    pages = Pages(store)

    @app.get("/login")
    def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002  # pyright: ignore[reportUnusedFunction]
        # signing out takes the cookie away: one that is still here has run out
        late = inside(next) != "/" and SESSION in request.cookies
        return login(request, "", "", next, _LATE if late else "")

    @app.post("/login")
    def sign_in(request: Request, form: Form) -> Response:  # pyright: ignore[reportUnusedFunction]
        if not auth.same(form["csrf"] or "-", request.cookies.get(BEFORE, "")):
            raise Refused("csrf", "页面已过期，没有登录。请刷新后再试一次。")
        try:
            _, token = auth.sign_in(store, form["login"], form.typed("password"), clock())
        except Refused as fault:
            return login(request, form["login"], fault.sentence, form["next"])
        answer = RedirectResponse(inside(form["next"]), 303)
        answer.set_cookie(SESSION, token, httponly=True, samesite="strict", path="/")
        answer.delete_cookie(BEFORE, path="/login")
        return answer

    @app.post("/logout")
    def sign_out(request: Request, form: Form, person: Me) -> Response:  # pyright: ignore[reportUnusedFunction]
        ours(person, form)
        with store.write() as session:
            auth.sign_out(session, request.cookies.get(SESSION, ""), clock())
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(SESSION, path="/")
        return answer

    def login(
        request: Request, name: str, problem: str, following: str = "/", late: str = "", typed: tuple[str, ...] = ()
    ) -> Response:
        token = before_token(request)
        answer = pages.bare(
            "login.html", status=401 if problem or typed else 200, csrf=token, login=name, problem=problem,
            following=inside(following), late=late, typed=typed,
        )  # fmt: skip
        answer.set_cookie(BEFORE, token, httponly=True, samesite="strict", path="/login")
        return answer

    async def to_login(request: Request, _fault: Exception) -> Response:
        """Ask who it is, then go on; what a post brought is shown, so that nothing typed is lost."""
        came_from = request.headers.get("referer", "").removeprefix(str(request.base_url).rstrip("/"))
        if request.method == "GET":
            came_from = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        found: Posted = getattr(request.state, "posted", Posted())
        typed = (*found.named("remark.").values(), *filter(None, [found["general"]]))
        if typed:
            return login(request, "", "", came_from, _NOT_DONE, typed)
        return RedirectResponse("/login" if inside(came_from) == "/" else f"/login?next={quote(came_from)}", 303)

    async def to_password(_request: Request, _fault: Exception) -> Response:
        return RedirectResponse(OWN_PASSWORD, 303)

    async def forbidden(_request: Request, _fault: Exception) -> Response:
        return failure(store, 403, "这一页只给管理员用，没有做任何改动。需要的话，请管理员来办。")

    app.add_exception_handler(NotSignedIn, to_login)
    app.add_exception_handler(MustChange, to_password)
    app.add_exception_handler(Forbidden, forbidden)
    for part in PARTS:
        app.include_router(part.routes(store, clock, pages))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")


def failure(store: Store, status: int, text: str) -> Response:
    """A page for what went wrong."""
    return Pages(store).bare("failure.html", status, text=text)
