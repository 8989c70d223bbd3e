"""Which addresses are one recipient, as far as mail is counted."""

from domain.values import folded


def mailbox_of(email: str) -> str:
    """The address without regard to case, and without what stands behind a `+`: by that one mailbox has any number of
    addresses. `email`: as routes normalise it, so that each domain is written in one way."""
    local, _, domain = folded(email).rpartition("@")
    name, _, _ = local.partition("+")
    return f"{name or local}@{domain}"
