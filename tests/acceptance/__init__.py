"""The business rules, told over HTTP against the running stack. Nothing here knows the code."""
