"""Signing keys are replaced while the system runs on: what the old one signed stays good until it is taken out."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jwt
import pytest

from tests.acceptance.api import Api, draft, expect
from tests.stack import running_stack

pytestmark = pytest.mark.slow

NEW_KEY = b"the key that replaces the old one"


@contextmanager
def api_of(data: Path) -> Iterator[Api]:
    with running_stack(data=data) as stack:
        api = Api(stack.base_url)
        try:
            yield api
        finally:
            api.close()


def read_conference(api: Api, conference_id: str, token: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return api.http.get(f"/management/conferences/{conference_id}", headers=headers)


def key_id(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def use_keys(data: Path, **keys: bytes) -> None:
    secrets = json.loads((data / "secrets.json").read_text())
    encoded = {name: base64.urlsafe_b64encode(key).decode() for name, key in keys.items()}
    (data / "secrets.json").write_text(json.dumps(secrets | {"TOKEN_SIGNING_KEYS": encoded}))


def test_a_key_is_put_in_front_and_the_old_one_taken_out_later(tmp_path: Path):
    with api_of(tmp_path) as api:
        made = expect(201, api.http.post("/management/conferences", json=draft()))
    conference_id, old_token, code = made["conferenceId"], made["accessToken"], made["accessCode"]
    [(old_name, encoded)] = json.loads((tmp_path / "secrets.json").read_text())["TOKEN_SIGNING_KEYS"].items()
    old_key = base64.urlsafe_b64decode(encoded)

    def locate(api: Api) -> str:
        body = {"email": "olga@example.com", "accessCode": code}
        return str(expect(200, api.http.post("/management/conferences/locate", json=body))["accessToken"])

    use_keys(tmp_path, new=NEW_KEY, **{old_name: old_key})
    with api_of(tmp_path) as api:
        assert read_conference(api, conference_id, old_token).status_code == 200
        new_token = locate(api)
        assert (key_id(old_token), key_id(new_token)) == (old_name, "new")
        assert read_conference(api, conference_id, new_token).status_code == 200

    use_keys(tmp_path, new=NEW_KEY)
    with api_of(tmp_path) as api:
        assert read_conference(api, conference_id, old_token).status_code == 401
        assert read_conference(api, conference_id, new_token).status_code == 200
        assert key_id(locate(api)) == "new"
        for days, status in [(1, 200), (-1, 401)]:
            expiry = int((datetime.now(UTC) + timedelta(days=days)).timestamp())
            claims = {"kind": "conference", "sub": conference_id, "exp": expiry}
            token = jwt.encode(claims, NEW_KEY, algorithm="HS256", headers={"kid": "new"})
            assert read_conference(api, conference_id, token).status_code == status
