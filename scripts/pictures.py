"""Take the pictures of the README from a built site: `python scripts/pictures.py site docs/pictures`."""

from __future__ import annotations

import sys
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
PHONE_PANES = ((RECORD + "#timeline", "light"), (RECORD + "#causes", "dark"))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about requests."""


def take(browser: Browser, base: str, folder: Path) -> None:
    """Take every picture; the two phones stand side by side in one."""
    wide = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    for name, address in WIDE.items():
        page = wide.new_page()
        page.goto(base + address, wait_until="networkidle")
        page.screenshot(path=folder / f"{name}.png")
        page.close()
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
    sheet = wide.new_page()
    sheet.set_viewport_size({"width": 820, "height": 760})
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
    wide.close()


def main(site: Path, folder: Path) -> None:
    """Serve the site on this machine and take the pictures in Chromium."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    chromium = BROWSER_PATH.read_text().strip() if BROWSER_PATH.exists() else ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium or None, args=["--no-sandbox", "--disable-background-networking"]
        )
        take(browser, f"http://127.0.0.1:{server.server_port}/", folder)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
