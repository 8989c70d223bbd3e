import os

import pytest

from tests.stack import stack

__all__ = ["stack"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "conformance" in os.fspath(item.path):
            item.add_marker(pytest.mark.stack)
