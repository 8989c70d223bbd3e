"""What the host itself can run into."""


class StartupError(Exception):
    """The app cannot be served. Each problem is one line that names the culprit (function, file or setting)."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class OutputError(Exception):
    """A value could not be sent to where an output binding leads. One line that names the binding."""
