"""One file by itself, as its author asks for it: with all that is wrong, in the company of the library there is."""

from itertools import chain
from pathlib import Path

from storyhub.workshops.methods.agendas import faults_of_makers, faults_of_path, types_made_by
from storyhub.workshops.methods.library import Library
from storyhub.workshops.methods.loading import read_method, read_path, read_toml
from storyhub.workshops.methods.problems import Problem, problems_in


def check_file(file: Path, among: Library) -> list[Problem]:
    """Of a translation, what is wrong with it or with the method beside it."""
    whole = file.with_name(f"{file.name.split('.')[0]}.toml")
    if not whole.exists():
        return [Problem(file.name, "", f"there is no {whole.name} beside it")]
    tables, _faults = read_toml(whole)
    return _check_path(whole, among) if "path" in tables else _check_method(whole, among)


def _check_method(file: Path, among: Library) -> list[Problem]:
    found, problems = read_method(file)
    if found is None:
        return problems
    made = types_made_by(chain((one.method for one in among.methods.values()), [found.method]))
    return problems + problems_in(file.name, faults_of_makers(found.method, made))


def _check_path(file: Path, among: Library) -> list[Problem]:
    found, problems = read_path(file)
    return problems if found is None else problems + problems_in(file.name, faults_of_path(found.path, among.methods))
