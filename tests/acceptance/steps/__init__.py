"""What the sentences of the feature files do."""
