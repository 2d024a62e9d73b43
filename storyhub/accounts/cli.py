"""The command that makes the first site admin."""

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app

from storyhub.accounts import services
from storyhub.config import SettingsError, base_url_from
from storyhub.core.languages import LANGUAGES
from storyhub.core.text import clean_line


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="The person's name; the mail address when none is given.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--base-url", default="", help="Where the link is to lead, when that is not STORYHUB_BASE_URL.")
def create_admin(email: str, name: str, language: str, base_url: str) -> None:
    """Make EMAIL a site admin and print a link, good once and for three days, with which they sign in."""
    try:
        address = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(f"{email!r} is not a mail address: {error}", param_hint="EMAIL") from error
    where = _base_url(base_url)
    name = clean_line(name) or address
    click.echo(services.create_admin(address, name, base_url=where, language=language))
    if not base_url:
        click.echo(f"The address is the one in STORYHUB_BASE_URL ({where}); --base-url gives another.", err=True)


def _base_url(given: str) -> str:
    try:
        return base_url_from(given) if given else current_app.config["STORYHUB"].base_url
    except SettingsError as error:
        raise click.BadParameter(str(error), param_hint="--base-url") from error
