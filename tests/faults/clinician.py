"""A clinician at the queue's pages, through the gates: publishes, corrects and removes what waits there."""

import asyncio
import random
import re
from collections.abc import Sequence

import httpx

from tests.faults.history import History

CASE = re.compile(r'data-case="(\d+)"')
REVISION = re.compile(r'name="revision"(?: value="(\d+)")?')
JUDGED = re.compile(r'(?s)<p class="judged"[^>]*>(.*?)</p>')
TAG = re.compile(r"\bzq[a-z]+\b")
TOKEN = "c" * 32  # the CSRF cookie and the form's field have to agree, no more
ACTIONS = {"publish": "unclear", "correct": "dosing", "remove": "dosing"}  # and the reason given
LEFT_ALONE = 0.2  # of the cases


class Clinician:
    def __init__(self, session: str, gates: Sequence[int], history: History, rng: random.Random):
        self.gates, self.history, self.rng = gates, history, rng
        self.waiting: list[str] = []  # cases, as the queue listed them
        self.left: set[str] = set()  # those that stay open
        self._cookies = f"sessionid={session}; csrftoken={TOKEN}"

    async def run(self) -> None:
        """Decide one case after another, until cancelled."""
        async with httpx.AsyncClient(timeout=5, headers={"Cookie": self._cookies}) as browser:
            while True:
                await asyncio.sleep(0.1)
                site = f"http://127.0.0.1:{self.rng.choice(self.gates)}"
                try:
                    await self._decide_one(browser, site)
                except httpx.HTTPError as error:
                    self.history.add("undecided", why=type(error).__name__)

    async def _decide_one(self, browser: httpx.AsyncClient, site: str) -> None:
        if not self.waiting:
            listed = await browser.get(f"{site}/queue/cases/")
            if listed.status_code != 200:
                self.history.add("undecided", why=str(listed.status_code))
            self.waiting = [case for case in CASE.findall(listed.text) if case not in self.left]
            self.rng.shuffle(self.waiting)
            return
        case = self.waiting.pop()
        if self.rng.random() < LEFT_ALONE:
            self.left.add(case)
            return
        page = await browser.get(f"{site}/queue/{case}/")
        judged, revision = JUDGED.search(page.text), REVISION.search(page.text)
        if not (judged and revision):
            self.history.add("undecided", why=f"case {case}: {page.status_code}")
            return
        await self._decide(browser, f"{site}/queue/{case}/decide/", TAG.findall(judged[1])[0], revision[1])

    async def _decide(self, browser: httpx.AsyncClient, address: str, tag: str, revision: str | None) -> None:
        action = self.rng.choice(list(ACTIONS))
        typed = {"csrfmiddlewaretoken": TOKEN, "action": action, "reason": ACTIONS[action], "revision": revision or ""}
        if action == "correct":
            typed["correction"] = "Please ask your care team before you change a dose."
        self.history.add("deciding", tag=tag, action=action)
        answer = await browser.post(address, data=typed)
        self.history.add("decided", tag=tag, action=action, status=answer.status_code)
