"""Where the rooms' pages live."""

from django.urls import URLPattern, path

from chat import attention_views, draft_check, guide_views, own_views, practice, read_views, searching, views
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
        path("<slug:slug>/live/", views.live, name="live"),
        path("<slug:slug>/hours/<int:hour_id>.ics", views.calendar, name="calendar"),
        path("<slug:slug>/messages/", views.messages, {"gate": gate}, name="messages"),
        path("<slug:slug>/draft-check/", draft_check.check, {"gate": gate}, name="draft_check"),
        path("<slug:slug>/reactions/", attention_views.reactions, name="reactions"),
        path("<slug:slug>/people/", attention_views.people, name="people"),
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


def guide_patterns(gate: Gate) -> tuple[list[URLPattern], str]:
    """The patterns under /guide/, for who leads a room; `gate` screens the prompt as it screens any message."""
    return [
        path("<slug:slug>/", guide_views.console, name="console"),
        path("<slug:slug>/prompt/", guide_views.prompt, {"gate": gate}, name="prompt"),
        path("<slug:slug>/pace/", guide_views.pace, name="pace"),
        path("<slug:slug>/archive/", guide_views.archive, name="archive"),
        path("<slug:slug>/pause/<int:message_id>/", guide_views.pause, name="pause"),
        path("<slug:slug>/hours/", guide_views.plan_hour, name="plan_hour"),
        path("<slug:slug>/hours/<int:hour_id>/call-off/", guide_views.call_off, name="call_off"),
        path("<slug:slug>/lift/<int:pause_id>/", guide_views.lift, name="lift"),
    ], "guide"
