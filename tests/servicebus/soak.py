"""`python -m tests.servicebus.soak --seconds 3600`: a mixed load for that time, and whether the memory stays steady."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.servicebus.emulator import start_emulator
from tests.servicebus.soak_load import CONFIG, WORK, keep_working

SAMPLES = 60
ALLOWED_GROWTH = 1.15
"""How much more memory the last third may need at most than the second one."""
PAGE_KIB = 4


class Sample(NamedTuple):
    """Memory of the emulator, and the size of its journal, after so many seconds; both in KiB."""

    seconds: float
    memory: int
    journal: int


class Soak(NamedTuple):
    """What came of it."""

    samples: list[Sample]
    done: Counter[str]

    def growth(self, size: Callable[[Sample], int]) -> float:
        """The largest of the last third by the largest of the second; the first third warms up."""
        third = len(self.samples) // 3
        middle, last = self.samples[third : 2 * third], self.samples[2 * third :]
        return max(map(size, last)) / max(1, *map(size, middle))


async def soak(seconds: float, with_journal: bool, tell: Callable[[str], None] = lambda _line: None) -> Soak:
    """Run an emulator under load. Linux only: the memory is read from /proc."""
    with tempfile.TemporaryDirectory() as folder:
        config, journal = Path(folder) / "Config.json", Path(folder) / "journal.db"
        config.write_text(json.dumps(CONFIG))
        emulator = await start_emulator(config, journal if with_journal else None)
        done: Counter[str] = Counter()
        workers = [asyncio.create_task(keep_working(emulator.connection_string, work, done)) for work in WORK]
        samples: list[Sample] = []
        began = time.monotonic()
        try:
            while (passed := time.monotonic() - began) < seconds:
                await asyncio.sleep(min(seconds / SAMPLES, seconds - passed))
                samples.append(_sample(emulator.process.pid, time.monotonic() - began, Path(folder)))
                tell(f"{samples[-1].seconds:6.0f} s  {samples[-1].memory:7} KiB  journal {samples[-1].journal:6} KiB")
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await emulator.stop()
    return Soak(samples, done)


def _sample(pid: int, seconds: float, folder: Path) -> Sample:
    resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_KIB
    journal = sum(file.stat().st_size for file in folder.glob("journal.db*"))
    return Sample(seconds, resident, journal // 1024)


def main() -> int:
    """Exit code 1 if the emulator needed more and more memory."""
    parser = argparse.ArgumentParser(prog="python -m tests.servicebus.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--without-journal", action="store_true")
    arguments = parser.parse_args()
    outcome = asyncio.run(soak(arguments.seconds, not arguments.without_journal, print))
    growth = outcome.growth(lambda sample: sample.memory)
    for what, number in sorted(outcome.done.items()):
        print(f"{number:9} {what}")
    print(f"memory of the last third by that of the second: {growth:.3f}")
    return 0 if growth <= ALLOWED_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
