"""A plugin in a process of its own, which is asked and answers within a time, or is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from rashomon.errors import PluginError
from rashomon.plugins.installed import Installed
from rashomon.plugins.messages import Answer, Load, Request, read_message, write_message

_Value = TypeVar("_Value")
_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from rashomon.plugins.worker import main; main()"


class PluginProcess:
    """A plugin that runs apart from the program. The process starts with the first question."""

    def __init__(self, installed: Installed, *, seconds: float) -> None:
        """The plugin `installed`, which may take `seconds` for an answer."""
        self.installed = installed
        self.stops = 0  # how often it had to be stopped, or ended by itself
        self.cannot_load = False
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it has been asked since it was last stopped, and so knows what it was told."""
        return self._process is not None

    def ask(self, request: Request, kind: type[_Value]) -> _Value:
        """The answer to `request`, of this kind. Raises: PluginError; where there is no answer, it is stopped."""
        if self._process is None:
            self._start()
            self._load()
        answer = self._ask(request)
        try:
            return msgspec.msgpack.decode(answer.value, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise PluginError(f"gave what is no answer: {error}") from error

    def close(self) -> None:
        """Stops the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            os.killpg(process.pid, signal.SIGKILL)  # with whatever it has started
        except (AttributeError, OSError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                pass  # what could not be written any more

    def _load(self) -> None:
        try:
            self._ask(Load(value=self.installed.value))
        except PluginError:
            self.cannot_load = True
            self.close()
            raise

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _BOOT, json.dumps(sys.path), str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONHASHSEED": "0"},  # sets in one order, so that equal runs are equal
                start_new_session=True,
            )
        except OSError as error:
            raise PluginError(f"could not be started: {error.strerror}") from error

    def _ask(self, request: Request) -> Answer:
        got: list[Any] = []
        # Both directions may wait for a plugin that hangs, so that both are left to a thread that can be given up.
        thread = threading.Thread(target=self._exchange, args=(request, got), daemon=True)
        thread.start()
        thread.join(self._seconds)
        if thread.is_alive():
            self._stop()
            thread.join(1)
            raise PluginError(f"gave no answer within {self._seconds:g} seconds and was stopped")
        (found,) = got
        if isinstance(found, UnicodeEncodeError | TypeError | RecursionError):
            raise PluginError(f"could not be asked: {found}") from found
        if isinstance(found, Exception) or found is None:
            status = self._stop()
            raise PluginError(f"ended without an answer (exit status {status})") from found
        try:
            answer = msgspec.msgpack.decode(found, type=Answer)
        except msgspec.DecodeError as error:
            self._stop()
            raise PluginError(f"gave what is no answer: {error}") from error
        if answer.error is not None:
            raise PluginError(answer.error)
        return answer

    def _exchange(self, request: Request, got: list[Any]) -> None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            got.append(None)
            return
        try:
            write_message(process.stdin, request)
            got.append(read_message(process.stdout))
        except (OSError, EOFError, ValueError, TypeError, RecursionError) as error:
            got.append(error)

    def _stop(self) -> int | None:
        """Stops it for a fault of its own; the exit status where it had ended by itself."""
        process = self._process
        status = None
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                status = process.wait(0.5)
        self.stops += 1
        self.close()
        return status
