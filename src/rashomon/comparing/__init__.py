"""Comparing: what follows from the links: timeline, wording, silences, open questions, who / what / when / where."""
