"""Payments through a (simulated) third-party processor."""
