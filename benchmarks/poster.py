"""The load tool: posts events one after another, or many at a time, from a process of its own.

`python -m benchmarks.poster lone URL KEY N PAUSE` posts one at a time and prints each post's start, in milliseconds
since the epoch, and its id; `... many URL KEY N CONNECTIONS` prints the events per second; `... batch URL KEY N` posts
one NDJSON batch and prints the same.
"""

from __future__ import annotations

import asyncio
import sys
import time

import httpx
import orjson


def _event(i: int, name: str) -> dict[str, object]:
    return {"contact": f"bench-{i % 1000}", "name": name, "properties": {"order_id": f"o-{time.time_ns()}-{i}"}}


def lone(url: str, key: str, n: int, pause: float) -> None:
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as http:
        for i in range(n):
            event = _event(i, "order.placed")
            began = time.time_ns() / 1e6
            answer = http.post(
                "/api/v1/events", content=orjson.dumps(event), headers={"content-type": "application/json"}
            )
            answer.raise_for_status()
            print(began, answer.json()["enrolments"][0], flush=True)
            time.sleep(pause)


async def many(url: str, key: str, n: int, connections: int) -> float:
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    headers = {"Authorization": f"Bearer {key}", "content-type": "application/json"}
    async with httpx.AsyncClient(base_url=url, headers=headers, limits=limits, timeout=60) as http:
        numbers = iter(range(n))

        async def one() -> None:
            for i in numbers:
                answer = await http.post("/api/v1/events", content=orjson.dumps(_event(i, "page.viewed")))
                answer.raise_for_status()

        began = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(connections)))
        return n / (time.perf_counter() - began)


def batch(url: str, key: str, n: int, name: str) -> float:
    body = b"\n".join(
        orjson.dumps({"contact": f"bench-{i % 1000}", "name": name, "properties": {"id": f"r-{i}"}}) for i in range(n)
    )
    headers = {"Authorization": f"Bearer {key}", "content-type": "application/x-ndjson"}
    with httpx.Client(base_url=url, headers=headers, timeout=600) as http:
        began = time.perf_counter()
        http.post("/api/v1/events/batch", content=body).raise_for_status()
        return n / (time.perf_counter() - began)


if __name__ == "__main__":
    mode, url, key, n = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    match mode:
        case "lone":
            lone(url, key, n, float(sys.argv[5]))
        case "many":
            print(asyncio.run(many(url, key, n, int(sys.argv[5]))))
        case _:
            print(batch(url, key, n, sys.argv[5]))
