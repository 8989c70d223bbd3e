"""What the domain needs from the world, each need behind a small protocol."""
