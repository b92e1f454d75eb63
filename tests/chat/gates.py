"""Gates for the chat's own tests: what they say is in the message's first word."""

from chat.services.gate import UNREAD, Screened

CARD = {"kind": "emergency", "title": "Call now", "body_html": "<p>Call.</p>", "numbers": [], "draft": False}


class WordGate:
    """ "hold …" is held, "advice …" too, as what others should take, "caution …" is marked, "card …" is published with
    a card; the rest is published."""

    def __init__(self):
        self.recorded = []
        self.asked = 0

    def screen(self, draft):
        word = draft.text.split(" ", 1)[0]
        if word == "hold":
            return Screened("hold", 3, opens_case=True)
        if word == "advice":
            return Screened("hold", 3, opens_case=True, advice=True)
        if word == "caution":
            return Screened("caution", 2, opens_case=True)
        if word == "card":
            return Screened("publish", 4, opens_case=True, card=CARD)
        return Screened("publish", 0, opens_case=False)

    def unread(self, draft):
        return UNREAD

    def record(self, stored, now):
        self.recorded += [message.pk for message, screened in stored if screened.opens_case]
        return []

    def nudged(self, now):
        self.asked += 1

    def record_edit(self, edit, screened, now):
        if screened.opens_case:
            self.recorded.append(edit)

    def record_withdrawal(self, message, now):
        self.recorded.append(message.pk)


class BrokenGate(WordGate):
    """Cannot open a case."""

    def record(self, stored, now):
        raise RuntimeError("no case could be opened")

    def record_edit(self, edit, screened, now):
        raise RuntimeError("no case could be opened")
