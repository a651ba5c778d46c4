"""Reads a page as a browser would: its elements, ids and links."""

from __future__ import annotations

from html.parser import HTMLParser


class Read(HTMLParser):
    """Collects what tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.sources: list[str] = []
        self.meta: dict[str, str] = {}
        self.inside: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = {k: v or "" for k, v in attrs}
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        self.sources += [values["src"]] if "src" in values else []
        self.handlers += [k for k in values if k.startswith("on") or k == "style"]
        if "http-equiv" in values:
            self.meta[values["http-equiv"]] = values["content"]
        if tag not in ("meta", "br", "img", "rect"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside.setdefault(self._open[-1], []).append(data)
