"""Where a stack keeps its things, and what is left of it."""

from pathlib import Path

import pytest

from local.launcher import CannotStartError
from local.launcher import folder as module
from local.launcher.folder import Folder
from local.launcher.options import Options
from local.launcher.stack_file import JoinedStack


@pytest.fixture(autouse=True)
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for the repository's `.local`."""
    monkeypatch.setattr(module, "STACKS", tmp_path)
    return tmp_path


def options(*, port: int = 7071, ephemeral: bool = False, data: Path | None = None) -> Options:
    return Options(port=port, ephemeral=ephemeral, demo=False, data=data, app=Path(), reload=False, with_parent=False)


def test_everything_of_a_stack_is_below_its_port_and_stays_but_for_process_ids(stacks: Path) -> None:
    folder = Folder.claim(options())
    folder.pid_file("host").write_text("1")
    folder.new_log("host")
    folder.release()
    assert folder.data == stacks / "7071"
    assert {str(path.relative_to(stacks)) for path in stacks.rglob("*")} == {
        "7071",
        "7071/launcher.lock",
        "7071/logs",
        "7071/logs/host.log",
    }


def test_a_throw_away_stack_leaves_nothing(stacks: Path) -> None:
    folder = Folder.claim(options(ephemeral=True))
    folder.pid_file("host").write_text("1")
    folder.new_log("host")
    assert (stacks / "7071/host.pid").exists()
    folder.release()
    assert list(stacks.iterdir()) == []


def test_a_throw_away_stack_leaves_the_data_that_its_port_has_from_an_earlier_one(stacks: Path) -> None:
    kept = Folder.claim(options())
    (kept.data / "secrets.json").write_text("{}")
    kept.release()
    Folder.claim(options(ephemeral=True)).release()
    assert (stacks / "7071/secrets.json").exists()
    assert [path.name for path in stacks.iterdir()] == ["7071"]


def test_a_folder_has_one_stack_at_a_time(tmp_path: Path) -> None:
    data = tmp_path / "mine"
    first = Folder.claim(options(port=7071, data=data))
    with pytest.raises(CannotStartError, match="mine is in use by another stack"):
        Folder.claim(options(port=7072, data=data), patience=0)
    first.release()
    Folder.claim(options(port=7072, data=data), patience=0).release()


def test_throw_away_data_of_a_killed_stack_goes_with_the_next_start_but_not_that_of_a_running_one(stacks: Path) -> None:
    (stacks / "ephemeral-killed").mkdir()
    running = Folder.claim(options(port=7071, ephemeral=True))
    other = Folder.claim(options(port=7072))
    assert {path.name for path in stacks.iterdir()} == {"7071", "7072", running.data.name}
    running.release()
    other.release()


def test_a_stack_that_is_starting_does_not_hand_on_what_a_killed_one_shared(stacks: Path) -> None:
    Folder.claim(options()).release()
    (stacks / "7071/stack.json").write_text("{}")
    starting = Folder.claim(options())
    assert not (stacks / "7071/stack.json").exists()
    with pytest.raises(CannotStartError, match="the stack on port 7071 is not ready after 0 s"):
        JoinedStack.join(starting.run, 7071, patience=0)
    starting.release()
    with pytest.raises(CannotStartError, match="no stack runs on port 7071"):
        JoinedStack.join(starting.run, 7071, patience=0)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"{}", b'{"pid": 1, "host": {}}'])
def test_a_damaged_file_of_a_running_stack_is_named(stacks: Path, content: bytes) -> None:
    running = Folder.claim(options())
    (running.run / "stack.json").write_bytes(content)
    with pytest.raises(CannotStartError, match=r"7071/stack\.json is damaged: start the stack on port 7071 again"):
        JoinedStack.join(running.run, 7071, patience=0)
    running.release()
