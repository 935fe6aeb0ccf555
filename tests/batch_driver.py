"""A batch in a process of its own, which kills itself when a stage has come so far: `python -m tests.batch_driver`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def drive(inputs: list[str], out: str, *, die_in: str, after: int, settings: dict | None = None, **options) -> int:
    """The exit status of a batch that dies in the stage `die_in` after so many of its tasks (-9 where it did)."""
    given = {"inputs": inputs, "out": out, "die_in": die_in, "after": after}
    told = json.dumps({**given, "settings": settings or {}, "options": options})
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.batch_driver", told],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        timeout=300,
    )
    assert process.returncode in (0, -signal.SIGKILL), process.stderr.decode()[-2000:]
    return process.returncode


def main() -> None:
    from rashomon.batch import BatchOptions, run_batch
    from rashomon.settings import Settings

    told = json.loads(sys.argv[1])

    def tell(tally) -> None:
        if tally.stage == told["die_in"] and tally.done >= told["after"]:
            os.kill(os.getpid(), signal.SIGKILL)

    settings, options = Settings(**told["settings"]), BatchOptions(**told["options"])
    run_batch(told["inputs"], told["out"], settings=settings, options=options, tell=tell)


if __name__ == "__main__":
    main()
