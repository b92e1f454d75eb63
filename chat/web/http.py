"""How the chat answers over plain HTTP: JSON that nobody keeps."""

import msgspec
from django.http import HttpResponse


def as_json(payload: object, status: int = 200) -> HttpResponse:
    body = msgspec.json.encode(payload)
    return HttpResponse(body, content_type="application/json", status=status, headers={"Cache-Control": "no-store"})
