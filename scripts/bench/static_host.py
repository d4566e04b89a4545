"""A host of a static site for measuring: `python -m scripts.bench.static_host FOLDER [--slow]`.

Prints its address and serves until it is killed.
"""

from __future__ import annotations

import argparse
import gzip
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from time import sleep

_DELAY = 0.04
_BYTES_A_SECOND = 10e6 / 8
_CHUNK = 4_096


class Host(SimpleHTTPRequestHandler):
    """Sends text packed and keeps connections, as hosts of static sites do."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """Else each body waits 40 ms for the browser to acknowledge its header, which no real host does."""

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        kind, content = self.guess_type(path), path.read_bytes()
        is_text = kind.startswith("text/") or kind.endswith(("json", "javascript"))
        sent = _packed(content) if is_text else content
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.send(sent)

    def send(self, content: bytes) -> None:
        """Send the body of an answer."""
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about requests."""


class SlowHost(Host):
    """One behind a line of 10 Mbit/s, 40 ms away; Chromium's own emulation spares workers, such as Pagefind's."""

    line = Lock()

    def setup(self) -> None:
        """Take a connection: one way there and back."""
        super().setup()
        sleep(_DELAY)

    def send(self, content: bytes) -> None:
        """Send the body of an answer; all connections share the line."""
        sleep(_DELAY)
        for first in range(0, len(content), _CHUNK):
            chunk = content[first : first + _CHUNK]
            with self.line:
                sleep(len(chunk) / _BYTES_A_SECOND)
            self.wfile.write(chunk)


@lru_cache(maxsize=1_000)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content)


def main() -> None:
    """Serve a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slow", action="store_true", help="as if behind a line of 10 Mbit/s, 40 ms away")
    options = parser.parse_args()
    handler = SlowHost if options.slow else Host
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(options.folder)))
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
