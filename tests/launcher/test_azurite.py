"""What Azurite finds of an earlier run."""

from pathlib import Path

import pytest

from local.launcher import CannotStartError
from local.launcher.azurite import Azurite, damaged_database


@pytest.mark.parametrize("content", [b"", b"\x00{", b'{"collections": [', b"\xff}"])
def test_a_damaged_database_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "__azurite_db_blob__.json").write_text('{"collections": []}\n')
    (tmp_path / "__azurite_db_table__.json").write_bytes(content)
    with pytest.raises(CannotStartError, match=r"__azurite_db_table__\.json is damaged: restore it, or delete \S+ "):
        Azurite(tmp_path).command()


def test_whole_ones_are_left_to_azurite(tmp_path: Path) -> None:
    assert damaged_database(tmp_path / "not there yet") is None
    for content in ("{}", '{"collections": []}\n'):
        (tmp_path / "__azurite_db_table__.json").write_text(content)
        assert damaged_database(tmp_path) is None
