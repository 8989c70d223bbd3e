"""Triggers only: translate a request, a message or a tick into a call, and the result back."""
