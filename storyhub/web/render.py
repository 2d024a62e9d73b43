"""A page, or one named block of the same template for HTMX. The view lists the blocks it may give; the client never does."""

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, render_template
from jinja2_fragments.flask import render_block

from storyhub.web.htmx import htmx_target, is_htmx

DECIDED_BY = ("HX-Request", "HX-Target", "HX-History-Restore-Request")
"""What decides between page and block; without a word of it, Back would get the block out of the browser's cache."""


def page(template: str, *, fragments: Sequence[str] = (), status: int = 200, **context: Any) -> Response:
    """Answer with the whole template, or with the block whose name is the target HTMX asked to fill."""
    target = htmx_target()
    if is_htmx() and target in fragments:
        answer = make_response(render_block(template, target, is_fragment=True, **context), status)
    else:
        answer = make_response(render_template(template, **context), status)
    if fragments:
        answer.vary.update(DECIDED_BY)
    return answer
