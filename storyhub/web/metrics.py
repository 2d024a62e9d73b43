"""Counts and times of requests, for Prometheus on this machine. No label says who or what."""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess, start_http_server

REQUESTS = Counter("storyhub_requests_total", "Requests answered", ["endpoint", "status"])
SECONDS = Histogram("storyhub_request_seconds", "Time to answer", ["endpoint"])


def init_app(app: Flask) -> None:
    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        REQUESTS.labels(endpoint, f"{response.status_code // 100}xx").inc()
        if "began" in g:
            SECONDS.labels(endpoint).observe(time.perf_counter() - g.began)
        return response


def serve_metrics(address: str) -> None:
    """Answer Prometheus on a loopback address, gathering from all web processes."""
    host, port = address.rsplit(":", 1)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)
    start_http_server(int(port), addr=host, registry=registry)
