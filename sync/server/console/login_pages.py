"""Signing in and out."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from sync.server.console.access import BEFORE, SESSION, Form, before_token, inside, own_form
from sync.server.console.pages import bare
from sync.server.staff import auth
from sync.server.web.context import Now, TheStore, context_of
from vclinic.domain.problem import Refused

_LATE = "登录已过期（30 分钟没有操作，或登录满 12 小时），请重新登录。"
router = APIRouter()


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002  the parameter stands in the address
    """The login page. A cookie that is still there belongs to a session that has run out, for signing out deletes
    it."""
    late = inside(next) != "/" and SESSION in request.cookies
    return ask(request, following=next, late=_LATE if late else "")


@router.post("/login")
def sign_in(request: Request, form: Form, store: TheStore, now: Now) -> Response:
    """Begin a session."""
    if not auth.same(form["csrf"] or "-", request.cookies.get(BEFORE, "")):
        raise Refused("csrf", "页面已过期，没有登录。请刷新后再试一次。")
    try:
        _, token = auth.sign_in(store, form.line("login"), form.typed("password"), now)
    except Refused as fault:
        return ask(request, name=form["login"], problem=fault.sentence, following=form["next"])
    answer = RedirectResponse(inside(form["next"]), 303)
    answer.set_cookie(SESSION, token, httponly=True, samesite="strict", path="/", secure=is_secure(request))
    answer.delete_cookie(BEFORE, path="/login")
    return answer


@router.post("/logout", dependencies=[Depends(own_form)])
def sign_out(request: Request, store: TheStore, now: Now) -> Response:
    """End a session."""
    with store.write() as session:
        auth.sign_out(session, request.cookies.get(SESSION, ""), now)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(SESSION, path="/")
    return answer


def ask(
    request: Request, *, name: str = "", problem: str = "", following: str = "/", late: str = "", typed: tuple[str, ...] = ()
) -> Response:  # fmt: skip
    """The login page; ``typed`` is what a post brought that could not be saved."""
    token = before_token(request)
    answer = bare(
        context_of(request.app).store.name, "login.html", status=401 if problem or typed else 200, csrf=token, login=name,
        problem=problem, following=inside(following), late=late, typed=typed,
    )  # fmt: skip
    answer.set_cookie(BEFORE, token, httponly=True, samesite="strict", path="/login", secure=is_secure(request))
    return answer


def is_secure(request: Request) -> bool:
    """Whether the browser came over TLS; its cookies then never travel without."""
    return request.url.scheme == "https"
