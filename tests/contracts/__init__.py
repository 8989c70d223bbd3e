"""What was ever published must still be readable, and must reach whoever handles it."""
