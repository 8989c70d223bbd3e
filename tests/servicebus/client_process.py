"""`python -m tests.servicebus.client_process CONNECTION QUEUE NAME COUNT`: a client in a process of its own.

Sends COUNT messages to QUEUE, and completes what comes until nothing comes for 3 seconds. Prints what it completed.
"""

import json
import sys

from azure.servicebus import ServiceBusClient, ServiceBusMessage


def main(connection_string: str, queue: str, name: str, count: int) -> list[str]:
    """The bodies of the messages that were completed, in their order."""
    completed: list[str] = []
    with (
        ServiceBusClient.from_connection_string(connection_string) as client,
        client.get_queue_sender(queue) as sender,
        client.get_queue_receiver(queue, prefetch_count=10) as receiver,
    ):
        for number in range(count):
            sender.send_messages(ServiceBusMessage(f"{name}-{number}"))
        while messages := receiver.receive_messages(20, max_wait_time=3):
            for message in messages:
                receiver.complete_message(message)
                completed.append(str(message))
    return completed


if __name__ == "__main__":
    _, its_connection, its_queue, its_name, its_count = sys.argv
    print(json.dumps(main(its_connection, its_queue, its_name, int(its_count))))
