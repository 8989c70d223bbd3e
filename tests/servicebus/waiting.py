"""Cases that mostly wait. They all start with the first test that uses the shared emulator, and run beside the others.

A module `waiting_*.py` marks its cases with `@waiting`; `test_waiting.py` reports the outcome of each as a test.
"""

from collections.abc import Callable, Coroutine

from tests.servicebus.bus import Bus

type Fresh = Callable[[str], str]
type Case = Callable[[Bus, Fresh], Coroutine[None, None, None]]

CASES: dict[str, Case] = {}


def waiting(case: Case) -> Case:
    """Register a case; it takes the shared bus and names of unused queues."""
    CASES[case.__name__] = case
    return case
