"""Where no browser can be had, its tests are left out, and the last line of the run says so. With CI=true they fail."""

import os

import pytest

from tests.browser import chromium

_LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    driving = [item for item in items if item.get_closest_marker("browser")]
    if not driving or chromium.installed() or os.environ.get("CI") == "true":
        return
    items[:] = [item for item in items if not item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=driving)
    config.stash[_LEFT_OUT] = len(driving)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session):
    result = yield
    # Everything was left out as it should be: that is no mistake in what was asked for.
    if session.config.stash.get(_LEFT_OUT, 0) and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK
    return result


def pytest_unconfigure(config: pytest.Config) -> None:
    """Behind pytest's own last line."""
    if count := config.stash.get(_LEFT_OUT, 0):
        print(f"{count} browser tests did not run: {chromium.NONE_FOUND}")
