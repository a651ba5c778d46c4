"""Hearing: a recording goes in, a transcript comes out.

Decoding is in ``audio``, speech detection in ``speech``, recognition in ``whisper``,
finished transcripts in ``stored`` and ``formats``; ``speakers`` and ``diarize`` say who
talks, ``coverage`` what was not heard, ``verify`` how well a sentence fits the sound.
"""
