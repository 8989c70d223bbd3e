"""A Service Bus emulator for development and tests: AMQP 1.0 for the azure-servicebus SDK, in pure Python."""
