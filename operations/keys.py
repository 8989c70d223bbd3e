"""The keys that tokens are signed and locators are hashed with: made once, and replaced without anybody noticing.

`python -m operations.keys COMMAND --vault NAME`, in Azure, through the Azure CLI's login, or `--file FILE` for
`local.settings.json` or the `secrets.json` of a local stack. No command ever shows a key.

make     make the keys that are not there yet; those that are stay
show     list the signing keys: the first signs, all verify
add      add a signing key that only verifies, for all instances to know before it is used
promote  let the key added last sign from now on
retire   forget a signing key: tokens signed with it are void
"""

import argparse
import base64
import re
import secrets
import sys
from pathlib import Path

from operations.key_stores import KeyFile, KeyStore, KeyVault, StoreError

KEY_BYTES = 32

type SigningKeys = dict[str, str]


class NotPossible(Exception):
    """What was asked for cannot be done; the text says why."""


def make(store: KeyStore) -> str:
    made = []
    if store.signing_keys() is None:
        store.keep_signing_keys({"k1": _new_key()})
        made.append("signing key k1")
    if store.locator_key() is None:
        store.keep_locator_key(_new_key())
        made.append("locator key")
    return f"made: {', '.join(made)}" if made else "all keys are there"


def show(store: KeyStore) -> str:
    first, *others = _signing_keys(store)
    return "\n".join([f"{first} signs and verifies", *(f"{other} verifies" for other in others)])


def add(store: KeyStore) -> str:
    keys = _signing_keys(store)
    name = f"k{1 + max(_number(each) for each in keys)}"
    store.keep_signing_keys({**keys, name: _new_key()})
    return f"{name} verifies"


def promote(store: KeyStore) -> str:
    keys = _signing_keys(store)
    *others, last = keys
    if not others:
        raise NotPossible(f"{last} is the only signing key: add one first")
    store.keep_signing_keys({last: keys[last], **{each: keys[each] for each in others}})
    return f"{last} signs and verifies"


def retire(store: KeyStore, name: str) -> str:
    keys = _signing_keys(store)
    if name not in keys:
        raise NotPossible(f"there is no signing key {name}: {', '.join(keys)}")
    if name == next(iter(keys)):
        raise NotPossible(f"{name} signs: promote another one first")
    store.keep_signing_keys({each: key for each, key in keys.items() if each != name})
    return f"{name} is forgotten"


def main() -> int:
    """Exit code 1 and one line if it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="python -m operations.keys", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["make", "show", "add", "promote", "retire"])
    parser.add_argument("key", nargs="?", help="which one to retire")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--vault", help="name of a Key Vault")
    where.add_argument("--file", type=Path, help="local.settings.json, or secrets.json of a local stack")
    parser.add_argument("--patience", type=float, default=0, help="seconds that a role just given may take (0)")
    asked = parser.parse_args()
    if (asked.command == "retire") != (asked.key is not None):
        parser.error("retire, and nothing else, takes the id of a key")
    store: KeyStore = KeyVault(asked.vault, asked.patience) if asked.vault else KeyFile(asked.file)
    try:
        if asked.command == "retire":
            print(retire(store, asked.key))
        else:
            print({"make": make, "show": show, "add": add, "promote": promote}[asked.command](store))
    except (NotPossible, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _signing_keys(store: KeyStore) -> SigningKeys:
    keys = store.signing_keys()
    if not keys:
        raise NotPossible("there are no signing keys: make them first")
    return keys


def _number(name: str) -> int:
    found = re.search(r"\d+$", name)
    return int(found[0]) if found else 0


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


if __name__ == "__main__":
    sys.exit(main())
