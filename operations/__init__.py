"""What operators run: files made from the topology, keys, smoke test, capacity and cost. Not part of the app."""
