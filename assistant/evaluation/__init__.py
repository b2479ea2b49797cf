"""Evaluating answers on a test set: the rules of measurement, metrics with intervals, reports, comparisons."""
