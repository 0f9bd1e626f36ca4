"""Reading journey and rehearsal files: JSON, or YAML that means what it looks like."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar, Final

import orjson
import yaml
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, ScalarNode

from engine.rules.conditions.values import as_written, decimal_number, whole_number

LARGEST: Final = 20_000_000
"""Bytes of a file that is read at all."""


class DataFileRefused(Exception):
    """A file is not there, or not what its name says. `str(error)` names the place and the remedy."""


def read_data_file(path: Path) -> Any:
    """The value in a `.json`, `.yaml` or `.yml` file; raises DataFileRefused."""
    try:
        if path.stat().st_size > LARGEST:
            raise DataFileRefused(f"{path} is larger than {LARGEST // 1_000_000} MB")
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise DataFileRefused(f"there is no file {path}") from None
    except IsADirectoryError:
        raise DataFileRefused(f"{path} is a folder; name a file in it") from None
    except UnicodeDecodeError as error:
        raise DataFileRefused(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise DataFileRefused(f"{path} can't be read: {error.strerror}") from None
    value = _json(path, text) if path.suffix == ".json" else _yaml(path, text)
    try:
        value = as_written(value)
        orjson.dumps(value)
    except RecursionError:
        raise DataFileRefused(f"{path} holds something that holds itself; write it out") from None
    except orjson.JSONEncodeError as error:
        raise DataFileRefused(
            f"{path} holds what JSON has no form for ({error}); write names and values as text"
        ) from None
    return value


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_named_once,
            parse_constant=_refused,
            parse_int=whole_number,
            parse_float=decimal_number,
        )
    except json.JSONDecodeError as error:
        raise DataFileRefused(f"{path}, line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise DataFileRefused(f"{path}: {error}") from None


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'"{twice}" is there twice in one object')
    return mapping


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is not a number that JSON has")


def _yaml(path: Path, text: str) -> Any:
    try:
        return yaml.load(text, _JsonLikeLoader)  # noqa: S506 (a SafeLoader: it makes only plain values)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = "" if mark is None else f", line {mark.line + 1}, column {mark.column + 1}"
        raise DataFileRefused(f"{path}{where}: {error.problem or 'not YAML'}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise DataFileRefused(f"{path}: {str(error).splitlines()[0] or 'nested too deep'}") from None


def _resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for tag, pattern, firsts in (
        ("bool", r"true|false", ("t", "f")),
        ("null", r"null|~|", ("n", "~", "")),
        ("int", r"0|-?[1-9][0-9]*", tuple("-0123456789")),
        ("float", r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", tuple("-0123456789")),
        ("merge", r"<<", ("<",)),
    ):
        for first in firsts:
            resolver = (f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"))
            resolvers.setdefault(first, []).append(resolver)
    return resolvers


class _JsonLikeLoader(yaml.SafeLoader):
    """YAML with JSON's values only: `on` is a word; `21:00`, `2026-03-01T09:00:00Z` and `+12125550101` are text."""

    yaml_implicit_resolvers: ClassVar[Any] = _resolvers()

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping that names nothing twice."""
        self.flatten_mapping(node)
        names: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in names:
                raise ConstructorError(None, None, f'"{name}" is there twice', key.start_mark)
            names.add(name)
        return super().construct_mapping(node, deep)

    def construct_yaml_int(self, node: ScalarNode) -> int:
        """A whole number, with its digits where a browser would round it."""
        return whole_number(node.value)

    def construct_yaml_float(self, node: ScalarNode) -> float:
        """Any other number, with its digits where it would print otherwise."""
        return decimal_number(node.value)


_JsonLikeLoader.add_constructor("tag:yaml.org,2002:int", _JsonLikeLoader.construct_yaml_int)
_JsonLikeLoader.add_constructor("tag:yaml.org,2002:float", _JsonLikeLoader.construct_yaml_float)
