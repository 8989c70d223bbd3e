"""The ports' promises kept in memory, by the same contract tests as Azure's: for tests, and whole worlds of them."""
