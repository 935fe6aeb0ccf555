"""Errors. Each message says what went wrong, where, and what to do.

RashomonError
├── InputError           an input cannot be used (missing, empty, too large, undecodable, no article in it)
├── TooFewReportsError   fewer than two reports are left to compare
├── SettingsError        a setting is unknown or has a value of the wrong kind
├── ModelError           a model file is missing or altered
└── DataError            a data set for a measure is missing or not in its format
"""


class RashomonError(Exception):
    """Any error that a user can do something about."""


class InputError(RashomonError):
    """An input cannot be used; its message is the reason shown under "skipped"."""


class TooFewReportsError(RashomonError):
    """Fewer than two reports are left to compare."""


class SettingsError(RashomonError):
    """A setting is unknown or has a value of the wrong kind."""


class ModelError(RashomonError):
    """A model file is missing or altered; the message names the file, the digest and the repair."""


class DataError(RashomonError):
    """A data set for a measure is missing or not in the expected format."""
