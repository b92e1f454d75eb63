"""Static files come whole, with their length, and a part or the head alone when asked."""

import warnings

import pytest
from django.test import override_settings

from peersupport.settings import BASE_DIR

ADDRESS = "/static/css/tokens.css"


@pytest.mark.parametrize(
    ("method", "headers", "cut"),
    [("get", {}, slice(None)), ("get", {"Range": "bytes=0-9"}, slice(10)), ("head", {}, slice(0))],
)
@override_settings(WHITENOISE_AUTOREFRESH=True, WHITENOISE_USE_FINDERS=True)
async def test_a_static_file_is_served_without_a_warning(async_client, method, headers, cut):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = await getattr(async_client, method)(ADDRESS, headers=headers)
    assert not answer.streaming
    assert answer.content == (BASE_DIR / "static/css/tokens.css").read_bytes()[cut]
    assert answer.headers["Content-Type"].startswith("text/css")
