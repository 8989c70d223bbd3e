"""Registrants order seats; the registration process keeps order, seats and payment consistent."""
