"""A facilitator's desk as tests use it: a browser without scripts that finds the forms of an act and sends them."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storyhub.core.permissions import Viewer
from tests.support.staff import sign_in
from tests.workshops.room import Room

FORM = re.compile(r'<form class="act act-(\w+)".*?</form>', re.S)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def address(room: Room, rest: str = "") -> str:
    return f"/en/rustavi/workshops/{room.code}/desk{rest}"


def at_desk(app: Flask, who: Viewer) -> FlaskClient:
    assert who.person_id is not None
    return sign_in(app, who.person_id)


def forms_on(page: str, act: str) -> list[dict[str, str]]:
    """What each form of that act would send, its lists and fields apart."""
    return [dict(HIDDEN.findall(form[0])) for form in FORM.finditer(page) if form[1] == act]


def press(desk: FlaskClient, room: Room, page: str, act: str, at: int = 0, **more: object) -> TestResponse:
    return desk.post(address(room), data=forms_on(page, act)[at] | more)
