"""Somebody of the township at the console, over plain HTTP: signs in, reads pages, posts their forms."""

import re
from html import unescape

import requests


class Staff:
    """A signed-in member of staff."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self._csrf = ""
        self.get("/login")
        self.post("/login", {"login": login, "password": password})

    def get(self, path: str) -> str:
        """A page."""
        return self._seen(self._session.get(self._url + path, timeout=30))

    def post(self, path: str, fields: dict[str, str]) -> str:
        """A form of the page seen last."""
        return self._seen(self._session.post(self._url + path, data={"csrf": self._csrf} | fields, timeout=30))

    def _seen(self, answer: requests.Response) -> str:
        answer.raise_for_status()
        match = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        if match:
            self._csrf = unescape(match[1])
        return answer.text

    def give_back(self, change_id: str, remarks: dict[str, str], deadline: str) -> None:
        """Open a visit and return it with remarks on fields and a deadline."""
        self.get(f"/review/{change_id}")
        fields = {f"remark.{name}": text for name, text in remarks.items()}
        self.post(f"/review/{change_id}", fields | {"decision": "return", "deadline": deadline, "general": ""})

    def accept(self, change_id: str) -> None:
        """Open a visit and accept it."""
        self.get(f"/review/{change_id}")
        self.post(f"/review/{change_id}", {"decision": "accept", "deadline": "", "general": ""})
