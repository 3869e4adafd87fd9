"""A browser without a screen: keeps cookies, reads the token out of a page, posts forms as a page would."""

import re
from html import unescape

import requests

from tests.server.township import PASSWORD, RunningTownship


class Visitor:
    """Somebody at the console."""

    def __init__(self, township: RunningTownship) -> None:
        self.township = township
        self.session = requests.Session()
        self.csrf = ""

    def get(self, path: str, **options: object) -> requests.Response:
        return self._seen(self.session.get(self.township.url + path, timeout=30, **options))  # type: ignore[arg-type]  passed through

    def post(self, path: str, fields: dict[str, str], csrf: str | None = None, **headers: str) -> requests.Response:
        form = {"csrf": self.csrf if csrf is None else csrf} | fields
        return self._seen(self.session.post(self.township.url + path, data=form, headers=headers, timeout=30))

    def sign_in(self, login: str, password: str = PASSWORD) -> requests.Response:
        self.get("/login")
        return self.post("/login", {"login": login, "password": password})

    def _seen(self, answer: requests.Response) -> requests.Response:
        match = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        if match:
            self.csrf = unescape(match[1])
        return answer
