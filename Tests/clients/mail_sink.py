"""A mail server for tests: takes mail on a port of this machine and prints each message as one line of JSON.

    mail_sink.py PORT [ADDRESS …]     PORT 0 takes any; mail to an ADDRESS is refused for good

The first line it prints is the port it listens on.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP


def say(value):
    print(json.dumps(value, ensure_ascii=False), flush=True)


class Sink:
    def __init__(self, refused):
        self.refused = refused

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        say(
            {
                "from": envelope.mail_from,
                "recipients": envelope.rcpt_tos,
                "headers": sorted({name.lower() for name in message.keys()}),
                "to": str(message["to"]),
                "subject": str(message["subject"]),
                "id": str(message["message-id"]),
                "date": message["date"].datetime.isoformat(),
                "type": message.get_content_type(),
                "parts": [
                    {"type": part.get_content_type(), "method": part.get_param("method"), "text": part.get_content()}
                    for part in parts
                ],
                "defects": [str(defect) for part in message.walk() for defect in part.defects],
            }
        )
        return "250 OK"


async def main(port, refused):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(refused), decode_data=False), "127.0.0.1", port)
    say(server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main(int(sys.argv[1]), set(sys.argv[2:])))
