"""Reading in a second process, so that the parser is loaded while this one finds the sources and opens the models.

For a program that compares once and ends: loading the parser takes longer than reading a few reports, and no thread can
do it meanwhile, since nearly all of it is Python. Who reads again and again loads the parser once instead.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import IO

from rashomon.errors import ModelError
from rashomon.records import Article, Reading

Question = tuple[Article, datetime | None]
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from rashomon.reading_process import answer_all;"
    " answer_all()"
)


class ReadingProcess:
    """A process that loads the parser at once, and then reads what it is given."""

    def __init__(self) -> None:
        """Starts the process; where there is no room for one, `read` does without."""
        self._process: subprocess.Popen[bytes] | None = None
        if sys.executable:
            with suppress(OSError):
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _BOOT, json.dumps(sys.path)],  # -P: no module of the current folder
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )

    def read(self, article: Article, anchor: datetime | None) -> Reading:
        """What `read_article` gives, and raises; where the process has come to an end, this one reads."""
        reading = self._ask((article, anchor))
        if reading is None:
            from rashomon.reading import read_article

            reading = read_article(article, anchor=anchor)
        return reading

    def close(self) -> None:
        """Ends the process, whatever it is at."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):  # what could not be written any more
                process.communicate()

    def _ask(self, question: Question) -> Reading | None:
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            return None
        try:
            _write(self._process.stdin, question)
            reading: Reading | None = pickle.load(self._process.stdout)  # of our own making
        except (OSError, EOFError, pickle.UnpicklingError):
            self.close()
            return None
        return reading


@contextmanager
def reading_beside() -> Iterator[ReadingProcess]:
    """A process that reads, until the context ends."""
    process = ReadingProcess()
    try:
        yield process
    finally:
        process.close()


def answer_all() -> None:
    """What the process does: for each Question on standard input a reading on standard output, or None if it fails."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is told as well, and ends this one
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    from rashomon.reading import read_article
    from rashomon.reading.parsing import load_pipeline

    with suppress(ModelError):
        load_pipeline()
    with suppress(EOFError, BrokenPipeError):  # who asks has ended
        while True:
            article, anchor = pickle.load(questions)
            reading = None
            with suppress(Exception):  # who asks reads it again, and meets the error where it can be told
                reading = read_article(article, anchor=anchor)
            _write(answers, reading)


def _write(pipe: IO[bytes], message: Question | Reading | None) -> None:
    pickle.dump(message, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()
