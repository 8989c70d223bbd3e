"""The development stack: what stands in for Azure on a laptop. Never deployed."""
