"""Errors. Each message says what went wrong, where, and what to do.

RashomonError
├── InputError           an input cannot be used (missing, empty, too large, undecodable, no article in it)
├── TooFewReportsError   fewer than two reports are left to compare
├── SettingsError        a setting is unknown or has a value of the wrong kind
├── ModelError           a model file is missing or altered
├── DataError            a data set for a measure is missing or not in its format
├── PluginError          a plugin failed; the run goes on without it
├── BatchError           a batch can't go on: its folder, its workers or its cluster
└── ArchiveError         an archive can't be opened, read or written
    ├── ArchiveMissingError   there is none at this address
    ├── ArchiveLockedError    another process holds it; the message says which
    ├── ArchiveChangedError   another has grouped or deleted meanwhile: restore the grouper and go on
    └── UnknownIdError        no article, event or correction has this id
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


class PluginError(RashomonError):
    """A plugin raised, gave no answer in time, ended, or gave what is no answer; the message says which of these."""


class BatchError(RashomonError):
    """A batch can't go on; what was finished is kept, and the next run goes on from there."""


class ArchiveError(RashomonError):
    """An archive can't be opened, read or written; what was kept before is intact."""


class ArchiveMissingError(ArchiveError):
    """There is no archive at this address."""


class ArchiveLockedError(ArchiveError):
    """Another process has held the archive for longer than the wait; the message says which, where that is known."""


class ArchiveChangedError(ArchiveError):
    """What a grouper knows of the archive is out of date; nothing was kept. It has to be restored."""


class UnknownIdError(ArchiveError):
    """No article, event or correction of the archive has this id."""
