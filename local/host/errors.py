"""The one error that keeps the host from starting."""


class StartupError(Exception):
    """The app cannot be served. Each problem is one line that names the culprit (function, file or setting)."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
