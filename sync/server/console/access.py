"""Who is at the browser, and whether a post really came from our own page."""

import secrets
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from sync.protocol.errors import ProtocolError
from sync.server.staff import auth
from sync.server.staff.auth import SignedIn
from sync.server.web import api
from sync.server.web.context import Now, TheStore
from vclinic.domain.problem import Refused
from vclinic.domain.typed import cleaned, line

SESSION = "vclinic_session"
BEFORE = "vclinic_before"
OWN_PASSWORD = "/password"  # noqa: S105 - an address
MAX_FORM = 256 * 1024
MAX_FIELDS = 600


class NotSignedIn(Exception):
    """Nobody is signed in; the answer is the login page."""


class MustChange(Exception):
    """Signed in with a password somebody else chose; the answer is the page to change it."""


class Forbidden(Exception):
    """Signed in, but this page is for administrators."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form; of a name given twice the last one counts, `all` has every one. Marks nobody sees are gone
    from each; `line` reads names and codes, and only a password is as it was typed."""

    pairs: tuple[tuple[str, str], ...] = field(default=())

    def __getitem__(self, name: str) -> str:
        return cleaned(next((value for key, value in reversed(self.pairs) if key == name), "")).strip()

    def all(self, name: str) -> list[str]:
        """Every value of a name."""
        return [cleaned(value) for key, value in self.pairs if key == name]

    def line(self, name: str) -> str:
        """A name, a login, a code or a day: full-width letters and digits as half-width ones."""
        return line(self[name])

    def typed(self, name: str) -> str:
        """A value as it was typed: the spaces of a password count."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    def named(self, prefix: str) -> dict[str, str]:
        """Fields that begin with ``prefix``, without it; empty ones left out."""
        fields = {
            key.removeprefix(prefix): cleaned(value).strip() for key, value in self.pairs if key.startswith(prefix)
        }
        return {key: value.replace("\r\n", "\n") for key, value in fields.items() if value}


def check_origin(request: Request) -> None:
    """Whether a post comes from a page of ours, as far as the browser says where it comes from.

    Raises:
        Refused: ``foreign``.
    """
    origin = request.headers.get("origin")
    if origin not in (None, f"{request.url.scheme}://{request.headers.get('host', '')}"):
        raise Refused("foreign", "这个请求不是从本页面发出的，没有处理。")


async def posted(request: Request) -> Posted:
    """The form in a request's body.

    Raises:
        Refused: ``foreign``, another site sent it; ``malformed``.
        ProtocolError: ``too_large``.
    """
    check_origin(request)
    try:
        content = await api.body(request, MAX_FORM)
    except ProtocolError as fault:
        raise ProtocolError(fault.code, "写的内容太长，没有保存任何东西。请返回上一页，写短一些。") from fault
    try:
        pairs = parse_qsl(content.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as fault:
        raise Refused("malformed", "这个表单读不懂，没有保存任何东西。") from fault
    request.state.posted = form = Posted(tuple((key, value.replace("\x00", "")) for key, value in pairs))
    return form


Form = Annotated[Posted, Depends(posted)]


def signed_in(request: Request, store: TheStore, now: Now) -> SignedIn:
    """The person signed in.

    Raises:
        NotSignedIn: nobody we know, or too long ago.
        MustChange: the password was chosen by somebody else, and this is not the page to change it.
    """
    token = request.cookies.get(SESSION, "")
    with store.read() as session:
        known = auth.signed_in(session, token, now)
    if known is None:
        raise NotSignedIn
    person, note = known
    if note:
        with store.write() as session:
            auth.seen(session, token, now)
    if person.staff.must_change and request.url.path not in (OWN_PASSWORD, "/logout"):
        raise MustChange
    return person


Me = Annotated[SignedIn, Depends(signed_in)]


def administrator(person: Me) -> SignedIn:
    """The person signed in, who has to be an administrator.

    Raises:
        Forbidden: a reviewer asks.
    """
    if not person.administrator:
        raise Forbidden
    return person


Administrator = Annotated[SignedIn, Depends(administrator)]


def own_form(form: Form, person: Me) -> Posted:
    """A form that carries the token of this session.

    Raises:
        Refused: ``csrf``.
    """
    if not auth.same(form["csrf"], person.csrf):
        raise Refused("csrf", "页面已过期，没有保存。请返回上一页，刷新后再做一次。")
    return form


OwnForm = Annotated[Posted, Depends(own_form)]  # stands before the person, so that a foreign post is refused as such


def inside(address: str) -> str:
    """An address of this console to go on to after signing in; "/" for anything that could lead elsewhere."""
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith(("//", "/login")) else "/"


def before_token(request: Request) -> str:
    """The token that ties a login form to the browser it was shown in."""
    return request.cookies.get(BEFORE) or secrets.token_urlsafe(24)
