"""From opening a page to the first hit, in Chromium: our search, Pagefind and Material's own, on the same records."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import sleep
from urllib.parse import quote

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from ml_postmortems.reading.corpus import load_corpus
from scripts.bench.sites import BARE, BUILD, OURS, PLAIN, environment, write_ours, write_plain

QUERY = "model rollback"
RUNS = 9
_PATIENCE = 150
"""Seconds that a visitor waits for a hit."""
_BROWSER_PATH = Path(".venv/browser-path")
_PAGEFIND = """<ol class="bench"></ol><script type="module">
const pagefind = await import("./pagefind/pagefind.js");
const found = await pagefind.search(new URLSearchParams(location.search).get("q"));
const first = await found.results[0].data();
document.querySelector(".bench").append(Object.assign(document.createElement("li"), { textContent: first.meta.title }));
</script></body>
"""
"""Put into a page of the theme, so that all three load the same theme."""


_WATCH = """
new MutationObserver((_, watch) => {
  if (!document.querySelector("SELECTOR")) return;
  window.firstHit = performance.now();
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
"""Notes the moment in the page itself: whoever asks from outside learns it up to half a second later."""

_TYPE = """
async (text) => {
  const input = document.querySelector(".pm-search input");
  const list = document.querySelector(".pm-search__list");
  const taken = [];
  for (let end = 3; end <= text.length; end++) {
    if (/(^| ).?$/.test(text.slice(0, end))) continue;
    taken.push(await new Promise((done) => {
      const start = performance.now();
      const watch = new MutationObserver(() => { watch.disconnect(); done(performance.now() - start); });
      watch.observe(list, { childList: true });
      input.value = text.slice(0, end);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }));
  }
  return taken;
}
"""
"""Types a text letter by letter, and says how long each took until the list was new.

The first letter of a word is left out: what it finds is often nothing, which is said in a pause only.
"""

Fetched = tuple[list[int], list[int]]
"""The sizes of files of data, and of scripts."""


@dataclass(frozen=True, slots=True)
class BenchedSearch:
    """One search: its site, and how a visitor comes to the first hit."""

    name: str
    folder: Path
    address: str
    first_hit: str
    """A selector of the first hit."""
    ask: Callable[[Page], None] = lambda page: None
    """What is left to do when the page is there."""


def compare(folder: Path, records: int) -> None:
    """Build the sites below a folder that holds `postmortems/`, and print bytes and times."""
    ours, plain, bare = (
        _built(folder, name, text) for name, text in (("ours", OURS), ("plain", PLAIN), ("bare", BARE))
    )
    subprocess.run([sys.executable, "-m", "pagefind", "--site", str(bare)], check=True, capture_output=True)
    home = (bare / "index.html").read_text("utf-8")
    (bare / "pagefind.html").write_text(home.replace("</body>", _PAGEFIND), "utf-8")
    searches = (
        BenchedSearch("ours", ours, f"search/?q={quote(QUERY)}", ".pm-search__list li"),
        BenchedSearch("Pagefind", bare, f"pagefind.html?q={quote(QUERY)}", ".bench li"),
        BenchedSearch("Material", plain, "index.html", ".md-search-result__item", _ask_material),
    )
    browser_path = _BROWSER_PATH.read_text().strip() if _BROWSER_PATH.exists() else ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path or None, args=["--no-sandbox", "--disable-background-networking"]
        )
        print(f"in Chromium, {records} records, from opening the page to the first hit (median of {RUNS}):")
        fast = _first_hits(browser, searches)
        slow = _first_hits(browser, [each for each in searches if each.name in fast], "--slow")
        for search in searches:
            if search.name not in slow:
                print(f"  {search.name:<9} no hit in {_PATIENCE} seconds")
                continue
            taken, fetched = fast[search.name]
            data, scripts = (sum(each) / 1000 for each in fetched)
            seen = f"{data:>6.0f} KB of data" if data else "data by a worker"  # whose requests are not seen here
            times = f"{taken:.0f} ms, at 10 Mbit/s {slow[search.name][0]:.0f} ms"
            print(f"  {search.name:<9} {seen}, {scripts:>4.0f} KB of scripts, {times}")
        print(f"  a further letter: {_further_letters(browser, searches[0])}")
        browser.close()


def _built(folder: Path, name: str, settings: str) -> Path:
    project = folder / name
    if settings == OURS:
        write_ours(project, folder / "postmortems")
    else:
        write_plain(project, folder / "postmortems", settings)
    subprocess.run(
        BUILD, cwd=project, env=environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return project / "site"


def _ask_material(page: Page) -> None:
    page.wait_for_load_state("load")  # before, its script does not see what is typed
    field = page.locator(".md-search__input")
    field.fill(QUERY, timeout=_PATIENCE * 1000)  # the keyboard waits for ever if the page is busy


@contextmanager
def _hosted(folder: Path, *options: str) -> Iterator[str]:
    """The address of a site, served by a process of its own."""
    command = [sys.executable, "-m", "scripts.bench.static_host", str(folder), *options]
    host = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert host.stdout
    try:
        yield host.stdout.readline().strip()
    finally:
        host.kill()
        host.wait()


def _first_hits(
    browser: Browser, searches: Sequence[BenchedSearch], *options: str
) -> Mapping[str, tuple[float, Fetched]]:
    """The median of several visits by new visitors, and what the last one fetched; the first is not counted.

    They take turns, because the machine is slower at one time than at another, with a pause in which the browser gives
    up what the one before used. Who shows no hit is left out.
    """
    visits: dict[str, list[tuple[float, Fetched]]] = {each.name: [] for each in searches}
    with ExitStack() as hosts:
        turns = [(each, hosts.enter_context(_hosted(each.folder, *options))) for each in searches]
        for _ in range(RUNS + 1):
            for search, address in turns:
                if search.name in visits:
                    sleep(1)
                    try:
                        visits[search.name].append(_first_hit(browser, search, address))
                    except TimeoutError:
                        del visits[search.name]
    return {name: (median(taken for taken, _ in each[1:]), each[-1][1]) for name, each in visits.items()}


def _first_hit(browser: Browser, search: BenchedSearch, address: str) -> tuple[float, Fetched]:
    """Milliseconds to the first hit, and the bytes fetched for it: data and scripts of the search."""
    context = browser.new_context()
    page = context.new_page()
    fetched: Fetched = ([], [])
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    urls: dict[str, str] = {}
    session.on("Network.responseReceived", lambda event: urls.update({event["requestId"]: event["response"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: _note(urls.get(event["requestId"], ""), int(event["encodedDataLength"]), fetched),
    )
    page.add_init_script(_WATCH.replace("SELECTOR", search.first_hit))
    page.goto(f"{address}{search.address}", wait_until="commit")
    search.ask(page)
    page.wait_for_function("window.firstHit", timeout=_PATIENCE * 1000)
    taken = float(page.evaluate("window.firstHit"))
    context.close()
    return taken, fetched


def _further_letters(browser: Browser, search: BenchedSearch) -> str:
    """How long our page takes for each further letter of a query, at the speed of this machine.

    Somebody else asked the same before, so that the host has packed its files.
    """
    with _hosted(search.folder) as address:
        for _ in range(2):
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{address}{search.address}")
            page.locator(search.first_hit).first.wait_for()
            taken = sorted(page.evaluate(_TYPE, "model serving latency rollback"))
            context.close()
    return f"median {median(taken):.0f} ms, largest {taken[-1]:.0f} ms, n {len(taken)}"


def _note(url: str, size: int, fetched: Fetched) -> None:
    path = url.partition("?")[0]
    if "pagefind" in path or "search" in path:
        if path.endswith((".js", ".mjs")):
            fetched[1].append(size)
        elif not path.endswith((".html", ".css", "/")):
            fetched[0].append(size)


if __name__ == "__main__":
    parser = ArgumentParser("python -m scripts.bench.search_in_browser", description=__doc__.splitlines()[0])
    parser.add_argument("project", type=Path, metavar="PROJECT", help="the folder that holds postmortems/")
    project = parser.parse_args().project
    compare(project, len(load_corpus(project / "postmortems").records))
