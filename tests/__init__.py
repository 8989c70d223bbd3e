"""What the system promises, and the proof."""
