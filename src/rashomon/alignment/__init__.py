"""Alignment: which claims of several reports state the same fact, which contradict each other, which stand alone."""
