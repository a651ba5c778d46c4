"""Telling two people apart on one channel.

``find_diarizer`` gives the best engine that is installed; ``turns`` cuts a transcript where
the speaker changes and gives the sides their roles.
"""
