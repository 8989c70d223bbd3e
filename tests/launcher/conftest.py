import shutil
from pathlib import Path

import pytest

APP = Path(__file__).parent / "app"


@pytest.fixture(scope="session")
def app() -> Path:
    """The tiny app of this folder, not to be changed."""
    return APP


@pytest.fixture(scope="session")
def busy_app() -> Path:
    """One that never finishes a message of the queue `seats`."""
    return Path(__file__).parent / "busy_app"


@pytest.fixture
def own_app(tmp_path: Path) -> Path:
    """A copy of the tiny app that a test may edit."""
    return Path(shutil.copytree(APP, tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__")))
