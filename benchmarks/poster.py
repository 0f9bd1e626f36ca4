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
    return {
        "contact": f"bench-{i % 1000}",
        "name": name,
        "properties": {"order_id": (own := f"o-{time.time_ns()}-{i}"), "id": own},
    }


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
    """Bare HTTP/1.1 on sockets of our own: a client library would measure itself."""
    address = httpx.URL(url)
    head = (
        f"POST /api/v1/events HTTP/1.1\r\nHost: {address.netloc.decode()}\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
    numbers = iter(range(n))

    async def post_in_turn() -> None:
        reader, writer = await asyncio.open_connection(address.host, address.port)
        for i in numbers:
            body = orjson.dumps(_event(i, "registered"))
            writer.write(head + str(len(body)).encode() + b"\r\n\r\n" + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 202"):
                raise RuntimeError(answer.decode())
            length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(post_in_turn() for _ in range(connections)))
    return n / (time.perf_counter() - began)


def batch(url: str, key: str, n: int, name: str) -> float:
    own = time.time_ns()
    body = b"\n".join(
        orjson.dumps({"contact": f"bench-{i % 1000}", "name": name, "properties": {"id": f"{own}-{i}"}})
        for i in range(n)
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
        case "batch":
            print(batch(url, key, n, sys.argv[5]))
        case _:
            sys.exit(f"{mode} is none of lone, many and batch")
