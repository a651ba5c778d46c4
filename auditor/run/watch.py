"""Watching a run from outside: a structured log, and a page of figures for Prometheus.

Both are ``Progress``es, told of the calls as the bar is.
"""

from __future__ import annotations

import datetime as dt
import http.server
import json
import threading
import time
from collections.abc import Sequence
from typing import TextIO

from auditor.errors import UsageError
from auditor.run.progress import Progress


class Several:
    """Tells each of several."""

    def __init__(self, told: Sequence[Progress]) -> None:
        self._told = told

    def begin(self, calls: int) -> None:
        """Pass it on."""
        for one in self._told:
            one.begin(calls)

    def skip(self, calls: int) -> None:
        """Pass it on."""
        for one in self._told:
            one.skip(calls)

    def done(self, call_id: str, audio_seconds: float, problem: str | None) -> None:
        """Pass it on."""
        for one in self._told:
            one.done(call_id, audio_seconds, problem)

    def end(self) -> None:
        """Pass it on."""
        for one in self._told:
            one.end()


class JsonLog:
    """One JSON object a line for each event: ``begin``, ``call``, ``end``."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._skipped = self._done = self._lost = 0

    def begin(self, calls: int) -> None:
        """The run begins."""
        self._write("begin", calls=calls)

    def skip(self, calls: int) -> None:
        """Counted, and told of at the end."""
        self._skipped += calls

    def done(self, call_id: str, audio_seconds: float, problem: str | None) -> None:
        """A call is done."""
        self._done += 1
        self._lost += problem is not None
        self._write("call", call_id=call_id, audio_seconds=audio_seconds, problem=problem)

    def end(self) -> None:
        """The run ends."""
        self._write("end", done=self._done, unaudited=self._lost, skipped=self._skipped)

    def _write(self, event: str, **fields: object) -> None:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": now, "event": event, **fields}, ensure_ascii=False)
        self._stream.write(line + "\n")
        self._stream.flush()


class Metrics:
    """Serves the run's figures at ``http://127.0.0.1:PORT/metrics`` while it is at work."""

    def __init__(self, port: int) -> None:
        """Open the port (0: any free one). Raises UsageError when it is taken."""
        self._lock = threading.Lock()
        self._figures = dict.fromkeys(_FIGURES, 0.0)
        try:
            # Of this machine alone: the figures are not for the network unless someone says so.
            self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        except OSError as error:
            raise UsageError(f"--metrics {port}: {error.strerror}") from None
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def begin(self, calls: int) -> None:
        """The run begins."""
        self._add(auditor_calls=calls, auditor_run_started_seconds=time.time())

    def skip(self, calls: int) -> None:
        """Calls of an earlier run."""
        self._add(auditor_calls_skipped_total=calls)

    def done(self, call_id: str, audio_seconds: float, problem: str | None) -> None:
        """A call is done."""
        self._add(
            auditor_calls_done_total=1,
            auditor_calls_unaudited_total=problem is not None,
            auditor_audio_seconds_total=audio_seconds,
        )

    def end(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    def text(self) -> str:
        """The figures in Prometheus' text format."""
        with self._lock:
            figures = dict(self._figures)
        return "".join(
            f"# HELP {name} {_FIGURES[name]}\n# TYPE {name} {_kind(name)}\n{name} {value:g}\n"
            for name, value in figures.items()
        )

    def _add(self, **more: float) -> None:
        with self._lock:
            for name, value in more.items():
                self._figures[name] += value

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        metrics = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = self.path.partition("?")[0] == "/metrics"
                body = (metrics.text() if found else "see /metrics\n").encode()
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Requests are nobody's business."""

        return Handler


_FIGURES = {
    "auditor_calls": "Calls in the manifest.",
    "auditor_calls_done_total": "Calls worked on in this run.",
    "auditor_calls_skipped_total": "Calls done by an earlier run.",
    "auditor_calls_unaudited_total": "Calls of this run that could not be audited.",
    "auditor_audio_seconds_total": "Seconds of recordings worked on in this run.",
    "auditor_run_started_seconds": "When this run began, in seconds since 1970.",
}


def _kind(name: str) -> str:
    return "counter" if name.endswith("_total") else "gauge"
