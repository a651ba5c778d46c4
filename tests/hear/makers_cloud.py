"""Transcripts as the clouds' services write them, after their makers' documentation."""

from __future__ import annotations

from makers import AGENT, CUSTOMER

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
