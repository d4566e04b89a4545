"""A GitLab of this machine: the few answers that the scripts ask for, and what they sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

OWN = 7
SHA = "a" * 40
PROJECT = 5


@dataclass
class FakeGitLab:
    """What a project answers, and what was written to it."""

    address: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    report: bytes = b"## Report\n\nA record.\n"
    sent: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)


@pytest.fixture
def gitlab(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitLab]:
    """A server that speaks the few paths of GitLab's API, with one merge request whose job has passed."""
    fake = FakeGitLab()
    fake.answers = {
        "/api/v4/user": {"id": OWN},
        f"/api/v4/projects/{PROJECT}/merge_requests": [{"iid": 3, "sha": SHA}],
        f"/api/v4/projects/{PROJECT}/merge_requests/3/pipelines": [{"id": 11, "sha": SHA, "project_id": PROJECT}],
        f"/api/v4/projects/{PROJECT}/pipelines/11/jobs": [{"id": 21, "name": "review", "status": "success"}],
        f"/api/v4/projects/{PROJECT}/merge_requests/3/notes": [],
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            fake.tokens.add(self.headers["PRIVATE-TOKEN"])
            if path.endswith("/jobs/21/artifacts/review.md"):
                self._answer(fake.report)
            elif path in fake.answers:
                self._answer(json.dumps(fake.answers[path]).encode())
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.sent.append((self.command, urlsplit(self.path).path.partition(f"{PROJECT}/")[2], body))
            self._answer(b"{}")

        do_PUT = do_POST

        def _answer(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    fake.address = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "CI_API_V4_URL": f"{fake.address}/api/v4",
        "CI_PROJECT_ID": str(PROJECT),
        "CI_PROJECT_URL": "https://gitlab.test/acme/pm",
        "POSTMORTEMS_NOTE_TOKEN": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    yield fake
    server.shutdown()
    server.server_close()
