"""The few requests to GitLab that the scripts need, by the standard library: they run with a token and nothing else."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

MAX_BYTES = 512 * 1024
TIMEOUT = 20
"""Seconds that one request may wait for an answer."""
PAGE = 100
MAX_PAGES = 20


class GitLabError(Exception):
    """GitLab did not do what was asked, or answered what must not be used."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing: another host must not see the token."""


class GitLab:
    """One project on GitLab, and the token that may write there."""

    def __init__(self, api: str, project: int, token: str, url: str) -> None:
        self.project = project
        self.url = url.rstrip("/")
        self._api = f"{api.rstrip('/')}/"
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirect)

    @classmethod
    def from_environment(cls) -> GitLab:
        """What a job's environment says; raises GitLabError where it is none."""
        names = ("CI_API_V4_URL", "CI_PROJECT_ID", "CI_PROJECT_URL", "POSTMORTEMS_NOTE_TOKEN")
        missing = [name for name in names if not os.environ.get(name)]
        if missing:
            raise GitLabError(f"the environment must have {' and '.join(missing)}; see the guide for GitLab")
        api, project, url, token = (os.environ[name] for name in names)
        return cls(api, int(project), token, url)

    def own_id(self) -> int:
        """Who the token is; raises GitLabError."""
        return int(self.get("/user")["id"])

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON at a path below the project, or at `/path` of the API; raises GitLabError."""
        return json.loads(self._open("GET", path, query))

    def all_of(self, path: str, **query: str | int) -> Iterator[dict[str, Any]]:
        """The items of a list that GitLab gives page by page; raises GitLabError."""
        for page in range(1, MAX_PAGES + 1):
            items = self.get(path, **query, per_page=PAGE, page=page)
            yield from items
            if len(items) < PAGE:
                return
        raise GitLabError(f"{path} must have at most {MAX_PAGES * PAGE} items: found more")

    def send(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Create or change something; raises GitLabError."""
        self._open(method, path, {}, json.dumps(body).encode())

    def download(self, path: str) -> bytes:
        """The bytes at a path; raises GitLabError above the bound."""
        content = self._open("GET", path, {}, limit=MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise GitLabError(f"{path} must have at most {MAX_BYTES} bytes: found more")
        return content

    def _open(
        self, method: str, path: str, query: dict[str, str | int], body: bytes | None = None, limit: int = 16 << 20
    ) -> bytes:
        place = path[1:] if path.startswith("/") else f"projects/{self.project}/{path}"
        address = f"{self._api}{place}{f'?{urlencode(query)}' if query else ''}"
        request = urllib.request.Request(address, data=body, method=method)
        request.add_header("PRIVATE-TOKEN", self._token)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                content: bytes = answer.read(limit)
                return content
        except urllib.error.HTTPError as error:
            with error:
                raise GitLabError(f"{method} {path} must succeed: found status {error.code}") from error
        except OSError as error:
            raise GitLabError(f"{method} {path} must be answered: found {error}") from error
