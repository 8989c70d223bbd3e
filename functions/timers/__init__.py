"""What happens by the clock: sweeping the outbox, emptying the dead-letter queues."""
