"""Functions that the page's scripts call: their replies, and how often a visitor may call them."""

from collections.abc import Callable
from typing import Any

import gradio as gr
from starlette.responses import Response

from corpus.errors import UserError
from ui.access.rate_limit import Action, RateLimiter, visitor_from_request
from ui.server.answers import Json, encode_json


def respond(reply: Json) -> Response:
    """Encode the reply here: FastAPI would do so in the event loop, and block all other requests."""
    return Response(encode_json(reply), media_type="application/json")


def limit_calls(
    function: Callable[[Any], Json], action: Action, limiter: RateLimiter
) -> Callable[[Any, gr.Request], Response]:
    """Wrap the function so that a visitor can call it only as often as the limiter allows."""

    def call(data: Any, request: gr.Request) -> Response:
        try:
            limiter.spend(action, visitor_from_request(request))
        except UserError as error:
            return respond({"error": str(error)})
        return respond(function(data))

    call.__name__ = function.__name__
    return call
