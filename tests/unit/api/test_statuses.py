"""Every refusal has a code of its own that the table of statuses knows; the engine knows no statuses."""

import importlib
import pkgutil
from collections.abc import Iterator

import builder_api
import engine
from builder_api.web.errors import ApiError
from builder_api.web.statuses import STATUSES
from engine.journey.compiler import NotPublishable
from engine.rules.liquid.render_state import TemplateRefused
from engine.rules.liquid.template_checks import TemplateProblem
from engine.rules.outcomes.refusal import Refusal
from engine.settings.private_files import NotPrivate

NEVER_OVER_HTTP = {NotPublishable, NotPrivate, TemplateRefused, TemplateProblem}
"""Refused before an API runs, or answered as a finding or a reason."""


def _refusals(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _refusals(subclass)


def test_the_table_knows_the_code_of_every_refusal() -> None:
    for package in (engine, builder_api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)
    ours = {kind for kind in _refusals(Refusal) if kind.__module__.startswith(("engine.", "builder_api."))}

    unknown = {kind.__qualname__ for kind in ours - NEVER_OVER_HTTP - {ApiError} if kind.code not in STATUSES}

    assert len(ours) > 30
    assert not unknown, "these codes are not in builder_api/web/statuses.py"


def test_no_refusal_carries_a_status() -> None:
    for kind in _refusals(Refusal):
        assert not any(name.startswith("status") for name in vars(kind)), kind
