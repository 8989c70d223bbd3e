"""Read models of the registration context: each a value whose JSON is what the API shows, and a pure `apply`."""
