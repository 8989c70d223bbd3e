"""Projectors: the news of commits become documents that are read."""
