"""`storyhub erase`."""

import click

from storyhub.operations.cli.talking import as_json_option, progress, say, this_installation
from storyhub.operations.services import Refused
from storyhub.operations.services.erasing import erase_by_code, story_to_erase


@click.command("erase")
@click.argument("code")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json_option
def erase(code: str, *, yes: bool, as_json: bool) -> None:
    """Erase the story with the public CODE because its teller asked for it in writing. It cannot be brought back."""
    try:
        story = story_to_erase(code)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    if not yes:
        click.confirm(
            f"Erase “{story.title or story.excerpt or story.code}” ({story.code}) for good?", abort=True, err=True
        )
    with progress() as tell:
        tell("Erasing", 0, 0)
        done = erase_by_code(this_installation(), code)
    line = (
        f"{done.code} was erased before; nothing is left of it."
        if done.was_erased_before
        else f"{done.code} is erased."
    )
    say({"code": done.code, "erased": True, "was_erased_before": done.was_erased_before}, [line], as_json=as_json)
