"""The few requests to GitHub that the scripts need, by the standard library: they run with a token and nothing else."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

TIMEOUT = 20
"""Seconds that one request may wait for an answer."""
PAGE = 100
MAX_PAGES = 20
OWN_LOGIN = "github-actions[bot]"
"""Whom GitHub names as the author of what a workflow's token writes."""


class GitHubError(Exception):
    """GitHub did not do what was asked, or answered what must not be used."""


class GitHub:
    """One repository on GitHub (or a server of one's own), and the token that may change it."""

    def __init__(self, repository: str, token: str, api: str, server: str) -> None:
        self.repository = repository
        self.server = server.rstrip("/")
        self._api = f"{api.rstrip('/')}/repos/{repository}"
        self._token = token

    @classmethod
    def from_environment(cls) -> GitHub:
        """What the environment of a workflow says; raises GitHubError where it is none."""
        missing = [name for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN") if not os.environ.get(name)]
        if missing:
            raise GitHubError(f"the environment must have {' and '.join(missing)}; a workflow sets them")
        return cls(
            os.environ["GITHUB_REPOSITORY"],
            os.environ["GITHUB_TOKEN"],
            os.environ.get("GITHUB_API_URL", "https://api.github.com"),
            os.environ.get("GITHUB_SERVER_URL", "https://github.com"),
        )

    @property
    def url(self) -> str:
        """Where people see the repository."""
        return f"{self.server}/{self.repository}"

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON at a path below the repository; raises GitHubError."""
        return json.loads(self._open("GET", path, query))

    def all_of(self, path: str, **query: str | int) -> Iterator[dict[str, Any]]:
        """The items of a list that GitHub gives page by page; raises GitHubError."""
        for page in range(1, MAX_PAGES + 1):
            items = self.get(path, **query, per_page=PAGE, page=page)
            yield from items
            if len(items) < PAGE:
                return
        raise GitHubError(f"{path} must have at most {MAX_PAGES * PAGE} items: found more")

    def send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """Create or change something; raises GitHubError."""
        return json.loads(self._open(method, path, {}, json.dumps(body).encode()))

    def download(self, path: str, limit: int) -> bytes:
        """The bytes at a path, which GitHub may keep on another host; raises GitHubError above the limit."""
        content = self._open("GET", path, {}, limit=limit + 1)
        if len(content) > limit:
            raise GitHubError(f"{path} must have at most {limit} bytes: found more")
        return content

    def _open(
        self, method: str, path: str, query: dict[str, str | int], body: bytes | None = None, limit: int = 16 << 20
    ) -> bytes:
        address = f"{self._api}/{path}".rstrip("/") + (f"?{urlencode(query)}" if query else "")
        request = urllib.request.Request(address, data=body, method=method)
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        request.add_header("User-Agent", "ml-postmortems")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        # Unredirected: the host that an artifact is kept on must not see the token.
        request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                content: bytes = answer.read(limit)
                return content
        except urllib.error.HTTPError as error:
            with error:
                raise GitHubError(f"{method} {path} must succeed: found status {error.code}") from error
        except OSError as error:
            raise GitHubError(f"{method} {path} must be answered: found {error}") from error
