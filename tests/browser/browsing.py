"""A built site served under a path prefix, and a real Chromium that notes everything a visitor should not meet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tests.helpers import REPOSITORY
from tests.site import PREFIX

_BROWSER_PATH = REPOSITORY / ".venv" / "browser-path"
_QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


class _PrefixHandler(SimpleHTTPRequestHandler):
    """Serves a folder below PREFIX and nothing above it, as GitHub Pages does, with the 404 page of the folder."""

    policy = ""
    """The Content-Security-Policy of all files, if there is one."""

    def end_headers(self) -> None:
        """Add the policy."""
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        """The file of an address; outside of the prefix there is none."""
        place = urlsplit(path).path
        if not place.startswith(PREFIX):
            return str(Path(self.directory) / "outside-the-prefix")
        return super().translate_path("/" + place.removeprefix(PREFIX))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the page that the site has for what does not exist."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists() or not urlsplit(self.path).path.startswith(PREFIX):
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about requests."""


@contextmanager
def served(folder: Path, *, has_policy: bool = False) -> Iterator[str]:
    """The address of a folder that is served on this machine, if asked for under the policy that the site brings."""
    policy = (folder / "content-security-policy/value.txt").read_text("utf-8").strip() if has_policy else ""
    handler = type("Handler", (_PrefixHandler,), {"policy": policy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    finally:
        server.shutdown()
        server.server_close()


def launch(playwright: Playwright) -> Browser:
    """The Chromium that `make test` found, or Playwright's own."""
    path = _BROWSER_PATH.read_text().strip() if _BROWSER_PATH.exists() else ""
    return playwright.chromium.launch(executable_path=path or None, args=list(_QUIET))


@dataclass
class Visit:
    """One visitor: a page, and what went wrong behind it."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    """Messages on the console, errors, failed requests and requests to other hosts."""

    def open(self, address: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.base + address)

    @property
    def place(self) -> str:
        """Where the visitor is, without the prefix and the fragment."""
        return self.page.url.split("#")[0].removeprefix(self.base)

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _failures(request: Request) -> list[str]:
    """What failed by itself; a request that the visitor did not wait for is none."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed: {request.url}"]


def _complaints_of(message: ConsoleMessage) -> Iterator[str]:
    """What a message on the console complains of; an icon at the top of the host is the browser's own idea."""
    if not message.location.get("url", "").endswith("/favicon.ico"):
        yield f"console: {message.text}"


@contextmanager
def visit(browser: Browser, base: str, **options: Any) -> Iterator[Visit]:
    """A visit that ends with an empty console, no failed request, and no other host asked for anything."""
    context: BrowserContext = browser.new_context(**options)
    page = context.new_page()
    visitor = Visit(page, base)
    host = urlsplit(base).netloc
    page.on("console", lambda message: visitor.complaints.extend(_complaints_of(message)))
    page.on("pageerror", lambda error: visitor.complaints.append(f"error: {error}"))
    page.on("requestfailed", lambda request: visitor.complaints.extend(_failures(request)))
    page.on(
        "response",
        lambda response: (
            visitor.complaints.append(f"{response.status}: {response.url}") if response.status >= 400 else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            visitor.complaints.append(f"outside: {request.url}")
            if urlsplit(request.url).netloc not in (host, "")
            else None
        ),
    )
    yield visitor
    context.close()
    assert not visitor.complaints, visitor.complaints
