"""The command that makes the first site admin."""

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app

from storyhub.accounts import services
from storyhub.core.languages import LANGUAGES
from storyhub.core.text import clean_line


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="The person's name; the mail address when none is given.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
def create_admin(email: str, name: str, language: str) -> None:
    """Make EMAIL a site admin and print a link, good once and for three days, with which they sign in."""
    try:
        address = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(f"{email!r} is not a mail address: {error}", param_hint="EMAIL") from error
    base_url = current_app.config["STORYHUB"].base_url
    name = clean_line(name) or address
    click.echo(services.create_admin(address, name, base_url=base_url, language=language))
