"""Service Bus triggers that host the command handlers."""
