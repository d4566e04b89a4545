"""The nightly check of links asks what public evidence names, within bounds, and nothing inside a network."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.reading.corpus import load_corpus
from scripts import check_links
from scripts.check_links import Answer, Limits, Link, LinkChecker, Verdict, is_public, links_of, report_text
from scripts.sanitize_markdown import ZERO_WIDTH_SPACE
from tests.cli.hostile import COMMANDS, HIDING, STEERING, assert_harmless
from tests.helpers import external_record, own_record, write_corpus

LIMITS = Limits(wait=0.5, pause=0)
INSIDE = (
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1"),
    *("fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
    *("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1", "fe80::1%eth0"),
)


@pytest.fixture
def server() -> Iterator[str]:
    """A server of this machine whose path says what it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            name, _, rest = self.path.strip("/").partition("/")
            if name == "slow":
                for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100:
                    try:
                        self.wfile.write(bytes([byte]))
                    except OSError:
                        return
                    time.sleep(0.1)
                return
            if name == "garbage":
                self.wfile.write(b"\0\1\2 nothing\r\n\r\n")
                return
            status = {"get-only": 405 if self.command == "HEAD" else 200, "loop": 302}.get(name) or int(name)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/loop" if name == "loop" else rest.replace("~", "/"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_other_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a name or connects outside of this machine fails the test."""
    real = socket.create_connection

    def only_here(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        assert address[0] == "127.0.0.1", f"a test must not connect to {address[0]}"
        return real(address, *args, **kwargs)

    def only_numbers(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host not in _NAMES:
            raise AssertionError(f"a test must not look up {host}")
        numbers = _NAMES[host]
        if not numbers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr(socket, "create_connection", only_here)
    monkeypatch.setattr(socket, "getaddrinfo", only_numbers)


_NAMES = {
    **{number: [number] for number in (*INSIDE, "93.184.215.14")},
    "gone.example": [],
    "inside.example": ["10.0.0.1"],
    "both.example": ["93.184.215.14", "127.0.0.1"],
    "2130706433": ["127.0.0.1"],
    "0x7f.1": ["127.0.0.1"],
}


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("200", Verdict.FINE),
        ("204", Verdict.FINE),
        ("get-only", Verdict.FINE),
        ("404", Verdict.DEAD),
        ("410", Verdict.DEAD),
        ("403", Verdict.UNSURE),
        ("429", Verdict.UNSURE),
        ("500", Verdict.UNSURE),
        ("302/~200", Verdict.FINE),
        ("301/~200", Verdict.MOVED),
        ("308/~200", Verdict.MOVED),
        ("301/~404", Verdict.DEAD),
        ("302/~500", Verdict.UNSURE),
        ("loop", Verdict.UNSURE),
        ("garbage", Verdict.UNSURE),
        ("301/http:~~10.0.0.1~", Verdict.UNSURE),
        ("301/file:~~~etc~passwd", Verdict.UNSURE),
    ],
)
def test_what_an_answer_means(server: str, path: str, verdict: Verdict) -> None:
    """Only what a server says is gone is dead; what it will not say is unsure; redirects are followed and judged."""
    assert LinkChecker(LIMITS, allow_loopback=True).ask(f"{server}/{path}").verdict is verdict


def test_slow_server_costs_bounded_time(server: str) -> None:
    """A server that sends a byte now and then is given up after the time for one answer."""
    start = time.monotonic()
    assert LinkChecker(LIMITS, allow_loopback=True).ask(f"{server}/slow").verdict is Verdict.UNSURE
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("number", INSIDE)
def test_addresses_inside_a_network_are_known(number: str) -> None:
    """Private, local, reserved and documentation ranges are not public, nor what wraps them in IPv6."""
    assert not is_public(number)


@pytest.mark.parametrize("number", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_public_addresses_are_known(number: str) -> None:
    """What is on the open internet is."""
    assert is_public(number)


@pytest.mark.parametrize(
    "address",
    [
        *(f"http://{f'[{number}]' if ':' in number else number}/" for number in INSIDE if "%" not in number),
        "http://inside.example/",
        "http://both.example/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://93.184.215.14:22/",
        "http://93.184.215.14:8080/",
        "http://user:password@93.184.215.14/",
        "http://93.184.215.14\\@127.0.0.1/",
        "http://93.184.215.14/a b",
        "http://93.184.215.14/\r\nHost: x",
        "http://[::1",
        "http://93.184.215.14:99999/",
        "http://" + "a" * 70 + ".example/",
        "http:///path",
        "ftp://93.184.215.14/",
        "file:///etc/passwd",
        "http://93.184.215.14/" + "a" * 3000,
    ],
)
def test_no_request_goes_inside(address: str) -> None:
    """An address inside a network, on another port or of another form is never connected to."""
    assert LinkChecker(LIMITS).ask(address).verdict is Verdict.REFUSED


def test_name_is_looked_up_once(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was judged: a name that changes its answer afterwards gains nothing."""
    port = int(server.rpartition(":")[2])
    known, answers = socket.getaddrinfo, iter(["127.0.0.1"])

    def changing(host: str, port: int, *arguments: Any, **options: Any) -> Any:
        return known(next(answers) if host == "rebind.example" else host, port, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    assert LinkChecker(LIMITS, allow_loopback=True).ask(f"http://rebind.example:{port}/200").verdict is Verdict.FINE


def test_unknown_name_is_dead() -> None:
    """A host that no longer has a name is gone."""
    assert LinkChecker(LIMITS).ask("https://gone.example/").verdict is Verdict.DEAD


def test_only_public_evidence_is_asked_for(tmp_path: Path) -> None:
    """Addresses of internal records and evidence never leave the house; each address is asked for once."""
    own = own_record(visibility="internal")
    root = write_corpus(tmp_path, own, external_record(**{"evidence.0.uri": "https://status.acme.example/x#part"}))
    found = [(link.address, link.places) for link in links_of(load_corpus(root))]
    assert found == [("https://status.acme.example/x", ("PM-2024-0001 E1",))]


def test_dead_link_offers_an_archived_page_of_the_day(tmp_path: Path) -> None:
    """The address is of the day on which the copy was captured, else of the source's date; without one, of all days."""
    record = external_record(visibility="public")
    first = record["evidence"][0] | {"uri": "https://a.example/x?y=1", "date": "2024-03-04", "visibility": "public"}
    later = first | {"id": "E2", "uri": "https://b.example/", "captured": "2024-05-06"}
    record["evidence"] = [first, later]
    found = links_of(load_corpus(write_corpus(tmp_path, record)))
    archived = [link.archived for link in found]
    assert archived == [
        "https://web.archive.org/web/20240304/https://a.example/x?y=1",
        "https://web.archive.org/web/20240506/https://b.example/",
    ]
    undated = Link("https://c.example/", ("PM-2024-0001 E3",))
    assert undated.archived == "https://web.archive.org/web/*/https://c.example/"
    text = report_text(
        {found[0]: Answer(Verdict.DEAD, "status 404"), found[1]: Answer(Verdict.UNSURE, "status 500")}
    ).replace(ZERO_WIDTH_SPACE, "")
    assert f"| status 404 | {archived[0]} |" in text
    assert archived[1] not in text


def test_limits_of_a_run() -> None:
    """Above the limit of links, or when time is up, the rest is unsure and not asked; nothing is left out."""
    links = [Link(f"http://10.0.0.1/{n}", ("PM-2024-0001 E1",)) for n in range(5)]
    pauses: list[float] = []
    few = check_links.check_links(links, LinkChecker(Limits(links=3, pause=7)), pauses.append)
    assert [answer.verdict for answer in few.values()] == [Verdict.REFUSED] * 3 + [Verdict.UNSURE] * 2
    assert pauses == [7, 7]
    late = check_links.check_links(links, LinkChecker(Limits(total=-1)))
    assert {answer.reason for answer in late.values()} == {"no time left"}


def test_report_counts_all_and_shows_the_worst_first() -> None:
    """The report counts every link and lists what is not fine, the dead ones first, without live links."""
    text = report_text(
        {
            Link("https://a.example/", ("PM-2024-0001 E1",)): Answer(Verdict.FINE, ""),
            Link("https://b.example/", ("PM-2024-0001 E2",)): Answer(Verdict.UNSURE, "status 500"),
            Link("https://c.example/|x", ("PM-2024-0001 E3",)): Answer(Verdict.DEAD, "status 404"),
        }
    )
    assert "1 fine, 0 moved for good, 1 unsure, 1 dead, 0 not asked." in text
    assert text.index("## Dead") < text.index("## Unsure")
    assert "://" not in text
    assert "a.example" not in text
    assert "\\|x" in text


def test_strict_says_dead_by_its_exit_code(
    tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead link ends with 1 under --strict only, so that a night on which a page vanishes is not red by itself."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    root = write_corpus(tmp_path, external_record(**{"evidence.0.uri": f"{server}/404"}))
    arguments = ["--root", str(root), "--write", str(tmp_path / "links.md"), "--allow-loopback"]
    assert check_links.main(arguments) == 0
    assert check_links.main([*arguments, "--strict"]) == 1
    assert "1 dead" in (tmp_path / "links.md").read_text("utf-8")
    assert check_links.main(["--root", str(tmp_path / "none")]) == 2
    capsys.readouterr()


def test_an_address_cannot_steer_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What hides in an address, or in the name of the folder, is spelt out in the log of the run."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    root = write_corpus(tmp_path, external_record(**{"evidence.0.uri": f"https://a.example/{HIDING}"}))
    assert check_links.main(["--root", str(root)]) == 0
    assert check_links.main(["--root", f"none{STEERING}{COMMANDS}"]) == 2
    printed = capsys.readouterr()
    assert "| https://a.example/" in printed.out and "must exist" in printed.err
    assert_harmless(printed.out)
    assert_harmless(printed.err)
