"""The business, in pure Python: no Azure, no I/O, no clock and no randomness of its own."""
