"""Other people's transcripts, in the forms of their makers' documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import TranscriptError
from auditor.hear.formats import FORMATS
from auditor.hear.stored import find_transcript, read_transcript
from auditor.model import Speaker, Transcript

A, C, U = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN
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
AMAZON = {
    "jobName": "j",
    "accountId": "1",
    "status": "COMPLETED",
    "results": {
        "language_code": "zh-CN",
        "transcripts": [{"transcript": "您好。多少钱"}],
        "speaker_labels": {
            "speakers": 2,
            "segments": [
                {
                    "start_time": "1.0",
                    "end_time": "4.0",
                    "speaker_label": "spk_0",
                    "items": [{"speaker_label": "spk_0", "start_time": "1.0", "end_time": "4.0"}],
                },
                {
                    "start_time": "5.0",
                    "end_time": "6.0",
                    "speaker_label": "spk_1",
                    "items": [{"speaker_label": "spk_1", "start_time": "5.0", "end_time": "6.0"}],
                },
            ],
        },
        "items": [
            {
                "start_time": "1.0",
                "end_time": "4.0",
                "type": "pronunciation",
                "alternatives": [{"confidence": "0.99", "content": AGENT[:-1]}],
            },
            {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": "。"}]},
            {
                "start_time": "5.0",
                "end_time": "6.0",
                "type": "pronunciation",
                "alternatives": [{"confidence": "0.9", "content": CUSTOMER}],
            },
        ],
    },
}
AMAZON_CHANNELS = {
    "results": {
        "transcripts": [],
        "channel_labels": {
            "number_of_channels": 2,
            "channels": [
                {
                    "channel_label": "ch_0",
                    "items": [
                        {
                            "channel_label": "ch_0",
                            "start_time": "1.0",
                            "end_time": "4.0",
                            "type": "pronunciation",
                            "alternatives": [{"confidence": "0.99", "content": "您好"}],
                        }
                    ],
                },
                {"channel_label": "ch_1", "items": []},
            ],
        },
        "items": [],
    },
}
CALL_ANALYTICS = {
    "JobStatus": "COMPLETED",
    "LanguageCode": "zh-CN",
    "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}],
    "Transcript": [
        {
            "Id": "1",
            "ParticipantRole": "AGENT",
            "BeginOffsetMillis": 1000,
            "EndOffsetMillis": 4000,
            "Content": "您好",
            "Sentiment": "NEUTRAL",
            "LoudnessScores": [70.1],
            "Items": [
                {
                    "Type": "pronunciation",
                    "Content": "您好",
                    "Confidence": "0.98",
                    "BeginOffsetMillis": 1000,
                    "EndOffsetMillis": 1500,
                }
            ],
        },
        {
            "Id": "2",
            "ParticipantRole": "CUSTOMER",
            "BeginOffsetMillis": 5000,
            "EndOffsetMillis": 6000,
            "Content": "多少钱",
            "Items": [],
        },
    ],
}
AZURE = {
    "source": "https://x/a.wav",
    "durationInTicks": 90000000,
    "duration": "PT9S",
    "combinedRecognizedPhrases": [],
    "recognizedPhrases": [
        {
            "recognitionStatus": "Success",
            "channel": 0,
            "speaker": 1,
            "offset": "PT1S",
            "duration": "PT3S",
            "offsetInTicks": 10000000.0,
            "durationInTicks": 30000000.0,
            "nBest": [
                {
                    "confidence": 0.89,
                    "lexical": "您好",
                    "itn": "您好",
                    "maskedITN": "您好",
                    "display": AGENT,
                    "words": [
                        {
                            "word": "您好",
                            "offsetInTicks": 10000000.0,
                            "durationInTicks": 5000000.0,
                            "confidence": 0.9,
                        }
                    ],
                }
            ],
        },
        {
            "recognitionStatus": "Success",
            "channel": 0,
            "speaker": 2,
            "offsetInTicks": 50000000.0,
            "durationInTicks": 10000000.0,
            "nBest": [{"confidence": 0.8, "lexical": CUSTOMER, "display": CUSTOMER}],
        },
        {"recognitionStatus": "NoMatch", "channel": 0},
    ],
}
AZURE_FAST = {
    "durationMilliseconds": 9000,
    "combinedPhrases": [{"text": "…"}],
    "phrases": [
        {
            "channel": 0,
            "offsetMilliseconds": 1000,
            "durationMilliseconds": 3000,
            "text": "您好",
            "words": [{"text": "您好", "offsetMilliseconds": 1000, "durationMilliseconds": 500}],
            "locale": "zh-CN",
            "confidence": 0.93,
        }
    ],
}
GOOGLE = {
    "results": [
        {
            "alternatives": [
                {
                    "transcript": "您好",
                    "confidence": 0.9,
                    "words": [
                        {"startTime": "1s", "endTime": "1.500s", "word": "您"},
                        {"startTime": "1.500s", "endTime": "4s", "word": "好"},
                    ],
                }
            ],
            "channelTag": 1,
            "languageCode": "cmn-hans-cn",
            "resultEndTime": "4.1s",
        },
        {
            "alternatives": [
                {
                    "transcript": "多少钱",
                    "words": [{"startTime": "5s", "endTime": "6s", "word": "多少钱"}],
                }
            ],
            "channelTag": 2,
            "resultEndTime": "6s",
        },
    ]
}
GOOGLE_SPEAKERS = {
    "response": {
        "results": [
            {"alternatives": [{"transcript": AGENT}]},
            {
                "alternatives": [
                    {
                        "words": [
                            {
                                "startOffset": "1s",
                                "endOffset": "4s",
                                "word": AGENT,
                                "speakerLabel": "1",
                            },
                            {
                                "startOffset": "5s",
                                "endOffset": "6s",
                                "word": CUSTOMER,
                                "speakerLabel": "2",
                            },
                        ]
                    }
                ]
            },
        ]
    }
}
ALIYUN = {
    "TaskId": "t",
    "RequestId": "r",
    "StatusText": "SUCCESS",
    "StatusCode": 21050000,
    "BizDuration": 9000,
    "Result": {
        "Sentences": [
            {
                "BeginTime": 1000,
                "EndTime": 4000,
                "ChannelId": 0,
                "SpeechRate": 150,
                "EmotionValue": 6.5,
                "SilenceDuration": 0,
                "Text": "您好",
            },
            {"BeginTime": 5000, "EndTime": 6000, "ChannelId": 1, "Text": "多少钱"},
        ],
        "Words": [{"Word": "您好", "BeginTime": 1000, "EndTime": 1500, "ChannelId": 0}],
    },
}
DASHSCOPE = {
    "file_url": "https://x/a.wav",
    "properties": {"audio_format": "pcm_s16le"},
    "transcripts": [
        {
            "channel_id": 0,
            "content_duration_in_milliseconds": 5000,
            "text": "…",
            "sentences": [
                {
                    "begin_time": 1000,
                    "end_time": 4000,
                    "text": AGENT,
                    "sentence_id": 1,
                    "speaker_id": 0,
                    "words": [
                        {"begin_time": 1000, "end_time": 1500, "text": "您好", "punctuation": "，"}
                    ],
                },
                {
                    "begin_time": 5000,
                    "end_time": 6000,
                    "text": CUSTOMER,
                    "sentence_id": 2,
                    "speaker_id": 1,
                },
            ],
        },
    ],
}
TENCENT = {
    "Response": {
        "RequestId": "r",
        "Data": {
            "TaskId": 1,
            "Status": 2,
            "StatusStr": "success",
            "AudioDuration": 9.0,
            "ErrorMsg": "",
            "Result": "…",
            "ResultDetail": [
                {
                    "FinalSentence": AGENT,
                    "SliceSentence": "您好",
                    "StartMs": 1000,
                    "EndMs": 4000,
                    "WordsNum": 1,
                    "SpeechSpeed": 5.2,
                    "SpeakerId": 0,
                    "Words": [{"Word": "您好", "OffsetStartMs": 0, "OffsetEndMs": 500}],
                },
                {
                    "FinalSentence": CUSTOMER,
                    "StartMs": 5000,
                    "EndMs": 6000,
                    "SpeakerId": 1,
                    "Words": [],
                },
            ],
        },
    }
}
TENCENT_TEXT = {
    "Response": {
        "Data": {
            "TaskId": 1,
            "StatusStr": "success",
            "ResultDetail": None,
            "Result": f"[0:1.000,0:4.000,0]  {AGENT}\n[0:5.000,1:6.000,1]  {CUSTOMER}\n",
        }
    }
}
TENCENT_FLASH = {
    "request_id": "r",
    "code": 0,
    "message": "",
    "audio_duration": 9000,
    "flash_result": [
        {
            "channel_id": 0,
            "text": "…",
            "sentence_list": [
                {"text": AGENT, "start_time": 1000, "end_time": 4000, "speaker_id": 0},
                {"text": CUSTOMER, "start_time": 5000, "end_time": 6000, "speaker_id": 1},
            ],
        }
    ],
}
SRT = (
    f"\ufeff1\r\n00:00:01,000 --> 00:00:04,000\r\n客服：{AGENT}\r\n\r\n"
    f"2\r\n00:00:05,000 --> 00:00:06,000\r\n客户：{CUSTOMER}\r\n"
)
VTT = (
    f"WEBVTT - x\n\nNOTE hello\n\n1\n00:01.000 --> 00:04.000 align:start\n<v Agent>{AGENT}</v>\n\n"
    f"00:00:05.000 --> 00:00:06.000\n<v Customer>{CUSTOMER}\n"
)

TWO = [A, C]
EXAMPLES: list[tuple[str, Any, list[Speaker], str]] = [
    ("whisper", WHISPER, [U], "whisper"),
    ("whisperx", WHISPERX, TWO, "whisper"),
    ("whispercpp", WHISPERCPP, [U], "whispercpp"),
    ("funasr", FUNASR, TWO, "funasr"),
    ("funasr plain", FUNASR_PLAIN, [U], "funasr"),
    ("amazon", AMAZON, TWO, "amazon"),
    ("amazon channels", AMAZON_CHANNELS, [U], "amazon"),
    ("call analytics", CALL_ANALYTICS, TWO, "amazon"),
    ("azure", AZURE, TWO, "azure"),
    ("azure fast", AZURE_FAST, [U], "azure"),
    ("google", GOOGLE, [U, U], "google"),
    ("google speakers", GOOGLE_SPEAKERS, TWO, "google"),
    ("aliyun", ALIYUN, [U, U], "aliyun"),
    ("dashscope", DASHSCOPE, TWO, "aliyun"),
    ("tencent", TENCENT, TWO, "tencent"),
    ("tencent text", TENCENT_TEXT, TWO, "tencent"),
    ("tencent flash", TENCENT_FLASH, TWO, "tencent"),
    ("srt", SRT, TWO, ""),
    ("vtt", VTT, TWO, ""),
]


def _read(folder: Path, content: Any, suffix: str = ".json") -> Transcript:
    file = folder / f"A01{suffix}"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")
    return read_transcript(file)


@pytest.mark.parametrize(
    ("content", "speakers", "maker"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES]
)
def test_read(tmp_path: Path, content: Any, speakers: list[Speaker], maker: str) -> None:
    transcript = _read(tmp_path, content)
    assert [s.speaker for s in transcript.segments] == speakers
    first = transcript.segments[0]
    assert (first.start, first.end) == (1.0, 4.0)
    assert "您好" in first.text
    assert transcript.language == "zh"
    assert not transcript.heard
    recognised = [name for name, (recognises, _) in FORMATS.items() if recognises(content)]
    assert recognised == ([maker] if maker else [])


def test_words_and_scripts(tmp_path: Path) -> None:
    (segment,) = _read(tmp_path, WHISPER).segments
    assert segment.text == "您好这里是保险公司"
    assert segment.original == "您好這裡是保險公司"
    assert [(w.start, w.text, w.probability) for w in segment.words] == [
        (1.0, "您好", 0.9),
        (1.5, "这里", 0.5),
    ]
    funasr = _read(tmp_path, FUNASR).segments[0]
    assert [w.text for w in funasr.words] == ["您", "好", "AB", "好"]
    whisperx = _read(tmp_path, WHISPERX).segments[0]
    assert [(w.start, w.end) for w in whisperx.words] == [(1.0, 1.2), (1.2, 1.2)]


def test_channels(tmp_path: Path) -> None:
    assert [s.channel for s in _read(tmp_path, ALIYUN).segments] == [0, 1]
    assert [s.channel for s in _read(tmp_path, GOOGLE).segments] == [0, 1]
    assert [s.channel for s in _read(tmp_path, AMAZON_CHANNELS).segments] == [0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            {
                "results": {
                    "items": [{"type": "pronunciation", "start_time": "x", "alternatives": [{}]}]
                }
            },
            "start_time",
        ),
        ({"Result": {"Sentences": [{"BeginTime": -5, "EndTime": 4, "Text": "好"}]}}, "BeginTime"),
        (
            {"StatusText": "FILE_DOWNLOAD_FAILED", "Result": {"Sentences": []}},
            "FILE_DOWNLOAD_FAILED",
        ),
        (
            {
                "Response": {
                    "Data": {
                        "TaskId": 1,
                        "StatusStr": "failed",
                        "ErrorMsg": "no audio",
                        "Result": "",
                    }
                }
            },
            "no audio",
        ),
        ({"code": 4002, "message": "bad", "flash_result": []}, "bad"),
        ({"transcription": [{"text": "好"}]}, "offsets"),
        ({"recognizedPhrases": [{"nBest": []}]}, "offsetInTicks"),
        (
            {"segments": [{"start": 3, "end": 1, "text": "好", "avg_logprob": -0.1}]},
            "before its start",
        ),
        ([{"key": "a", "text": "好", "timestamp": []}] * 2, "2 FunASR results"),
        ("WEBVTT\n\n00:99 --> x\n好\n", "times"),
        ("1\n00:00:05,000 --> 00:00:01,000\n好\n", "before its start"),
    ],
)
def test_refused_in_one_line(tmp_path: Path, content: Any, says: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        _read(tmp_path, content)
    assert says in str(caught.value)
    assert "A01.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_found_by_call(tmp_path: Path) -> None:
    assert find_transcript(tmp_path, "A01") is None
    _read(tmp_path, SRT, ".srt")
    assert find_transcript(tmp_path, "A01") == tmp_path / "A01.srt"
    _read(tmp_path, WHISPER)
    assert find_transcript(tmp_path, "A01") == tmp_path / "A01.json"
