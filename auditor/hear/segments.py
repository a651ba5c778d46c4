"""From the words of packed windows to the segments of a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from auditor.hear.pack import Piece, Window
from auditor.hear.script import simplify_words
from auditor.hear.speech import Stretch
from auditor.model import Segment, Word

LONGEST = 15.0
"""Seconds after which a segment ends at the next mark of punctuation."""
_MARKS = "。？！?!，,、；;"


def segments_of(
    window: Window, words: Sequence[Word], speech: Sequence[Sequence[Stretch]]
) -> list[Segment]:
    """The window's words at their place in the recording, one segment for each stretch of talk.

    ``speech`` holds each channel's stretches. Word times come from the recogniser's
    attention and are good to a fifth of a second, so a word belongs to the piece and the
    stretch with most of it.
    """
    placed: dict[Piece, list[Word]] = {}
    for word in words:
        piece = window.piece_of(word.start, word.end)
        placed.setdefault(piece, []).append(_place(word, piece))
    return [
        segment
        for piece, own in placed.items()
        for segment in build(own, channel=piece.channel, speech=_inside(piece, speech))
    ]


def build(
    words: Iterable[Word], *, channel: int | None, speech: Sequence[Stretch] = ()
) -> list[Segment]:
    """Segments of one channel's words, cut where the talk pauses; simplified, original kept."""
    runs: list[tuple[Stretch | None, list[Word]]] = []
    for word in words:
        stretch = _stretch_of(word, speech)
        if runs and runs[-1][0] == stretch and not _too_long(runs[-1][1]):
            runs[-1][1].append(word)
        else:
            runs.append((stretch, [word]))
    made = (_segment(_fitted(run, stretch), channel) for stretch, run in runs)
    return [segment for segment in made if segment is not None]


def confidence(words: Sequence[Word]) -> float | None:
    """Mean probability of the words' characters, 0 to 1."""
    known = [(w.probability, max(1, len(w.text))) for w in words if w.probability is not None]
    if not known:
        return None
    weight = sum(length for _, length in known)
    return round(sum(p * length for p, length in known) / weight, 4)


def _place(word: Word, piece: Piece) -> Word:
    """A word's times in the recording, kept inside the piece it belongs to."""
    start = min(max(word.start - piece.at + piece.start, piece.start), piece.end)
    end = min(max(word.end - piece.at + piece.start, start), piece.end)
    return replace(word, start=round(start, 2), end=round(end, 2))


def _inside(piece: Piece, speech: Sequence[Sequence[Stretch]]) -> list[Stretch]:
    own = speech[piece.channel] if piece.channel < len(speech) else []
    return [(a, b) for a, b in own if b > piece.start and a < piece.end]


def _stretch_of(word: Word, speech: Sequence[Stretch]) -> Stretch | None:
    if not speech:
        return None
    return max(speech, key=lambda s: min(word.end, s[1]) - max(word.start, s[0]))


def _fitted(run: list[Word], stretch: Stretch | None) -> list[Word]:
    """The words' times inside their stretch: silence belongs to no word."""
    if stretch is None:
        return run
    low, high = round(stretch[0], 2), round(stretch[1], 2)
    fitted = []
    for word in run:
        start = min(max(word.start, low), high)
        fitted.append(replace(word, start=start, end=min(max(word.end, start), high)))
    return fitted


def _too_long(run: list[Word]) -> bool:
    return run[-1].end - run[0].start > LONGEST and run[-1].text[-1:] in _MARKS


def _segment(run: list[Word], channel: int | None) -> Segment | None:
    original = "".join(word.text for word in run).strip()
    if not any(c.isalnum() for c in original):
        return None
    texts = simplify_words([word.text for word in run])
    words = tuple(replace(w, text=t.strip()) for w, t in zip(run, texts, strict=True) if t.strip())
    text = "".join(texts).strip()
    return Segment(
        start=words[0].start,
        end=max(words[-1].end, words[0].start),
        text=text,
        channel=channel,
        original=original if original != text else None,
        words=words,
        confidence=confidence(words),
    )
