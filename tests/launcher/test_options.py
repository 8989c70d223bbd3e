"""The command line."""

from pathlib import Path

import pytest

from local.launcher import REPOSITORY
from local.launcher.options import Options, parse


@pytest.fixture(autouse=True)
def there_is_an_app(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(app.parent)


def test_an_app_and_a_port_are_all_it_takes() -> None:
    app = REPOSITORY / "tests/launcher/app"
    assert parse(["--app", "app", "--port", "7171"]) == Options(
        port=7171, ephemeral=False, demo=False, data=None, app=app, reload=True, with_parent=False
    )


def test_the_port_is_7071_unless_told() -> None:
    assert parse(["--app", "app"]).port == 7071


def test_a_data_folder_is_meant_from_where_the_developer_is() -> None:
    assert parse(["--app", "app", "--data", "here"]).data == REPOSITORY / "tests/launcher/here"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "0"], "'0' is no port: a number from 1 to 65535"),
        (["--port", "65536"], "'65536' is no port"),
        (["--port", "http"], "'http' is no port"),
        (["--app", "."], ". is no function app: it has no host.json"),
        (["--ephemeral", "--data", "here"], "not allowed with"),
        (["--stack", "http"], "'http' is no port"),
        (["--stack", "7071", "--ephemeral"], "--stack: the stack decides on --ephemeral, --demo and --app"),
        (["--stack", "7071", "--demo"], "--stack: the stack decides on --ephemeral, --demo and --app"),
        (["--stack", "7071", "--app", "app"], "--stack: the stack decides on --ephemeral, --demo and --app"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err.splitlines()[-1]
