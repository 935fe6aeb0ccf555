"""Ends a run cleanly at Ctrl-C or SIGTERM: at once while it waits for something, else after what it is at."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

_T = TypeVar("_T")


class _WaitEnded(BaseException):  # like KeyboardInterrupt it is no error
    """Ends a wait. Not an Exception: nobody on the way may take it for a failure of theirs."""


class Stop:
    """Whether a run has been asked to stop."""

    def __init__(self) -> None:
        """Nobody has asked."""
        self.asked = False
        self._waits = False

    def ask(self) -> None:
        """Asks the run to stop when it has finished what it is at."""
        self.asked = True

    def wait_for(self, call: Callable[[], _T], otherwise: _T) -> _T:
        """What `call` returns, or `otherwise` where the run was asked to stop before or meanwhile."""
        try:
            try:
                self._waits = True
                return otherwise if self.asked else call()
            finally:
                self._waits = False
        except _WaitEnded:
            return otherwise

    def sleep(self, seconds: float) -> None:
        """Waits for so long, or until asked to stop."""
        if seconds > 0:
            self.wait_for(lambda: time.sleep(seconds), None)

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Lets SIGINT and SIGTERM ask, while the block runs; a second signal acts as it does elsewhere."""
        usual = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def ask(number: int, frame: FrameType | None) -> None:
            self.asked = True
            signal.signal(number, usual[signal.Signals(number)])
            if self._waits:
                self._waits = False
                raise _WaitEnded

        for number in usual:
            signal.signal(number, ask)
        try:
            yield
        finally:
            for number, handler in usual.items():
                signal.signal(number, handler)
