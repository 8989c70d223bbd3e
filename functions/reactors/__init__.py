"""Consumers that react to certain events with an effect of their own."""
