"""Where the keys are kept: a Key Vault in Azure, a file on a laptop. Nothing is written that anybody else can read."""

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Protocol

SIGNING_KEYS = "TOKEN_SIGNING_KEYS"
LOCATOR_KEY = "LOCATOR_KEY"
SECRETS = {SIGNING_KEYS: "token-signing-keys", LOCATOR_KEY: "locator-key"}
"""Setting → name of the secret that it refers to."""

NOT_FOUND = "SecretNotFound"
NOT_YET_ALLOWED = "ForbiddenByRbac"
"""A role that was just given takes minutes to be known everywhere."""

ASK_AGAIN_SECONDS = 10.0


class StoreError(Exception):
    """The keys cannot be read or written; the text says why, and shows none."""


class KeyStore(Protocol):
    """All methods raise StoreError. Signing keys: id → base64url key, in order; None where there are none yet."""

    def signing_keys(self) -> dict[str, str] | None: ...

    def locator_key(self) -> str | None: ...

    def keep_signing_keys(self, keys: dict[str, str]) -> None: ...

    def keep_locator_key(self, key: str) -> None: ...


class KeyVault:
    """By the Azure CLI: whoever is logged in needs the role Key Vault Secrets Officer on the vault.

    `patience`: seconds that the role may take to be known.
    """

    def __init__(self, name: str, patience: float = 0, ask_again: float = ASK_AGAIN_SECONDS) -> None:
        self._name = name
        self._deadline = time.monotonic() + patience
        self._ask_again = ask_again

    def signing_keys(self) -> dict[str, str] | None:
        text = self._show(SIGNING_KEYS)
        return None if text is None else _object(text, f"the secret {SECRETS[SIGNING_KEYS]}")

    def locator_key(self) -> str | None:
        return self._show(LOCATOR_KEY)

    def keep_signing_keys(self, keys: dict[str, str]) -> None:
        self._set(SIGNING_KEYS, json.dumps(keys))

    def keep_locator_key(self, key: str) -> None:
        self._set(LOCATOR_KEY, key)

    def _show(self, setting: str) -> str | None:
        done = self._az("show", setting, "--query", "value", "--output", "json")
        if done.returncode and NOT_FOUND in done.stderr:
            return None
        return str(json.loads(self._checked(done).stdout))

    def _set(self, setting: str, value: str) -> None:
        # By a file: what stands on a command line everybody on the machine can read.
        with tempfile.NamedTemporaryFile("w", suffix=".secret") as file:
            file.write(value)
            file.flush()
            self._checked(self._az("set", setting, "--file", file.name, "--output", "none"))

    def _az(self, command: str, setting: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        where = ("--vault-name", self._name, "--name", SECRETS[setting])
        while True:
            try:
                done = subprocess.run(
                    ["az", "keyvault", "secret", command, *where, *arguments],
                    capture_output=True,
                    text=True,
                    check=False,
                )
            except FileNotFoundError:
                raise StoreError("the Azure CLI (az) is not installed") from None
            if NOT_YET_ALLOWED not in done.stderr or time.monotonic() >= self._deadline:
                return done
            time.sleep(self._ask_again)

    def _checked(self, done: "subprocess.CompletedProcess[str]") -> "subprocess.CompletedProcess[str]":
        if done.returncode:
            raise StoreError(f"{self._name}: {done.stderr.strip() or 'az failed without a word'}")
        return done


class KeyFile:
    """`local.settings.json`, where both are texts under `Values`, or a local stack's `secrets.json`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def signing_keys(self) -> dict[str, str] | None:
        found = self._values(self._read()).get(SIGNING_KEYS)
        return _object(found, str(self._file)) if isinstance(found, str) else found

    def locator_key(self) -> str | None:
        return self._values(self._read()).get(LOCATOR_KEY)

    def keep_signing_keys(self, keys: dict[str, str]) -> None:
        document = self._read()
        self._values(document)[SIGNING_KEYS] = json.dumps(keys) if "Values" in document else keys
        self._write(document)

    def keep_locator_key(self, key: str) -> None:
        document = self._read()
        self._values(document)[LOCATOR_KEY] = key
        self._write(document)

    def _values(self, document: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = document.get("Values", document)
        return values

    def _read(self) -> dict[str, Any]:
        try:
            return _object(self._file.read_text(), str(self._file))
        except OSError as error:
            raise StoreError(f"{self._file}: {error.strerror}") from None

    def _write(self, document: dict[str, Any]) -> None:
        draft = self._file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(document, out, indent=2)
        draft.replace(self._file)


def _object(text: str, where: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        raise StoreError(f"{where} is no JSON") from None
    if not isinstance(document, dict):
        raise StoreError(f"{where} is no JSON object")
    return document
