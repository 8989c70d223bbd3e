"""The Service Bus trigger that hosts the registration process manager."""
