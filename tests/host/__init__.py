"""Tests of the local Functions host: what it does as Azure does (`local/host/README.md`), each as a sentence."""
