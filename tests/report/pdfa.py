"""What PDF/A-2a (ISO 19005-2) asks of a file, as far as its objects show it.

No replacement for a full validator: content streams are searched for what is forbidden, not run.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState",
            "/Rendition", "/Trans", "/GoTo3DView", "/JavaScript", "/SubmitForm"}  # fmt: skip
_PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def breaches(data: bytes) -> list[str]:
    """Return what is wrong, each with its clause of ISO 19005-2."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    found = [*_file(data, reader), *_colour(root), *_metadata(reader, root), *_tags(root)]
    for thing in _objects(reader):
        found += _object(thing)
    return sorted(set(found))


def fonts(data: bytes) -> list[str]:
    """Return the names of the fonts that are not embedded whole or as a subset."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    return [str(f.get("/FontName")) for f in _objects(reader) if _font_is_missing(f)]


def _file(data: bytes, reader: pypdf.PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", data):
        yield "6.1.2 header"
    if "/ID" not in reader.trailer:
        yield "6.1.3 no file identifier"
    if "/Encrypt" in reader.trailer:
        yield "6.1.3 encrypted"
    if data.rstrip()[-5:] != b"%%EOF":
        yield "6.1.3 data after the end"


def _colour(root: Any) -> Iterator[str]:
    intents = [i.get_object() for i in root.get("/OutputIntents", [])]
    kept = [i for i in intents if i.get("/S") == "/GTS_PDFA1"]
    if len(kept) != 1:
        yield "6.2.3 output intent"
        return
    profile = kept[0]["/DestOutputProfile"].get_object()
    icc = profile.get_data()
    space = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}.get(icc[16:20])
    if icc[36:40] != b"acsp" or space != profile["/N"]:
        yield "6.2.3 output profile"


def _metadata(reader: pypdf.PdfReader, root: Any) -> Iterator[str]:
    stream = root["/Metadata"].get_object() if "/Metadata" in root else None
    if stream is None or "/Filter" in stream:
        yield "6.6.2 metadata stream"
        return
    packet = stream.get_data().decode("utf-8")
    tree = ET.fromstring(packet[packet.index("<x:xmpmeta") : packet.rindex("</x:xmpmeta>") + 12])
    said = {}
    for element in tree.iter():
        said[element.tag] = (element.text or "").strip()
        said |= dict(element.attrib)
    if said.get(f"{_PDFAID}part") != "2" or said.get(f"{_PDFAID}conformance") != "A":
        yield "6.6.4 identification"
    title = tree.find(f".//{_DC}title//{_RDF}li")
    if (reader.metadata or {}).get("/Title") != (title.text if title is not None else None):
        yield "6.6.3 the title differs"


def _tags(root: Any) -> Iterator[str]:
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "6.7.2 not tagged"
    if "/StructTreeRoot" not in root:
        yield "6.7.3 no structure"
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(root.get("/Lang", ""))):
        yield "6.7.4 no language"
    for name in ("/AA", "/Requirements"):
        if name in root:
            yield f"6.5.2 {name}"
    if "/NeedsRendering" in root or "/XFA" in root.get("/AcroForm", {}):
        yield "6.4.2 forms"


def _object(thing: DictionaryObject) -> Iterator[str]:
    if isinstance(thing, StreamObject):
        filters = thing.get("/Filter", [])
        names = filters if isinstance(filters, ArrayObject) else [filters]
        if "/LZWDecode" in names or "/Crypt" in names:
            yield "6.1.7 filter"
        if {"/F", "/FFilter"} & set(thing):
            yield "6.1.7 data outside the file"
    if thing.get("/S") in _ACTIONS and thing.get("/Type") in (None, "/Action"):
        yield f"6.5.1 action {thing['/S']}"
    if _font_is_missing(thing):
        yield f"6.2.11.4 font {thing.get('/FontName')}"
    yield from _font(thing)
    yield from _annotation(thing)


def _font(thing: DictionaryObject) -> Iterator[str]:
    if thing.get("/Type") == "/Font" and thing.get("/Subtype") == "/Type0":
        if "/ToUnicode" not in thing:
            yield "6.2.11.7 no way to Unicode"
        inner = thing["/DescendantFonts"][0].get_object()
        if inner["/Subtype"] == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
            yield "6.2.11.3 no map of glyphs"


def _annotation(thing: DictionaryObject) -> Iterator[str]:
    if thing.get("/Subtype") == "/Link" and not int(thing.get("/F", 0)) & 4:
        yield "6.3.2 an annotation that is not printed"
    if thing.get("/Subtype") in {"/Screen", "/3D", "/Sound", "/Movie", "/FileAttachment"}:
        yield f"6.3.1 annotation {thing['/Subtype']}"
    if thing.get("/Subtype") == "/Image" and thing.get("/Interpolate"):
        yield "6.2.8 interpolated image"


def _font_is_missing(thing: DictionaryObject) -> bool:
    if thing.get("/Type") != "/FontDescriptor":
        return False
    return not {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing)


def _objects(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    for number in range(1, int(reader.trailer["/Size"])):
        thing = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(thing, DictionaryObject):
            yield thing
