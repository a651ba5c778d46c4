"""A number asked back and answered with a sound that has no words."""

from __future__ import annotations

from auditor.checklist.load import load_checklist
from auditor.judge.audit import audit
from auditor.model import Call, Segment, Speaker, Transcript


def test_an_answer_without_words_ends_no_audit() -> None:
    said = [(Speaker.CUSTOMER, "七十？"), (Speaker.AGENT, "……")]
    segments = tuple(
        Segment(start=3.0 * k, end=3.0 * k + 2, text=text, speaker=speaker)
        for k, (speaker, text) in enumerate(said)
    )
    transcript = Transcript(language="zh", engine="made", segments=segments, duration=9.0)
    call = Call(call_id="1", recording="-", policy_term="至60周岁", cooling_off_days=15)
    findings = audit(call, transcript, load_checklist("cn-life-telesales"))
    assert findings
