"""Take the screenshots of the README: `python scripts/screenshots.py site build/demo/site docs/pictures`."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, sync_playwright

BROWSER_PATH = Path(".venv/browser-path")
RECORD = "postmortems/PM-2025-0002/"
WIDE = {
    "home": "",
    "record": RECORD,
    "cause": "causes/technical/unvalidated-input/",
    "search": "search/?q=control+plane&severity=SEV1",
}
DEMO = {"actions": "actions/", "programme": "programme/", "trends": "trends/", "recurrence": "recurrence/"}
"""Pictures of the fictional company."""
PHONE_PANES = ((RECORD + "#timeline", "light"), (RECORD + "#causes", "dark"))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about requests."""


def take_wide(browser: Browser, base: str, addresses: Mapping[str, str], folder: Path) -> None:
    """Take a picture of each address at the width of a desk."""
    wide = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    for name, address in addresses.items():
        page = wide.new_page()
        page.goto(base + address, wait_until="networkidle")
        page.screenshot(path=folder / f"{name}.png")
        page.close()
    wide.close()


def take_phones(browser: Browser, base: str, folder: Path) -> None:
    """Take two phones, side by side in one picture."""
    panes = []
    for address, scheme in PHONE_PANES:
        phone = browser.new_context(
            viewport={"width": 390, "height": 760}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page = phone.new_page()
        page.goto(base + address)
        page.wait_for_timeout(400)
        panes.append(page.screenshot())
        phone.close()
    sheet = browser.new_page(viewport={"width": 820, "height": 760})
    sheet.set_content('<body style="margin:0;display:flex;justify-content:space-between;background:#fff">')
    for pane in panes:
        sheet.evaluate(
            """bytes => new Promise(done => {
                const picture = new Image();
                picture.onload = done;
                picture.src = URL.createObjectURL(new Blob([new Uint8Array(bytes)], {type: "image/png"}));
                document.body.append(picture);
            })""",
            list(pane),
        )
    sheet.screenshot(path=folder / "phone.png")
    sheet.close()


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a site that is served on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve both sites on this machine and take the pictures in Chromium."""
    parser = ArgumentParser("scripts/screenshots.py", description="Takes the screenshots of the README.")
    parser.add_argument("site", type=Path, metavar="SITE", help="the built site")
    parser.add_argument("demo", type=Path, metavar="DEMO", help="that of the fictional company")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the pictures go")
    options = parser.parse_args(arguments)
    site, demo, folder = options.site, options.demo, options.folder
    folder.mkdir(parents=True, exist_ok=True)
    chromium = BROWSER_PATH.read_text().strip() if BROWSER_PATH.exists() else ""
    with sync_playwright() as playwright, served(site) as base, served(demo) as demo_base:
        browser = playwright.chromium.launch(
            executable_path=chromium or None, args=["--no-sandbox", "--disable-background-networking"]
        )
        take_wide(browser, base, WIDE, folder)
        take_wide(browser, demo_base, DEMO, folder)
        take_phones(browser, base, folder)
        browser.close()


if __name__ == "__main__":
    main()
