"""The mail that people get: what it says, and that it goes out once."""
