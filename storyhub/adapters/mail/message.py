"""A letter as an e-mail message."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from storyhub.adapters.mail import Letter


def as_message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rsplit("@", 1)[-1])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    message["Content-Language"] = letter.language  # set_content() drops every Content-* that stood before
    return message
