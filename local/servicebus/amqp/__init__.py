"""A small AMQP 1.0 server engine: bytes in, bytes out, no sockets, no event loop and nothing of Service Bus."""
