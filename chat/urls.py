"""Where the rooms' pages live."""

from django.urls import URLPattern, path

from chat.services.gate import Gate
from chat.web import attention, draft_check, guides, mutes, practice, reads, rooms, search

app_name = "chat"


def patterns(gate: Gate) -> tuple[list[URLPattern], str]:
    """The patterns under /rooms/; `gate` screens what is posted over HTTP."""
    return [
        path("", rooms.rooms, name="rooms"),
        path("ask/", rooms.ask, name="ask"),
        path("enter/", rooms.enter, name="enter"),
        path("<slug:slug>/", rooms.room, name="room"),
        path("<slug:slug>/join/", rooms.join, name="join"),
        path("<slug:slug>/leave/", rooms.leave, name="leave"),
        path("<slug:slug>/requests/", rooms.requests, name="requests"),
        path("<slug:slug>/read/", reads.read, name="read"),
        path("<slug:slug>/search/", search.search_page, name="search"),
        path("<slug:slug>/live/", rooms.live, name="live"),
        path("<slug:slug>/hours/<int:hour_id>.ics", rooms.calendar, name="calendar"),
        path("<slug:slug>/messages/", rooms.messages, {"gate": gate}, name="messages"),
        path("<slug:slug>/draft-check/", draft_check.check, {"gate": gate}, name="draft_check"),
        path("<slug:slug>/reactions/", attention.reactions, name="reactions"),
        path("<slug:slug>/people/", attention.people, name="people"),
    ], app_name


def own(gate: Gate) -> tuple[list[URLPattern], str]:
    """What is a member's own beside the rooms: whom they muted, and the room where nobody else is."""
    return [
        path("muted/", mutes.muted, name="muted"),
        path("people/<int:person_id>/mute/", mutes.mute, name="mute"),
        path("people/<int:person_id>/unmute/", mutes.unmute, name="unmute"),
        path("practice/", practice.page, name="practice"),
        path("practice/check/", practice.check, {"gate": gate}, name="practise"),
    ], "own"


def guide_patterns(gate: Gate) -> tuple[list[URLPattern], str]:
    """The patterns under /guide/, for who leads a room; `gate` screens the prompt as it screens any message."""
    return [
        path("<slug:slug>/", guides.console, name="console"),
        path("<slug:slug>/prompt/", guides.prompt, {"gate": gate}, name="prompt"),
        path("<slug:slug>/pace/", guides.pace, name="pace"),
        path("<slug:slug>/archive/", guides.archive, name="archive"),
        path("<slug:slug>/pause/<int:message_id>/", guides.pause, name="pause"),
        path("<slug:slug>/hours/", guides.plan_hour, name="plan_hour"),
        path("<slug:slug>/hours/<int:hour_id>/call-off/", guides.call_off, name="call_off"),
        path("<slug:slug>/lift/<int:pause_id>/", guides.lift, name="lift"),
    ], "guide"
