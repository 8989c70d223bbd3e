"""How often one order can be changed. Only commands that have an effect count.

Every change asks the conference's seats again, and every checkout may begin a payment: what the registration process
keeps of them has to fit a row, or the process could not go on and the seats would stay held.
"""

from typing import Final

MOST_CHANGES_OF_SEATS: Final = 50
MOST_CHECKOUTS: Final = 50
MOST_REGISTRANTS: Final = 1_000
"""Changes of the registrant by themselves. They cost the process nothing; the order is read with each request."""
