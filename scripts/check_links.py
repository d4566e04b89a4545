"""Asks whether the pages that public evidence links to are still there: `make links`, every night.

    python -m scripts.check_links [--root postmortems] [--write FILE] [--strict]

The addresses come from records, so they may be anybody's: only http and https on their own ports, never an address
inside a network. A name is looked up once and the connection goes to the address that was judged, at every redirect
anew, so a name that answers differently the second time gains nothing. Bodies are not read.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import ipaddress
import os
import socket
import ssl
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from ml_postmortems.access.corpora import readable_part
from ml_postmortems.cli.terminal import prepare, show_text
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from scripts.sanitize_markdown import ZERO_WIDTH_SPACE, cell

USER_AGENT = "ml-postmortems-link-check/1 (asks once a night whether a cited page is still there)"
PORTS = {"http": 80, "https": 443}
MAX_ADDRESS = 2_000
MAX_REDIRECTS = 5
ARCHIVE = "https://web.archive.org/web/"
WORKERS = 8


class Verdict(StrEnum):
    """What is known of a link after asking."""

    FINE = "fine"
    MOVED = "moved for good"
    UNSURE = "unsure"
    DEAD = "dead"
    REFUSED = "not asked"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a run may ask for; times in seconds."""

    links: int = 1_000
    wait: float = 15
    """For one answer, whatever the server does meanwhile."""
    total: float = 1_200
    pause: float = 1
    """Between two requests to one host."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one link."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and the evidence that names it, such as `PM-2025-0001 E2`."""

    address: str
    places: tuple[str, ...]
    day: date | None = None
    """The latest day on which evidence that names it was captured, made or published; None where none says so."""

    @property
    def archived(self) -> str:
        """Where an archive of the web may hold the page as it was near that day; nobody has asked whether it does."""
        return f"{ARCHIVE}{f'{self.day:%Y%m%d}' if self.day else '*'}/{self.address}"


class AddressRefused(Exception):
    """An address that no request may go to, and why."""


@dataclass(frozen=True)
class LinkChecker:
    """Requests one address at a time, within limits of size and time."""

    limits: Limits = field(default_factory=Limits)
    allow_loopback: bool = False
    """For tests against a server of this machine: its own addresses, on any port, and nothing else that is refused."""

    def ask(self, address: str) -> Answer:
        """Whether the page is there; never raises for what a server or a name does."""
        current, is_moved, hops = address, False, 0
        try:
            while True:
                status, location = self._status(current)
                if status in (301, 302, 303, 307, 308) and location:
                    hops += 1
                    if hops > MAX_REDIRECTS:
                        return Answer(Verdict.UNSURE, f"more than {MAX_REDIRECTS} redirects")
                    is_moved = status in (301, 308) and (is_moved or hops == 1)
                    current = urljoin(current, location)
                    continue
                break
        except AddressRefused as error:
            return Answer(
                Verdict.REFUSED if not hops else Verdict.UNSURE, ("redirected: " if hops else "") + str(error)
            )
        except socket.gaierror as error:
            is_gone = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
            return Answer(Verdict.DEAD if is_gone else Verdict.UNSURE, "no host of that name answers")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answer(Verdict.UNSURE, f"no answer ({type(error).__name__})")
        if status in (404, 410):
            return Answer(Verdict.DEAD, f"status {status}")
        if 200 <= status < 300:
            return Answer(Verdict.MOVED, f"to {current}") if is_moved and hops == 1 else Answer(Verdict.FINE, "")
        return Answer(Verdict.UNSURE, f"status {status}")

    def _status(self, address: str) -> tuple[int, str | None]:
        """Status and `Location`: by HEAD, and by GET where HEAD is not answered well."""
        parts, host, port = self._judged(address)
        place = self._resolved(host, port)
        status, location = self._request("HEAD", parts, host, port, place)
        if status >= 400 and status not in (410, 429):
            status, location = self._request("GET", parts, host, port, place)
        return status, location

    def _judged(self, address: str) -> tuple[SplitResult, str, int]:
        if len(address) > MAX_ADDRESS or not address.isprintable() or " " in address or "\\" in address:
            raise AddressRefused("an address must be printable, without spaces, and not too long")
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise AddressRefused("an address must be well-formed") from error
        if parts.scheme not in PORTS or not host:
            raise AddressRefused("only http and https")
        if parts.username is not None or parts.password is not None:
            raise AddressRefused("an address must hold no name or password")
        if port not in (None, PORTS[parts.scheme]) and not self.allow_loopback:
            raise AddressRefused("only the ports 80 and 443")
        try:
            name = host if ":" in host else host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise AddressRefused("the host must be a name") from error
        return parts, name, port or PORTS[parts.scheme]

    def _resolved(self, host: str, port: int) -> str:
        """The numeric address to connect to; raises AddressRefused if any of the host is private."""
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        for numeric in found:
            if not is_public(numeric) and not (self.allow_loopback and ipaddress.ip_address(numeric).is_loopback):
                raise AddressRefused("the host is inside a network")
        # IPv4 first: many runners have no way out by IPv6.
        return min(found, key=lambda each: (":" in each, each))

    def _request(self, method: str, parts: SplitResult, host: str, port: int, place: str) -> tuple[int, str | None]:
        raw = socket.create_connection((place, port), timeout=self.limits.wait)
        # A timeout of a socket starts anew with every byte; this one does not.
        alarm = threading.Timer(self.limits.wait, _shut, [raw])
        alarm.daemon = True
        alarm.start()
        connection = http.client.HTTPConnection(host, port, timeout=self.limits.wait)
        try:
            if parts.scheme == "https":
                # The wrapped socket takes the file descriptor of the raw one, so the alarm must know it.
                wrapped = ssl.create_default_context().wrap_socket(
                    raw, server_hostname=host, do_handshake_on_connect=False
                )
                alarm.cancel()
                alarm = threading.Timer(self.limits.wait, _shut, [wrapped])
                alarm.daemon = True
                alarm.start()
                wrapped.do_handshake()
                connection.sock = wrapped
            else:
                connection.sock = raw
            target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
            query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
            is_usual = port == PORTS[parts.scheme]
            shown = f"[{host}]" if ":" in host else host
            connection.putrequest(method, target + (f"?{query}" if query else ""), skip_host=True)
            connection.putheader("Host", shown if is_usual else f"{shown}:{port}")
            connection.putheader("User-Agent", USER_AGENT)
            connection.putheader("Accept", "*/*")
            connection.putheader("Connection", "close")
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location")
        finally:
            alarm.cancel()
            connection.close()
            raw.close()


def is_public(numeric: str) -> bool:
    """Whether an IP address is on the open internet, the IPv4 address inside an IPv6 one included."""
    address = ipaddress.ip_address(numeric.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(each is not None and not is_public(str(each)) for each in inside):
            return False
        if address.ipv4_mapped:
            return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def links_of(corpus: Corpus) -> list[Link]:
    """Every web address that public evidence of public records names, once, in the order of the addresses."""
    places: dict[str, list[str]] = defaultdict(list)
    days: dict[str, date] = {}
    for record in readable_part(corpus, Visibility.PUBLIC).records:
        for item in known_items(record.evidence):
            address = (known(item.uri) or "").partition("#")[0]
            if address.lower().startswith(("http://", "https://")):
                places[address].append(f"{record.id} {item.id}")
                if told := known(item.captured) or known(item.date):
                    days[address] = max(told.last_day, days.get(address, told.last_day))
    return [Link(address, tuple(names), days.get(address)) for address, names in sorted(places.items())]


def check_links(
    links: Iterable[Link], checker: LinkChecker, pause: Callable[[float], None] = time.sleep
) -> dict[Link, Answer]:
    """What came of each link: hosts side by side, the links of one host one after the other."""
    wanted = list(links)
    answers = {link: Answer(Verdict.UNSURE, "over the limit of links") for link in wanted[checker.limits.links :]}
    by_host: dict[str, list[Link]] = defaultdict(list)
    for link in wanted[: checker.limits.links]:
        by_host[link.address.split("/")[2].lower()].append(link)
    end = time.monotonic() + checker.limits.total

    def ask_host(of_host: Sequence[Link]) -> dict[Link, Answer]:
        found = {}
        for index, link in enumerate(of_host):
            if time.monotonic() > end:
                found[link] = Answer(Verdict.UNSURE, "no time left")
                continue
            if index:
                pause(checker.limits.pause)
            found[link] = checker.ask(link.address)
        return found

    with ThreadPoolExecutor(WORKERS) as pool:
        for found in pool.map(ask_host, by_host.values()):
            answers |= found
    return {link: answers[link] for link in wanted}


def report_text(answers: Mapping[Link, Answer]) -> str:
    """The report as Markdown: what is dead first, then what moved and what nobody knows; what is fine is counted."""
    counts = {verdict: sum(answer.verdict is verdict for answer in answers.values()) for verdict in Verdict}
    lines = ["# Links of evidence", "", ", ".join(f"{counts[each]} {each}" for each in Verdict) + ".", ""]
    for verdict, advice in (
        (
            Verdict.DEAD,
            "Look at the archived page, which may exist, and name it as `copy` of the evidence with `captured`.",
        ),
        (Verdict.MOVED, "Name the new address."),
        (Verdict.REFUSED, "Such an address is no public evidence."),
        (Verdict.UNSURE, "The server did not say. Nothing to do unless it stays so."),
    ):
        rows = [(link, answer) for link, answer in answers.items() if answer.verdict is verdict]
        if rows:
            is_dead = verdict is Verdict.DEAD
            head, rule = ("| archived page ", "|---") if is_dead else ("", "")
            lines += [f"## {verdict.capitalize()}", "", advice, ""]
            lines += [f"| address | evidence | why {head}|", f"|---|---|---{rule}|"]
            for link, answer in rows:
                archived = f" {cell(link.archived)} |" if is_dead else ""
                lines.append(f"| {cell(link.address)} | {', '.join(link.places)} | {cell(answer.reason)} |{archived}")
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Ask, write the report, and return 0, with --strict 1 where a link is dead; 2 where there are no records."""
    parser = argparse.ArgumentParser(prog="check_links", description="Asks for the pages that evidence links to.")
    parser.add_argument("--root", type=Path, default=Path("postmortems"), help="the folder of records")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the report there as well")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a link is dead")
    parser.add_argument("--allow-loopback", action="store_true", help="for tests: also ask this machine itself")
    options = parser.parse_args(arguments)
    prepare()
    try:
        links = links_of(load_corpus(options.root))
    except PostmortemsError as error:
        show_text(str(error), err=True)
        return 2
    answers = check_links(links, LinkChecker(allow_loopback=options.allow_loopback))
    text = report_text(answers)
    show_text(text.replace(ZERO_WIDTH_SPACE, ""))
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(text, "utf-8")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)
    return int(options.strict and any(answer.verdict is Verdict.DEAD for answer in answers.values()))


def _shut(connection: socket.socket) -> None:
    """End whatever waits for this socket."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    sys.exit(main())
