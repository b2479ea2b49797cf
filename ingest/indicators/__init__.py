"""Reported figures as data: what a sentence says was reached, of which plan, against which period, when and where."""

from ingest.indicators.records import extract_indicators

__all__ = ["extract_indicators"]
