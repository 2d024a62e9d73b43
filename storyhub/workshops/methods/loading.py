"""From files to methods. A method is `<id>.toml`, or a folder `<id>` with that file in it; `<id>.<language>.toml` lies beside."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from storyhub.core.languages import DEFAULT
from storyhub.workshops.methods import rules, schema
from storyhub.workshops.methods.loaded import Loaded, LoadedPath, loaded
from storyhub.workshops.methods.problems import BadMethod, Fault, Problem, nearest, problems_in
from storyhub.workshops.methods.schema import Method, Part
from storyhub.workshops.methods.shaping import shape
from storyhub.workshops.methods.texts import TRANSLATED, Translations, read_translation

LARGEST = 256 * 1024
PATHS = "paths"
"""The folder within a folder of methods that holds paths."""
PLACE = re.compile(r" \(at (line \d+|end of document)(, column \d+)?\)$")
Whole = TypeVar("Whole", Method, schema.Path)


def load_file(file: Path) -> Loaded:
    """The method of a file with its translations. Raises BadMethod with everything that is wrong in any of them."""
    found, problems = read_method(file)
    if found is None or problems:
        raise BadMethod(problems)
    return found


def load_folder(folder: Path) -> tuple[dict[str, Loaded], list[Problem]]:
    """The methods of a folder by id, and what is wrong with the others. A bad translation leaves its method in English."""
    methods: dict[str, Loaded] = {}
    problems: list[Problem] = []
    for file in files_in(folder):
        found, wrong = read_method(file)
        problems += wrong
        if found is not None:
            methods[found.id] = found
    return methods, problems + orphans_in(folder)


def load_paths(folder: Path) -> tuple[dict[str, LoadedPath], list[Problem]]:
    """The paths of a folder by id, each by itself: whether its methods are there and join is asked of the library."""
    paths: dict[str, LoadedPath] = {}
    problems: list[Problem] = []
    for file in files_in(folder):
        found, wrong = read_path(file)
        problems += wrong
        if found is not None:
            paths[found.id] = found
    return paths, problems + orphans_in(folder)


def read_method(file: Path) -> tuple[Loaded | None, list[Problem]]:
    """As far as it can be used: nothing when the method is wrong; without a translation that is."""
    method, texts, problems = _read(file, Method)
    if method is None:
        return None, problems
    if faults := list(rules.faults_of(method)):
        return None, problems_in(file.name, faults) + problems
    return loaded(method, texts, file), problems


def read_path(file: Path) -> tuple[LoadedPath | None, list[Problem]]:
    path, texts, problems = _read(file, schema.Path)
    return (None if path is None else LoadedPath(path, texts, file)), problems


def files_in(folder: Path) -> list[Path]:
    """The files that hold a method, by id; not their translations."""
    own = [file for file in folder.glob("*.toml") if "." not in file.stem]
    return sorted([*own, *(file for file in folder.glob("*/*.toml") if file.stem == file.parent.name)])


def translations_of(file: Path) -> list[Path]:
    return sorted(file.parent.glob(f"{file.stem}.*.toml"))


def orphans_in(folder: Path) -> list[Problem]:
    """What a slip in a name would hide: a translation of nothing, and a folder without the file that it is called after."""
    own = files_in(folder)
    translations = [one for place in {folder, *(file.parent for file in own)} for one in place.glob("*.*.toml")]
    lost = [(one, f"{one.name.split('.')[0]}.toml") for one in sorted(translations)]
    strange = {file.parent for file in folder.glob("*/*.toml")} - {file.parent for file in own} - {folder / PATHS}
    return [
        *(
            Problem(one.name, "", f"there is no {name} beside it")
            for one, name in lost
            if not one.with_name(name).exists()
        ),
        *(Problem(f"{one.name}/", "", f"there is no {one.name}.toml in this folder") for one in sorted(strange)),
    ]


def _read(file: Path, wanted: type[Whole]) -> tuple[Whole | None, Translations, list[Problem]]:
    """A whole with its translations, and what is wrong with any of these files."""
    tables, faults = read_toml(file)
    whole: Whole | None = None
    if not faults:
        whole, faults = shape(tables, wanted)
    if whole is not None:
        faults = list(_faults_of_names(whole, file))
    if whole is None or faults:
        return None, {}, problems_in(file.name, faults)
    texts, problems = _read_translations(whole, file)
    return whole, texts, problems


def read_toml(file: Path) -> tuple[dict[str, Any], list[Fault]]:
    try:
        if file.stat().st_size > LARGEST:
            return {}, [("", f"is larger than {LARGEST // 1024} kB")]
        return tomllib.loads(file.read_text(encoding="utf-8")), []
    except OSError as error:
        return {}, [("", f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return {}, [("", f"must be written in UTF-8: byte {error.start} is not")]
    except (ValueError, RecursionError) as error:
        return {}, [_fault_of_syntax(str(error))]


def _fault_of_syntax(said: str) -> Fault:
    place = PLACE.search(said)
    if place is None:
        return "", f"is not TOML: {said}"
    return place[1], f"is not TOML: {said[: place.start()]}"


def _faults_of_names(whole: Method | schema.Path, file: Path) -> Iterator[Fault]:
    """The id is the file's name; and no two things of one kind share theirs, or their words could not be told apart."""
    key, name = ("method.id", whole.method.id) if isinstance(whole, Method) else ("path.id", whole.path.id)
    if name != file.stem:
        yield key, f"is {name!r}, but the file is called {file.name}"
    yield from rules.faults_of_ids(whole)


def _read_translations(whole: Part, file: Path) -> tuple[Translations, list[Problem]]:
    texts: dict[str, Mapping[str, str]] = {}
    problems: list[Problem] = []
    for one in translations_of(file):
        language = one.name.removeprefix(f"{file.stem}.").removesuffix(".toml")
        words, faults = _read_translation(whole, one, language)
        problems += problems_in(one.name, faults)
        if not faults:
            texts[language] = words
    return texts, problems


def _read_translation(whole: Part, file: Path, language: str) -> tuple[dict[str, str], list[Fault]]:
    if language == DEFAULT:
        return {}, [("", "the English words stand in the method itself")]
    if language not in TRANSLATED:
        return {}, [("", f"{language!r} is none of {', '.join(TRANSLATED)}{nearest(language, TRANSLATED)}")]
    tables, faults = read_toml(file)
    return ({}, faults) if faults else read_translation(whole, tables)
