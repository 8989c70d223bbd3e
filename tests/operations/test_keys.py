"""Making and replacing the keys, in a file and in a vault; of `az` there is one that keeps its secrets in a folder."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.messages import Value
from infrastructure.settings import read_settings
from infrastructure.tokens import Grant, InvalidToken, Tokens
from operations.generate import REPOSITORY
from operations.key_stores import KeyFile, KeyVault, StoreError
from operations.keys import NotPossible, add, make, promote, retire, show
from tests.domain import orders
from tests.whole_app import ENVIRONMENT

AZ = """#!{python}
import json, pathlib, sys
folder = pathlib.Path({folder!r})
with (folder / "calls").open("a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
refusals = folder / "refusals"
if refusals.exists() and (left := int(refusals.read_text())):
    refusals.write_text(str(left - 1))
    sys.exit("(Forbidden) Caller is not authorized ... Inner error: ForbiddenByRbac")
command, options = sys.argv[3], dict(zip(sys.argv[4::2], sys.argv[5::2]))
secret = folder / (options["--vault-name"] + "." + options["--name"])
if command == "set":
    secret.write_text(pathlib.Path(options["--file"]).read_text())
elif not secret.exists():
    sys.exit("(SecretNotFound) A secret with (name/id) was not found in this key vault.")
else:
    print(json.dumps(secret.read_text()))
"""


class Clock(Value):
    def now(self) -> datetime:
        return datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def az(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "bin" / "az"
    program.parent.mkdir()
    program.write_text(AZ.format(python=sys.executable, folder=str(tmp_path)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "secrets.json"
    file.write_text("{}")
    return file


def test_keys_are_made_once(file: Path):
    assert make(KeyFile(file)) == "made: signing key k1, locator key"
    before = file.read_text()
    assert make(KeyFile(file)) == "all keys are there"
    assert file.read_text() == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_app_takes_what_was_made_into_the_sample_settings(tmp_path: Path):
    settings = tmp_path / "local.settings.json"
    settings.write_text((REPOSITORY / "local.settings.sample.json").read_text())
    make(KeyFile(settings))
    document = json.loads(settings.read_text())
    assert document["Host"]["LocalHttpPort"] == 7071
    assert list(read_settings(document["Values"]).token_signing_keys) == ["k1"]


def test_a_key_is_replaced_without_a_token_losing_its_worth(file: Path):
    grant = Grant("order", orders.ORDER, conference_id=orders.CONFERENCE)

    def tokens() -> Tokens:
        values = {name: document[name] for name in ("LOCATOR_KEY",)}
        keys = {"TOKEN_SIGNING_KEYS": json.dumps(document["TOKEN_SIGNING_KEYS"])}
        return Tokens(read_settings(ENVIRONMENT | values | keys).token_signing_keys, Clock())

    make(KeyFile(file))
    document = json.loads(file.read_text())
    locator, old = document["LOCATOR_KEY"], tokens().issue(grant)

    assert add(KeyFile(file)) == "k2 verifies"
    assert show(KeyFile(file)) == "k1 signs and verifies\nk2 verifies"
    document = json.loads(file.read_text())
    knows_both = tokens()
    assert knows_both.issue(grant) == old

    assert promote(KeyFile(file)) == "k2 signs and verifies"
    document = json.loads(file.read_text())
    new = tokens().issue(grant)
    assert new != old
    assert tokens().verify(old) == grant
    assert knows_both.verify(new) == grant, "an instance that has not heard of the promotion yet"

    assert retire(KeyFile(file), "k1") == "k1 is forgotten"
    document = json.loads(file.read_text())
    assert tokens().verify(new) == grant
    with pytest.raises(InvalidToken):
        tokens().verify(old)
    assert document["LOCATOR_KEY"] == locator


def test_the_key_that_signs_is_never_forgotten_and_the_only_one_never_promoted(file: Path):
    with pytest.raises(NotPossible, match="make them first"):
        show(KeyFile(file))
    make(KeyFile(file))
    before = file.read_text()
    with pytest.raises(NotPossible, match="k1 signs: promote another one first"):
        retire(KeyFile(file), "k1")
    with pytest.raises(NotPossible, match="there is no signing key k7: k1"):
        retire(KeyFile(file), "k7")
    with pytest.raises(NotPossible, match="k1 is the only signing key: add one first"):
        promote(KeyFile(file))
    assert file.read_text() == before


def test_a_number_is_not_given_twice_while_its_key_is_known(file: Path):
    file.write_text('{"TOKEN_SIGNING_KEYS": {"k4": "a", "local-2": "b"}, "LOCATOR_KEY": "c"}')
    assert add(KeyFile(file)) == "k5 verifies"
    assert list(json.loads(file.read_text())["TOKEN_SIGNING_KEYS"]) == ["k4", "local-2", "k5"]


def test_in_a_vault_they_are_secrets_and_never_stand_on_a_command_line(az: Path):
    vault = KeyVault("kv-abc")
    assert make(vault) == "made: signing key k1, locator key"
    assert make(vault) == "all keys are there"
    assert add(vault) == "k2 verifies"
    assert promote(vault) == "k2 signs and verifies"
    kept = json.loads((az / "kv-abc.token-signing-keys").read_text())
    assert list(kept) == ["k2", "k1"]
    calls = (az / "calls").read_text()
    for secret in (*kept.values(), (az / "kv-abc.locator-key").read_text()):
        assert len(secret) == 44
        assert secret not in calls


def test_a_role_that_was_just_given_is_waited_for(az: Path):
    (az / "refusals").write_text("3")
    assert make(KeyVault("kv-abc", patience=60, ask_again=0.01)) == "made: signing key k1, locator key"


def test_without_patience_a_refusal_is_told(az: Path):
    (az / "refusals").write_text("1")
    with pytest.raises(StoreError, match=r"kv-abc: .*ForbiddenByRbac"):
        make(KeyVault("kv-abc"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show"], 2, "one of the arguments --vault --file is required"),
        (["retire", "--file", "x.json"], 2, "takes the id of a key"),
        (["show", "k1", "--file", "x.json"], 2, "takes the id of a key"),
        (["show", "--file", "no/such.json"], 1, "no/such.json: No such file or directory"),
    ],
)
def test_what_makes_no_sense_is_said(arguments: list[str], code: int, said: str):
    command = [sys.executable, "-m", "operations.keys", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
