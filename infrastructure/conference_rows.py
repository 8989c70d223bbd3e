"""A conference as state rows: `Conference`, `SeatType_<id>` for each of its seat types, `AccessCode` and
`SealedAccessCode`, and from the first renewal on `AccessCodes`."""

import base64
import hmac
import json
from uuid import UUID

from domain.conference_management.access_codes import AccessCodes
from domain.conference_management.conference import Conference, SeatType
from domain.values import folded
from infrastructure.event_store import State
from infrastructure.locators import keyed_hash
from infrastructure.sealing import seal, unseal

_CONFERENCE = "Conference"
_SEAT_TYPE = "SeatType_"
_ACCESS_CODE = "AccessCode"
_SEALED_ACCESS_CODE = "SealedAccessCode"
ACCESS_CODES = "AccessCodes"


def conference_of(conference_id: UUID, state: State) -> Conference | None:
    """None where there are no rows. Raises ValueError for rows that this release cannot read.

    Earlier releases did not store `editedVersion`: until the next change it is the conference's version.
    """
    text = state.rows.get(_CONFERENCE)
    if text is None:
        return None
    seat_types = [SeatType.model_validate_json(row) for key, row in state.rows.items() if key.startswith(_SEAT_TYPE)]
    seat_types.sort(key=lambda seat_type: seat_type.created_at_version)
    return Conference.model_validate(
        {
            "editedVersion": state.version,
            **json.loads(text),
            "id": conference_id,
            "version": state.version,
            "seat_types": seat_types,
        }
    )


def changed_rows(before: Conference | None, after: Conference) -> dict[str, str | None]:
    """Row key → JSON of each row that differs, None for one that goes. The conference's own is always there: it carries
    the version."""
    old, new = _seat_type_rows(before), _seat_type_rows(after)
    changed: dict[str, str | None] = {key: row for key, row in new.items() if old.get(key) != row}
    gone = dict.fromkeys(old.keys() - new.keys())
    own = after.model_dump_json(exclude={"id", "version", "seat_types"})
    return {_CONFERENCE: own} | changed | gone


def access_code_rows(key: bytes, conference_id: UUID, access_code: str) -> dict[str, str]:
    """A keyed hash, by which a code is compared; and the code itself, sealed, for the mail that tells it."""
    sealed = seal(access_code.encode(), key.hex(), _place(conference_id))
    return {
        _ACCESS_CODE: json.dumps(_hashed(key, conference_id, access_code)),
        _SEALED_ACCESS_CODE: json.dumps(base64.b64encode(sealed).decode()),
    }


def access_codes_row(codes: AccessCodes) -> dict[str, str]:
    return {ACCESS_CODES: codes.model_dump_json()}


def access_codes(row: str | None) -> AccessCodes:
    """`row`: the text of `AccessCodes`; None where the code was never renewed, or by an earlier release only."""
    return AccessCodes() if row is None else AccessCodes.model_validate_json(row)


def sealed_access_code(state: State, key: bytes, conference_id: UUID) -> str | None:
    """None where an earlier release kept none, or the key is another one by now."""
    kept = state.rows.get(_SEALED_ACCESS_CODE)
    if kept is None:
        return None
    try:
        return unseal(base64.b64decode(json.loads(kept)), key.hex(), _place(conference_id)).decode()
    except ValueError:
        return None


def _place(conference_id: UUID) -> str:
    return f"access code of {conference_id}"


def has_access_code(state: State, key: bytes, conference_id: UUID, access_code: str) -> bool:
    """Compared in constant time."""
    kept = json.loads(state.rows.get(_ACCESS_CODE, '""'))
    return hmac.compare_digest(kept, _hashed(key, conference_id, access_code))


def _hashed(key: bytes, conference_id: UUID, access_code: str) -> str:
    return keyed_hash(key, "access-code", str(conference_id), folded(access_code))


def _seat_type_rows(conference: Conference | None) -> dict[str, str]:
    seat_types = conference.seat_types if conference else []
    return {f"{_SEAT_TYPE}{seat_type.id}": seat_type.model_dump_json() for seat_type in seat_types}
