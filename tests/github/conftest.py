"""A GitHub of this machine: the few answers that the scripts ask for, and what they sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from scripts.github_api import GitHub

REPOSITORY_NAME = "acme/postmortems"
API = f"/repos/{REPOSITORY_NAME}"


@dataclass
class FakeGitHub:
    """Answers by path below the repository; a list is given page by page, bytes as they are."""

    answers: dict[str, Any] = field(default_factory=dict)
    sent: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], str | None]] = field(default_factory=list)
    """Path, query and `Authorization` of every request."""
    address: str = ""

    @property
    def client(self) -> GitHub:
        """What the scripts talk to it by."""
        return GitHub(REPOSITORY_NAME, "secret-token", self.address, "https://github.com")


@pytest.fixture
def fake_github(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    """A running one, without answers."""
    fake = FakeGitHub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = self._path()
            fake.asked.append((path, query, self.headers["Authorization"]))
            answer = fake.answers.get(path)
            if answer is None:
                self._answer(404, b"{}")
            elif isinstance(answer, str):
                self.send_response(302)
                self.send_header("Location", answer)
                self.end_headers()
            elif isinstance(answer, bytes):
                self._answer(200, answer)
            elif isinstance(answer, list):
                size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
                self._answer(200, json.dumps(answer[(page - 1) * size : page * size]).encode())
            else:
                self._answer(200, json.dumps(answer).encode())

        def do_POST(self) -> None:
            path, _ = self._path()
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.sent.append((self.command, path, body))
            self._answer(201, b'{"number": 77, "sha": "made"}')

        do_PATCH = do_POST

        def _path(self) -> tuple[str, dict[str, str]]:
            parts = urlsplit(self.path)
            return parts.path.removeprefix(API).strip("/"), dict(parse_qsl(parts.query))

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield fake
        server.shutdown()
        thread.join()
