"""Asks one address over and over on keep-alive connections: `python -m tests.bench.loader`.

Arguments: port, path, connections, seconds. Prints how many whole answers came per second.
"""

import sys
import time

import click
import gevent
from gevent import socket

HOST = "127.0.0.1"


def run(port: int, path: str, connections: int, seconds: float) -> float:
    """Whole answers per second."""
    ends_at = time.perf_counter() + seconds
    began = time.perf_counter()
    workers = [gevent.spawn(_ask, port, path, ends_at) for _ in range(connections)]
    total = sum(job.get() for job in gevent.joinall(workers, raise_error=True))
    return total / (time.perf_counter() - began)


def _ask(port: int, path: str, ends_at: float) -> int:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
    ).encode()
    answered = 0
    with socket.create_connection((HOST, port)) as connection:
        while time.perf_counter() < ends_at:
            connection.sendall(request)
            _read_answer(connection)
            answered += 1
    return answered


def _read_answer(connection: socket.socket) -> None:
    data = b""
    while (head := data.find(b"\r\n\r\n")) < 0:
        data += _some(connection)
    if not data.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(data[:200])
    lines = data[:head].lower().split(b"\r\n")
    length = next(int(x.split(b":")[1]) for x in lines if x.startswith(b"content-length:"))
    missing = length - (len(data) - head - 4)
    while missing > 0:
        missing -= len(_some(connection))


def _some(connection: socket.socket) -> bytes:
    data: bytes = connection.recv(65_536)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data


if __name__ == "__main__":
    click.echo(run(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
