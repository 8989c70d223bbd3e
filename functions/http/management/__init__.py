"""What business customers do: their conferences, seat types, orders and attendees."""
