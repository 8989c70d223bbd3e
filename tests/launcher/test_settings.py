"""The settings file: the developer's own or the sample, and what is said of one that is not usable."""

from pathlib import Path

import pytest

from local.launcher import CannotStartError
from local.launcher.settings import app_environment, settings_file


def values_of(file: Path | None) -> dict[str, str]:
    return app_environment(file, defaults={}, real={}, forced={})


def test_each_source_wins_over_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "local.settings.json"
    file.write_text('{"Values": {"A": "file", "B": "file", "C": "file", "D": "file"}}')
    found = app_environment(
        file, defaults=dict.fromkeys("BCD", "default"), real=dict.fromkeys("CD", "real"), forced={"D": "forced"}
    )
    assert found == {"A": "file", "B": "default", "C": "real", "D": "forced"}


def test_the_developers_own_file_is_taken_instead_of_the_sample(tmp_path: Path) -> None:
    (tmp_path / "local.settings.sample.json").write_text("{}")
    assert settings_file(tmp_path) == tmp_path / "local.settings.sample.json"
    (tmp_path / "local.settings.json").write_text("{}")
    assert settings_file(tmp_path) == tmp_path / "local.settings.json"


def test_an_app_without_any_settings_file_has_no_values(tmp_path: Path) -> None:
    assert settings_file(tmp_path) is None
    assert values_of(None) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"Values": ', "is not JSON"),
        ("[]", '"Values" must be an object'),
        ('{"Values": ["A"]}', '"Values" must be an object'),
        ('{"Values": {"RESERVATION_WINDOW_SECONDS": 6}}', "RESERVATION_WINDOW_SECONDS must be a text"),
    ],
)
def test_a_file_that_is_not_usable_is_named_with_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "local.settings.json"
    file.write_text(text)
    with pytest.raises(CannotStartError) as raised:
        values_of(file)
    assert str(file) in str(raised.value)
    assert said in str(raised.value)
