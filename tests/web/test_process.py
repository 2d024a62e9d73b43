"""What web processes inherit: the application is made once, before the first of them is forked."""

import subprocess
import sys

from flask import Flask

from storyhub.config import read_settings
from storyhub.serving import web_command
from tests.support.settings import environment_for

HOLDS = """
import os
from pathlib import Path
from storyhub.app import create_app
from storyhub.web.process import warm

app = create_app()
warm(app)
assert "stories/list.html" in [name for _, name in app.jinja_env.cache.keys()]
held = [os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.exists()]
print(len(os.listdir("/proc/self/task")), [one for one in held if one.startswith(str(app.config["STORYHUB"].data))])
"""


def test_the_application_is_made_without_a_thread_or_an_open_file_so_that_it_can_be_forked(app: Flask) -> None:
    settings = app.config["STORYHUB"]
    given = environment_for(settings.data, settings.database)
    assert "--preload" in web_command(read_settings(given))
    made = subprocess.run(
        [sys.executable, "-c", HOLDS], env=given, capture_output=True, text=True, timeout=60, check=True
    )
    assert made.stdout.split("\n")[0] == "1 []"
