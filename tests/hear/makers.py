"""Transcripts as open recognisers and subtitles write them, after their makers' documentation."""

from __future__ import annotations

AGENT = "您好，我是瑞丰人寿的罗敏，工号三三一二，给您介绍一款保险。"
CUSTOMER = "你们是哪里的？多少钱？"

WHISPER = {
    "text": "…",
    "language": "zh",
    "segments": [
        {
            "id": 0,
            "seek": 0,
            "start": 1.0,
            "end": 4.0,
            "text": " 您好這裡是保險公司",
            "tokens": [50364, 1],
            "temperature": 0.0,
            "avg_logprob": -0.25,
            "compression_ratio": 1.1,
            "no_speech_prob": 0.01,
            "words": [
                {"word": " 您好", "start": 1.0, "end": 1.5, "probability": 0.9},
                {"word": "這裡", "start": 1.5, "end": 2.0, "probability": 0.5},
            ],
        }
    ],
}
WHISPERX = {
    "segments": [
        {
            "start": 1.0,
            "end": 4.0,
            "text": AGENT,
            "speaker": "SPEAKER_01",
            "words": [
                {"word": "您", "start": 1.0, "end": 1.2, "score": 0.8, "speaker": "SPEAKER_01"},
                {"word": "3"},
            ],
        },
        {"start": 5.0, "end": 6.0, "text": CUSTOMER, "speaker": "SPEAKER_00", "words": []},
    ],
    "word_segments": [],
}
WHISPERCPP = {
    "systeminfo": "AVX = 1",
    "model": {"type": "base"},
    "params": {"language": "zh"},
    "result": {"language": "zh"},
    "transcription": [
        {
            "timestamps": {"from": "00:00:01,000", "to": "00:00:04,000"},
            "offsets": {"from": 1000, "to": 4000},
            "text": AGENT,
        },
    ],
}
FUNASR = [
    {
        "key": "a",
        "text": AGENT + CUSTOMER,
        "timestamp": [[1000, 1200]],
        "sentence_info": [
            {
                "text": "您好，AB 好",
                "start": 1000,
                "end": 4000,
                "spk": 0,
                "timestamp": [[1000, 1200], [1200, 1400], [1500, 1900], [1900, 2100]],
            },
            {"text": CUSTOMER, "start": 5000, "end": 6000, "spk": 1},
        ],
    }
]
FUNASR_PLAIN = [
    {
        "key": "a",
        "text": "您好，再见",
        "timestamp": [[1000, 1200], [1200, 1400], [3000, 3200], [3200, 4000]],
    }
]
SRT = (
    f"\ufeff1\r\n00:00:01,000 --> 00:00:04,000\r\n客服：{AGENT}\r\n\r\n"
    f"2\r\n00:00:05,000 --> 00:00:06,000\r\n客户：{CUSTOMER}\r\n"
)
VTT = (
    f"WEBVTT - x\n\nNOTE hello\n\n1\n00:01.000 --> 00:04.000 align:start\n<v Agent>{AGENT}</v>\n\n"
    f"00:00:05.000 --> 00:00:06.000\n<v Customer>{CUSTOMER}\n"
)
