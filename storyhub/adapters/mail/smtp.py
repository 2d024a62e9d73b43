"""Letters through a mail server: smtp:// with STARTTLS where offered, smtps:// encrypted from the start."""

import smtplib
import ssl
from pathlib import Path
from urllib.parse import unquote, urlsplit

from storyhub.adapters.mail import Letter
from storyhub.adapters.mail.message import as_message


class SmtpMailer:
    def __init__(self, where: str, sender: str) -> None:
        self.parts, self.sender = urlsplit(where), sender

    def send(self, letter: Letter) -> None:
        with self._connect() as server:
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(as_message(letter, self.sender))

    def _connect(self) -> smtplib.SMTP:
        host, port = self.parts.hostname or "localhost", self.parts.port
        context = ssl.create_default_context()
        if self.parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port or 465, timeout=30, context=context)
        server = smtplib.SMTP(host, port or 587, timeout=30)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif self.parts.username:
            server.close()
            raise smtplib.SMTPNotSupportedError("the mail server offers no encryption; the password was not sent")
        return server


def open_mailer(where: str, sender: str, _outbox: Path) -> SmtpMailer:
    return SmtpMailer(where, sender)
