"""Tests of the local Functions host. Numbers in brackets are those of its conformance list (`local/host/README.md`)."""
