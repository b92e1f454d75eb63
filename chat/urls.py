"""Where the rooms' pages live."""

from django.urls import URLPattern, path

from chat import draft_check, own_views, practice, read_views, searching, views
from chat.gate import Gate

app_name = "chat"


def patterns(gate: Gate) -> tuple[list[URLPattern], str]:
    """The patterns under /rooms/; `gate` screens what is posted over HTTP."""
    return [
        path("", views.rooms, name="rooms"),
        path("ask/", views.ask, name="ask"),
        path("enter/", views.enter, name="enter"),
        path("<slug:slug>/", views.room, name="room"),
        path("<slug:slug>/join/", views.join, name="join"),
        path("<slug:slug>/leave/", views.leave, name="leave"),
        path("<slug:slug>/requests/", views.requests, name="requests"),
        path("<slug:slug>/read/", read_views.read, name="read"),
        path("<slug:slug>/search/", searching.search_page, name="search"),
        path("<slug:slug>/messages/", views.messages, {"gate": gate}, name="messages"),
        path("<slug:slug>/draft-check/", draft_check.check, {"gate": gate}, name="draft_check"),
    ], app_name


def own(gate: Gate) -> tuple[list[URLPattern], str]:
    """What is a member's own beside the rooms: whom they muted, and the room where nobody else is."""
    return [
        path("muted/", own_views.muted, name="muted"),
        path("people/<int:person_id>/mute/", own_views.mute, name="mute"),
        path("people/<int:person_id>/unmute/", own_views.unmute, name="unmute"),
        path("practice/", practice.page, name="practice"),
        path("practice/check/", practice.check, {"gate": gate}, name="practise"),
    ], "own"
