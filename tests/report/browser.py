"""Runs a page in a real Chromium and brings back what a script found there."""

from __future__ import annotations

import contextlib
import functools
import html
import http.server
import json
import re
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

CHROMIUM = next(
    (p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))),
    None,
)

_HARNESS = """<!doctype html><meta charset="utf-8"><body>
<iframe id="page" src="{page}" style="border:0;width:{width}px;height:{height}px"></iframe>
<script>
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (test) => {{
  for (let i = 0; i < 100 && !test(); i++) await sleep(50);
  return !!test();
}};
const frame = document.getElementById("page");
const finish = (value) => {{
  const out = document.createElement("pre");
  out.id = "result";
  out.textContent = JSON.stringify(value);
  document.body.append(out);
}};
frame.addEventListener("load", async () => {{
  const win = frame.contentWindow, doc = frame.contentDocument;
  try {{ finish(await (async () => {{ {script} }})()); }} catch (e) {{ finish({{ error: String(e) }}); }}
  fetch("/done");
}}, {{ once: true }});
</script></body>"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    done: threading.Event
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/done":
            self.done.set()
            self.send_response(204)
            self.end_headers()
            return
        if "Range" in self.headers:
            self._part()
        else:
            super().do_GET()

    def _part(self) -> None:
        """A stretch of a file: without it browsers do not seek."""
        data = Path(self.translate_path(self.path)).read_bytes()
        first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(data)), len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Type", "audio/mpeg")
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(data[start : end + 1])

    def log_message(self, *args: object) -> None:
        pass


def look(folder: Path, page: str, script: str, *, width: int = 1400, height: int = 900) -> Any:
    """Load `page` of `folder` in a frame and return what the body of the async `script` returns.

    The script sees ``win``, ``doc``, ``sleep(ms)`` and ``until(test)``.
    """
    assert CHROMIUM
    harness = _HARNESS.format(page=page, width=width, height=height, script=script)
    (folder / "harness.html").write_text(harness, encoding="utf-8")
    asked: list[str] = []
    handler = type("Handler", (_Quiet,), {"done": threading.Event(), "asked": asked})
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/harness.html"
        dom = dump(url, width=width + 50, height=height + 50)
        server.shutdown()
    found = re.search(r'<pre id="result">(.*?)</pre>', dom, re.S)
    assert found, dom[-500:]
    return json.loads(html.unescape(found.group(1)))


def dump(url: str, *, width: int = 1400, height: int = 900, milliseconds: int = 30_000) -> str:
    """Return the document of `url` after its scripts have run."""
    assert CHROMIUM
    return subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--autoplay-policy=no-user-gesture-required",
            f"--virtual-time-budget={milliseconds}",
            f"--window-size={width},{height}",
            "--dump-dom",
            url,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
