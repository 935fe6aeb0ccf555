"""Imported once by the fork server of `killing`: loads what every process needs, so that a kill meets work."""

from rashomon.grouping.restoring import profile_format
from rashomon.sources.language import find_language

find_language("The ferry went down off Port Mallow, and fishing boats took the passengers ashore in the dark. " * 3)
profile_format()
