"""Sections out of the YAML file, for all workspaces and for each that differs; everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import ValidationError

from fireline.core.feature import Feature
from fireline.core.spelling import distance
from fireline.core.tokens import key_of
from fireline.doctor.findings import MASK, SECRET
from fireline.schema import Schema, keys_at, models, schema
from fireline.written import Problem, Written, WrongFile

Sections: TypeAlias = dict[str, Any]
WORKSPACES = "workspaces"
SAID = {"missing": "it is missing"}


def sections_in(written: Written, features: Sequence[Feature]) -> tuple[Sections, dict[str, Sections]]:
    """The sections that hold everywhere, and by workspace those that hold there; WrongFile with all problems."""
    reader = _Reader(written, features)
    values = dict(written.values)
    apart = values.pop(WORKSPACES, None) or {}
    everywhere = reader.sections(values, ())
    if not isinstance(apart, dict):
        reader.tell((WORKSPACES,), "ids of workspaces (T…) are accepted, each with sections of its own")
        apart = {}
    each = {str(name): reader.apart(values, everywhere, str(name), own) for name, own in apart.items()}
    if reader.problems:
        raise WrongFile(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return everywhere, each


class _Reader:
    def __init__(self, written: Written, features: Sequence[Feature]) -> None:
        self.problems = list(written.twice)
        self._written = written
        self._features = features
        self._models = models(features)
        self._schema: Schema | None = None
        self._told: set[tuple[tuple[str, ...], str]] = set()

    def sections(self, values: Mapping[str, Any], place: tuple[str, ...]) -> Sections:
        """Every section, with its defaults where the file says nothing."""
        for name in values:
            if name not in self._models:
                self._no_such((*place, name))
        found = {name: self._section(name, model, values, place) for name, model in self._models.items()}
        self._agree({name: section for name, section in found.items() if section is not None}, place)
        return found

    def apart(self, values: Mapping[str, Any], everywhere: Sections, name: str, own: Any) -> Sections:
        """What holds in one workspace: its own keys over those at the top."""
        place = (WORKSPACES, name)
        if not name.isalnum() or not name.startswith(("T", "E")):
            self.tell(place, "an id of a workspace (T…) is accepted")
        if not isinstance(own, dict | None):
            self.tell(place, "sections are accepted, as at the top")
        own = own if isinstance(own, dict) else {}
        whole = {**values, **{key: _over(values.get(key), value) for key, value in own.items()}}
        changed = {key: value for key, value in whole.items() if key in own}
        for key in changed.keys() - self._models.keys():
            self._no_such((*place, key))
        found = {
            key: self._section(key, model, whole, place) if key in changed else everywhere[key]
            for key, model in self._models.items()
        }
        self._agree({key: section for key, section in found.items() if section is not None}, place)
        return found

    def tell(self, key: Sequence[str], said: str) -> None:
        """Once: what is wrong at the top is not wrong again in every workspace."""
        name = tuple(key[2:]) if key[0] == WORKSPACES and len(key) > 2 else tuple(key)
        if (name, said) not in self._told:
            self._told.add((name, said))
            self.problems.append(Problem(".".join(key), SECRET.sub(MASK, said), self._written.line(key)))

    def _section(self, name: str, model: type[Any], values: Mapping[str, Any], place: tuple[str, ...]) -> Any:
        given = values.get(name)
        if given is None:
            return model()
        try:
            return model.model_validate(given, context=values)
        except ValidationError as error:
            for one in error.errors():
                self._wrong((*place, name, *(str(part) for part in one["loc"])), one)
            return None

    def _wrong(self, key: tuple[str, ...], error: Any) -> None:
        if error["type"] == "extra_forbidden":
            return self._no_such(key)
        if error["type"] in ("model_type", "model_attributes_type", "dict_type"):
            return self.tell(key, f"keys below it are accepted: {', '.join(self._known(key)) or 'any'}")
        plain = str(error["msg"]).removeprefix("Value error, ").replace("Input should", "it should")
        said = SAID.get(error["type"], plain)
        found = repr(str(error.get("input"))[:60])
        is_plain = error["type"] == "missing" or found in said
        return self.tell(key, said if is_plain else f"{said} (found: {found})")

    def _agree(self, sections: Sections, place: tuple[str, ...]) -> None:
        """Some sections name what others declare."""
        for name, section in sections.items():
            for below, said in _disagreements(section, sections):
                self.tell((*place, name, *below), said)

    def _no_such(self, key: tuple[str, ...]) -> None:
        known = self._known(key[:-1])
        near = nearest(key[-1], known)
        self.tell(key, f"no such key; {f'did you mean {near}? ' if near else ''}accepted are {', '.join(known)}")

    def _known(self, key: Sequence[str]) -> list[str]:
        self._schema = self._schema or schema(self._features)
        return keys_at(self._schema, key)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The key that was probably meant; None when none is near."""
    close = [(distance(key_of(word), key_of(each)), each) for each in known]
    apart, found = min(close, default=(3, ""))
    if apart <= 2 and apart < len(word) - 1:
        return found
    return next((each for each in known if len(word) > 3 and (each.startswith(word) or word.startswith(each))), None)


def _disagreements(section: Any, sections: Sections) -> Iterator[tuple[tuple[str, ...], str]]:
    ask = getattr(section, "disagreements", None)
    if ask is not None:
        yield from ask(sections)


def _over(below: Any, above: Any) -> Any:
    """Mappings are laid over one another key by key; everything else is replaced."""
    if isinstance(below, dict) and isinstance(above, dict):
        return {**below, **{key: _over(below.get(key), value) for key, value in above.items()}}
    return above
