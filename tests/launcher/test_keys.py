"""The keys of a stack: made once, kept, never readable for others."""

import base64
import json
import stat
from pathlib import Path

import pytest

from infrastructure.settings import read_settings
from local.launcher import CannotStartError
from local.launcher.keys import load_or_make


def test_keys_of_32_bytes_are_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    made = load_or_make(tmp_path)
    signing = json.loads(made["TOKEN_SIGNING_KEYS"])
    assert list(signing) == ["local-1"]
    assert [len(base64.urlsafe_b64decode(key)) for key in (signing["local-1"], made["LOCATOR_KEY"])] == [32, 32]
    assert signing["local-1"] != made["LOCATOR_KEY"]
    assert load_or_make(tmp_path) == made


def test_only_the_developer_may_read_them(tmp_path: Path) -> None:
    load_or_make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_keys_added_by_hand_are_handed_on_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(
        '{"TOKEN_SIGNING_KEYS": {"new": "bmV3", "old": "b2xk"}, "LOCATOR_KEY": "bG9j"}'
    )
    assert load_or_make(tmp_path) == {"TOKEN_SIGNING_KEYS": '{"new": "bmV3", "old": "b2xk"}', "LOCATOR_KEY": "bG9j"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"LOCATOR_KEY": "bG9j"}',
        '{"TOKEN_SIGNING_KEYS": {"a": "bmV3"}, "LOCATOR_KEY": 1}',
        '{"TOKEN_SIGNING_KEYS": "bmV3", "LOCATOR_KEY": "bG9j"}',
        '{"TOKEN_SIGNING_KEYS": {"a": 1}, "LOCATOR_KEY": "bG9j"}',
    ],
)
def test_a_damaged_file_is_never_replaced_silently(tmp_path: Path, text: str) -> None:
    (tmp_path / "secrets.json").write_text(text)
    with pytest.raises(CannotStartError, match=r"secrets\.json is damaged: delete it"):
        load_or_make(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == text


def test_the_app_accepts_them(tmp_path: Path) -> None:
    connections = {"DataStorage": "UseDevelopmentStorage=true", "ServiceBus": "Endpoint=sb://localhost"}
    rest = {"ENVIRONMENT": "local", "PUBLIC_BASE_URL": "http://localhost:7071"}
    settings = read_settings(load_or_make(tmp_path) | connections | rest)
    assert len(settings.locator_key) == 32
