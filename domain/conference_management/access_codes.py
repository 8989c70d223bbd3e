"""The access codes of one conference, numbered: 0 is the code that it was created with, each renewal adds one.

A token of the conference carries the number of the code that it was given for, its generation. A new code ends older
tokens when it is first used to locate the conference, not when it is asked for: everybody who knows the owner's address
can ask, and only a reader of the owner's mail can use it.
"""

from datetime import datetime, timedelta

from domain.messages import Refused, Value

RENEWALS = 3
WITHIN = timedelta(minutes=15)

TOO_MANY_RENEWALS = "too-many-renewals"


class AccessCodes(Value):
    """`generation`: the number of the code that opens the conference now.

    `generation_in_force`: tokens of an earlier generation have ended. `renewed_at`: the last renewals that the limit
    may have to count, oldest first.
    """

    generation: int = 0
    generation_in_force: int = 0
    renewed_at: tuple[datetime, ...] = ()

    @property
    def ends_older_tokens(self) -> bool:
        """Whether the code that opens the conference now ends tokens when it is used: it was not used before."""
        return self.generation_in_force < self.generation

    def renewed(self, now: datetime) -> "AccessCodes | Refused":
        """With one more code. Refused from the fourth within 15 minutes on: the owner was mailed each of the others."""
        recent = [at for at in self.renewed_at if now - at < WITHIN]
        if len(recent) >= RENEWALS:
            return Refused(TOO_MANY_RENEWALS)
        return self.model_copy(update={"generation": self.generation + 1, "renewed_at": (*recent, now)})

    def used(self) -> "AccessCodes":
        """After the code that opens the conference now located it."""
        return self.model_copy(update={"generation_in_force": self.generation})
