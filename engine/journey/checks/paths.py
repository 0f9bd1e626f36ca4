"""Ways through a graph, for what is decided by the steps that lie before another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence


def nearest_before(step_id: str, sources: Mapping[str, Sequence[str]], wanted: Collection[str]) -> tuple[str, ...]:
    """Those of the wanted steps from which one comes to this step without passing another of them; sorted. `sources`
    says from which steps a line leads to each."""
    nearest: set[str] = set()
    visited: set[str] = set()
    rest = [step_id]
    while rest:
        for source in sources.get(rest.pop(), ()):
            if source in visited:
                continue
            visited.add(source)
            if source in wanted:
                nearest.add(source)
            else:
                rest.append(source)
    return tuple(sorted(nearest))
