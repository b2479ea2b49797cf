"""Reported figures as data: what a text says was reached, of which plan, against which period, when and where."""

from ingest.indicators.documents import document_indicators, settled_period
from ingest.indicators.records import extract_indicators
from ingest.indicators.setting import reported_period
from ingest.indicators.tables import row_indicators

__all__ = ["document_indicators", "extract_indicators", "reported_period", "row_indicators", "settled_period"]
