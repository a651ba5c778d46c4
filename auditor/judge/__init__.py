"""Judging: utterances, checklist and policy record become findings."""
