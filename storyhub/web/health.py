"""Whether the server is alive and ready, for the proxy and the operator."""

import shutil
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from storyhub.core.db import ping
from storyhub.core.schema import is_at_head
from storyhub.web.access import public

blueprint = Blueprint("health", __name__)

LEAST_FREE = 500 * 1024 * 1024


@blueprint.get("/healthz/live")
@public
def live() -> Response:
    """Alive: this process answers. Asks nothing of the database."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@blueprint.get("/healthz/ready")
@public
def ready() -> Response:
    """Ready: database, schema, disk. Details only for this machine."""
    found = checks(Path(current_app.config["STORYHUB"].data))
    body = found if request.remote_addr in ("127.0.0.1", "::1") else {"ready": all(found.values())}
    response = jsonify(body)
    response.status_code = 200 if all(found.values()) else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def checks(data: Path) -> dict[str, bool]:
    """Each thing that must be true before requests are let in."""
    try:
        ping()
        database, schema = True, is_at_head()
    except SQLAlchemyError:
        database = schema = False
    return {
        "database": database,
        "schema": schema,
        "disk": shutil.disk_usage(data if data.exists() else "/").free >= LEAST_FREE,
    }
