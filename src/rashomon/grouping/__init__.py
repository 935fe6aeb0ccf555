"""Grouping: which articles print the same text."""
