/** Wires the room's page together: the socket feeds the model, the model feeds the view, the composer feeds the outbox. */

import { regional } from "../language.js";
import { heard, now } from "../server-time.js";
import { Asking } from "./asking.js";
import { Cards } from "./cards.js";
import { Composer, EMPTY } from "./composer.js";
import { nextFrame, part } from "./dom.js";
import { keepDuty } from "./duty.js";
import { early } from "./early.js";
import { Elsewhere } from "./elsewhere.js";
import { fillFeelings } from "./feelings.js";
import { Find } from "./find.js";
import { Handover } from "./handover.js";
import { History } from "./history.js";
import { liveHours } from "./hours.js";
import { Keeping } from "./keeping.js";
import { LineMenu } from "./line-menu.js";
import { addressOf, copy } from "./link.js";
import { SOCKET } from "./line.js";
import { Mentions } from "./mentions.js";
import { Painter } from "./message.js";
import { Mutes } from "./mutes.js";
import { Notices, happensHere, seen, showsHere } from "./notices.js";
import { Nudge } from "./nudge.js";
import { Outbox } from "./outbox.js";
import { confirmed, excerpt, frameOf, isEditable, source } from "./own.js";
import { Picker } from "./picker.js";
import { pin, Pins } from "./pins.js";
import { Polling } from "./polling.js";
import { counted, isNewVisit, lastInSight, Reading } from "./reading.js";
import { open, Reactions } from "./reactions.js";
import { rove } from "./roving.js";
import { Scroll } from "./scroll.js";
import { Signs } from "./signs.js";
import { Connection } from "./socket.js";
import { Status } from "./status.js";
import { DeviceStore, Keepsake } from "./store.js";
import { Timeline } from "./timeline.js";
import { Times } from "./times.js";
import { Told } from "./told.js";
import { View } from "./view.js";
import { followKeyboard } from "./viewport.js";
import { Wishes } from "./wishes.js";
import { gettext, refusalWord } from "./words.js";

/** @typedef {import("./types.js").Frame} Frame */

/** @type {import("./types.js").Boot} */
const booted = /** @type {HTMLElement} */ (document.getElementById("boot"));
const boot = JSON.parse(booted.textContent ?? "");
booted.textContent = ""; // what is removed later is not to stay in the page
const { user, room, urls } = boot;
const LOOK_AFTER = 250; // ms after something moved
const ELSEWHERE_EVERY = 30_000; // ms
const MENDABLE = new Set(["empty", "too_long", "too_large", "key_reused"]);
const LATER = new Set(["try_again", "slow_down"]);
const page = document.body;
const box = part(page, "timeline");

const csrf = page.querySelector("[name=csrfmiddlewaretoken]")?.getAttribute("value") ?? "";
const mutes = new Mutes(boot.muted, { mute: urls.mute, unmute: urls.unmute }, csrf);
const timeline = new Timeline(user.id);
timeline.folds = (message) => mutes.folds(message);
timeline.muting = (message) => mutes.touches(message);
const away = new Keepsake(user.id, "away");
timeline.away = new Set(away.read());
const status = new Status(page, () => connection.hurry());
const scroll = new Scroll(box, () => status.seen(), () => !timeline.newer && view.reachesEnd);
const times = new Times(regional(boot.language));
const keeping = new Keeping(page, boot.turn, times);
const wishes = new Wishes(user.id, {
  send: (wish) => connection.send({ type: "react", room: room.slug, ...wish }),
  onChange: (id) => {
    const [line, message] = [view.line(id), timeline.message(id)];
    if (line && message?.state === "published") reactions.paint(line, message);
  },
  onRefused: (detail) => status.trouble("reaction", detail),
});
const reactions = new Reactions(boot, (message) => wishes.tally(message));
const view = new View(new Painter(boot, times, mutes, reactions), scroll, {
  older: part(page, "older"),
  log: part(page, "log"),
  unseen: part(page, "unseen"),
});
const line = new Keepsake(user.id, `news:${room.slug}`);
const notices = new Notices(part(page, "toasts"));
const lookForHours = liveHours(page, urls.live);
const told = new Told(location.pathname, () => !document.hidden && document.hasFocus());
told.listen();
const cards = new Cards(part(page, "card-place"), new Keepsake(user.id, "cards"), () => composer.focus(), (id) => timeline.waits(id));
const store = new DeviceStore((keeps) => {
  status.trouble("device", keeps ? "" : gettext("Your browser can't keep unsent messages. Leave this page open until they are sent."));
});
const outbox = new Outbox({
  user: user.id,
  store,
  send: (entry) => connection.send(frameOf(entry)),
  onChange: () => draw(),
  onRefused: (entry) => {
    if (entry.room !== room.slug) return;
    if (entry.act === "withdraw") notWithdrawn(entry);
    else if (composer.empty && !keeping.archived) takeBack(entry.key); // whose alert tells it
    else status.refused(entry);
  },
  onGone: (key) => handover.gone(key),
});
const handover = new Handover(user.id, {
  hasUnsent: () => !outbox.empty,
  onLeft: () => outbox.load(),
  onGone: (key) => outbox.forget(key),
});
// Before the composer, which shows the feeling of a kept draft from this list.
fillFeelings(part(page, "feelings"), boot.feelings, boot.language, (slug) => {
  composer.set({ feeling: composer.feeling === slug ? null : slug });
});
const composer = new Composer(/** @type {HTMLFormElement} */ (part(page, "composer")), {
  limits: boot.limits,
  kept: new Keepsake(user.id, `draft:${room.slug}`, (kept) => status.trouble("draft", kept ? "" : gettext("Your browser has no room to keep what you write here. Send it, or copy it, before you leave this page."))),
  onSend: (draft) => {
    toNewest();
    return outbox.add(room.slug, draft, asked(draft));
  },
  onEdit: (message, text) => {
    const draft = { ...EMPTY, text };
    return outbox.add(room.slug, draft, askedAnew(draft, message), { act: "edit", id: message.id });
  },
  onLeave: () => nudge.over(),
  onLast: () => {
    const last = timeline.lastOfMine();
    if (!last || !isEditable(last, user.id, boot.limits, now())) return false;
    rewrite(last.key);
    return true;
  },
});
const nudge = new Nudge(part(page, "nudge"), {
  url: urls.check,
  csrf,
  reachable: () => reached,
  urgent: () => cards.stands,
  onChoice: (act) => {
    if (act === "own") composer.begin(nudge.frame);
    else if (act === "same") composer.send();
    else composer.focus();
  },
});
part(page, "text").addEventListener("input", () => {
  if (composer.wordless) nudge.over();
  else nudge.hide();
  const { text, quote, editing } = composer.written;
  nudge.ahead(text, editing ? answeredBy(editing) : quote);
});
const polling = new Polling({
  url: urls.messages,
  doors: { react: urls.reactions },
  csrf,
  revision: () => timeline.revision,
  onFrame: (frame) => frames[frame.type]?.(frame),
});
const connection = new Connection(SOCKET, {
  polling,
  early,
  onFrame: (frame, late) => frames[frame.type]?.(frame, late),
  onState: (state) => {
    joining.stop();
    reached = false;
    signs.lost();
    // A socket alone brings nothing of the room: that takes a `joined`.
    status.connection(state === "online" ? "connecting" : state);
    if (state !== "online") outbox.open(false);
    if (state === "loggedout") composer.close();
  },
});
const picker = new Picker(/** @type {HTMLDialogElement} */ (part(page, "picker")), urls.picker, (resource) => composer.set({ resource }));

const reading = new Reading({ read: boot.joined.read, unread: boot.unread }, (position) => {
  const frame = { type: "read", room: room.slug, position };
  if (connection.state !== "polling") return reached && connection.send(frame);
  polling.tell(urls.read, frame);
  return true;
});

const elsewhere = new Elsewhere(page, room.slug, boot.elsewhere);
const askElsewhere = () => {
  if (document.hidden || !reached) return;
  if (connection.state === "polling") polling.hear(urls.read);
  else connection.send({ type: "unread" });
};
setInterval(askElsewhere, ELSEWHERE_EVERY);

const signs = new Signs(page, {
  me: user.id,
  shows: boot.shows_typing,
  mutes,
  send: () => reached && connection.state === "online" && connection.send({ type: "typing", room: room.slug }),
});

const joining = new Asking(
  () => connection.send({ type: "join", room: room.slug, since: timeline.revision }),
  () => status.connection("connecting"),
);

/** Whether the room has answered over the connection as it is now. */
let reached = false;
let drawing = false;
/** Whether the reader has been brought to their place: what is in sight before that is not read. */
let begun = false;
/** Whether the reader had seen all when they looked away. */
let caughtUp = false;

/** Once for all that arrives before the next frame of the screen; a hidden tab has no frames, so a timer serves. */
function draw() {
  if (drawing) return;
  drawing = true;
  const paint = () => {
    drawing = false;
    timeline.pending(outbox.of(room.slug));
    view.render(timeline);
    pins.render(timeline.pins());
    cards.refresh();
    status.empty(timeline.entries().length === 0, timeline.more);
    look();
  };
  nextFrame().then(paint);
}

/** @type {Record<string, (frame: any, late?: number) => void>} */
const frames = {
  hello({ notices: unread, now: at }, late) {
    heard(at, late);
    notices.count(unread);
    joining.ask();
  },
  joined(frame) {
    if (frame.room !== room.slug) return;
    joining.answered();
    status.connection(connection.state);
    timeline.joined(frame);
    reading.heard({ position: frame.read });
    keep(frame.settings);
    if (frame.reset) lookForHours();
    cards.remind(frame.own);
    // While polling a `joined` comes every few seconds: what is in flight then is not sent anew each time.
    if (!reached) {
      status.trouble("mute");
      outbox.open(true);
      wishes.again();
    }
    const anew = !reached;
    reached = true; // before anything is told
    if (anew) reading.again();
    else reading.flush();
    history.refresh();
    draw();
  },
  changes(frame) {
    if (frame.room !== room.slug) return;
    const corrected = new Map(frame.messages.map(({ id }) => [id, timeline.message(id)?.correction?.at]));
    const fresh = timeline.changes(frame, scroll.atEnd);
    if (!fresh) return joining.ask();
    if (frame.settings) {
      keep(frame.settings);
      lookForHours();
    }
    for (const { author } of fresh) signs.wrote(author.id);
    const others = fresh.filter((message) => message.author.id !== user.id && !mutes.folds(message)).length;
    status.arrived(scroll.atEnd ? 0 : others, timeline.newer);
    history.look();
    for (const message of frame.messages) {
      if (message.correction && !fresh.includes(message) && message.correction.at !== corrected.get(message.id)) status.corrected(message);
    }
    draw();
  },
  accepted(frame) {
    if (frame.room === room.slug) {
      timeline.accepted(frame);
      document.body.dispatchEvent(new Event("answered")); // what stands above a member's question is asked anew
    }
    const sent = outbox.accepted(frame);
    if (outbox.empty) status.trouble("device"); // nothing is left that could be lost
    if (sent && frame.room === room.slug && !frame.replay) keeping.sent(sent);
    if (frame.own?.state === "held") status.held();
    if (frame.own?.change?.state === "waiting") status.changeHeld();
    if (frame.state === "withdrawn") status.withdrawn();
    cards.show(frame.card, frame.id);
  },
  refused(frame) {
    if (frame.room === room.slug && frame.code === "slow_mode") keeping.wait(frame.retry_after);
    if (frame.room === room.slug && frame.code === "muted") keeping.pause(frame);
    outbox.refused(frame);
  },
  presence: (frame) => frame.room === room.slug && signs.presence(frame),
  typing: (frame) => frame.room === room.slug && signs.typing(frame),
  unread(frame) {
    if (frame.room === room.slug) reading.heard(frame);
    elsewhere.heard(frame);
    title();
  },
  reacted(frame) {
    wishes.met(frame);
    status.trouble("reaction");
  },
  react_refused: (frame) => wishes.refused(frame),
  notice(frame) {
    told.note(frame);
    if (happensHere(frame, location.pathname, document.hidden)) seen(frame.id, urls.notices, csrf);
    else notices.show(frame, { silent: showsHere(frame, location.pathname, document.hidden || timeline.newer) });
    if (frame.pause && frame.url === location.pathname) keeping.pause(frame.pause);
    if (frame.kind === "pause_lifted" && frame.url === location.pathname) keeping.resume();
    if (frame.message?.room === room.slug) timeline.ownChanged(frame.message);
    draw();
  },
  error(frame) {
    const ours = frame.room === room.slug;
    if (frame.code === "no_room" && ours) {
      joining.stop();
      status.connection("gone");
      composer.close();
    } else if (LATER.has(frame.code) && (ours || (joining.open && !frame.room))) {
      joining.putOff(frame.retry_after);
    } else outbox.error(frame);
  },
};

/** What waited for its time tries again when the pace allows it: while polling, the same pace is told every few seconds. @param {import("./types.js").Settings} settings */
function keep(settings) {
  if (keeping.set(settings)) outbox.hasten(room.slug);
  composer.lock(keeping.archived);
  if (keeping.archived) nudge.over();
}

/** What a message of mine that is given new words answers. @param {import("./composer.js").Editing} message */
function answeredBy({ id }) {
  return timeline.message(id)?.reply_to ?? null;
}

/** Whether the draft may leave; one that may not is in the composer again. @param {import("./types.js").Draft} draft */
async function asked(draft) {
  if (await nudge.about(draft)) return true;
  if (!keeping.archived) composer.takeBack(draft); // else it is refused, and its words stand in the list
  if (keeping.archived || composer.changing) nudge.forget(draft.text); // it is asked about when it is sent again
  else nudge.show();
  return keeping.archived;
}

/** The same of new words for a message. @param {import("./types.js").Draft} draft @param {import("./composer.js").Editing} message */
async function askedAnew(draft, message) {
  if (await nudge.about(draft, answeredBy(message))) return true;
  if (composer.changing || keeping.archived) {
    nudge.forget(draft.text);
    return true; // another one meanwhile, whose words stay
  }
  composer.edit(message, draft.text);
  nudge.show();
  return false;
}

/** @param {string} key of an outbox entry, which another page of this person may have on its way */
async function recall(key) {
  const entry = await outbox.recall(key);
  if (!entry && outbox.holds(key)) composer.tell(gettext("Another page of yours is sending this just now."));
  return entry;
}

/** @param {string} key of an outbox entry */
async function takeBack(key) {
  if (keeping.archived) return; // its words would go where nobody sees them
  if (composer.changing) return composer.stay();
  const entry = await recall(key);
  if (!entry || entry.act === "withdraw") return;
  if (entry.act !== "edit" || !entry.refusal || !MENDABLE.has(entry.refusal.code)) return composer.takeBack(entry.draft, entry.refusal);
  composer.edit({ id: entry.id ?? 0, text: "" }, entry.draft.text);
  composer.tell(refusalWord(entry.refusal));
}

/** @param {import("./types.js").OutboxEntry} entry */
function notWithdrawn({ key, refusal }) {
  outbox.discard(key);
  composer.tell(refusal?.detail ?? "");
}

/** Takes the words of a message of mine into the composer. @param {string} key of its line */
function rewrite(key) {
  const entry = timeline.entry(key);
  const body = view.line(Number(key.slice(1)))?.querySelector("[data-part=body]");
  if (!entry || !body) return;
  nudge.over(); // it was about other words
  if (isEditable(entry, user.id, boot.limits, now())) composer.edit({ id: Number(key.slice(1)), text: source(body) });
  else composer.tell(gettext("This message can't be changed any more. You can still take it back."));
}

/** @param {string} key of a line of mine */
async function withdraw(key) {
  if (await confirmed(/** @type {HTMLDialogElement} */ (part(page, "withdrawing")))) {
    await outbox.add(room.slug, EMPTY, undefined, { act: "withdraw", id: Number(key.slice(1)) });
  }
}

/** @param {string} key of a line @returns {import("./types.js").Quote} */
function quoteOf(key) {
  const message = timeline.message(Number(key.slice(1)));
  const body = view.line(Number(key.slice(1)))?.querySelector("[data-part=body]");
  return { id: message?.id ?? 0, by: message?.author.id ?? 0, name: message?.author.name ?? "", excerpt: body ? excerpt(body) : "" };
}

/** @param {string} key of a line: its author is muted, or heard again */
async function mute(key) {
  const author = timeline.message(Number(key.slice(1)))?.author;
  if (!author) return;
  const failed = await mutes.toggle(author);
  if (failed !== null) return status.trouble("mute", failed || gettext("This could not be changed just now. Try again when you are connected."));
  status.trouble("mute");
  status.muted(author, mutes.has(author.id));
  view.render(timeline);
  pins.render(timeline.pins());
  view.line(Number(key.slice(1)))?.focus({ preventScroll: true }); // the menu that was in it is gone
}

/** Goes to a message, which may be far back, or to a day. @param {import("./history.js").Goal} goal */
async function go(goal) {
  const id = "at" in goal ? goal.at : 0;
  const held = timeline.message(id)?.position;
  const position = held ?? (await load(goal));
  if (position === null) status.lost(gettext("That message is not there any more."));
  if (!position) return;
  view.renderAll(timeline);
  const line = view.line(id || timeline.at(position));
  if (line) scroll.show(line);
}

const called = document.title;
const title = () => (document.title = counted(called, reading.unread(timeline)));

/** @type {any} */
let looking = 0;

/** How far has the reader seen? A page that nobody looks at shows nothing, and who jumped on has not seen what lies between. */
function look() {
  looking ||= setTimeout(() => {
    looking = 0;
    const message = (/** @type {string | undefined} */ key) => timeline.message(Number(key?.slice(1)));
    const last = document.hidden || !begun ? undefined : message(lastInSight(box, (key) => Boolean(message(key))));
    if (last && (!timeline.newer || timeline.begins(reading.upto))) reading.see(last.position);
    title();
  }, LOOK_AFTER);
}

/** What comes after the position is new on this visit; Infinity: nothing is. @param {number} position */
function visit(position) {
  timeline.news = position;
  line.write(Number.isFinite(position) ? position : null);
}

/** Puts the reader at the first message that they have not seen, however far back; else at the end. */
async function begin() {
  if (reading.unread(timeline) && !timeline.reaches(reading.upto)) await load({ around: reading.upto });
  const first = timeline.begins(reading.upto) ? timeline.unread(reading.upto)[0] : undefined;
  const place = first && (timeline.firstNew() === `m${first.id}` ? view.news : view.line(first.id));
  if (place) scroll.toTop(place);
  else scroll.toEnd();
  if (!scroll.atEnd) status.arrived(reading.unread(timeline), timeline.newer);
}

/** Back to where the talk goes on. */
async function toNewest() {
  if (timeline.newer) await load({});
  view.renderAll(timeline);
  scroll.toEnd();
}

/** @param {import("./history.js").Goal | {}} goal */
async function load(goal) {
  status.lost("");
  try {
    return await history.go(goal);
  } catch {
    status.lost(gettext("That part of the room could not be loaded. Try again."));
  }
}

/** @param {string} key of a line @param {boolean} pinned */
async function setPinned(key, pinned) {
  const id = Number(key.slice(1));
  view.line(id)?.focus({ preventScroll: true }); // the menu goes
  status.lost(await pin(urls.pin.replace("/0/", `/${id}/`), pinned, csrf));
}

/** @param {string} key of a line */
async function copyLink(key) {
  const id = Number(key.slice(1));
  view.line(id)?.focus({ preventScroll: true }); // the menu goes
  const dialog = /** @type {HTMLDialogElement} */ (part(page, "link"));
  if (await copy(addressOf(id, location.href), dialog)) notices.tell(gettext("Link copied"));
}

/** @param {string | number} what of mine is not shown any more: a change, or a message by its id */
function putAway(what) {
  timeline.away.add(what);
  away.write([...timeline.away]);
  draw();
}

/** What the buttons in a line do. @type {Record<string, (key: string, button: Element) => void>} */
const actions = {
  reply: (key) => composer.set({ reply_to: quoteOf(key) }),
  share: (key) => {
    composer.set({ reply_to: quoteOf(key) });
    if (!composer.changing) picker.open();
  },
  mute: (key) => mute(key),
  unfold: (key) => {
    mutes.show(Number(key.slice(1)));
    draw();
  },
  pin: (key) => setPinned(key, true),
  unpin: (key) => setPinned(key, false),
  copy: copyLink,
  react: (key, button) => {
    if (keeping.archived) return open(button); // one can still see who did
    const message = timeline.message(Number(key.slice(1)));
    status.trouble("reaction");
    if (message) wishes.turn(message, button.getAttribute("data-reaction") ?? "");
  },
  who: (_, button) => open(button),
  edit: takeBack,
  discard: async (key) => {
    if (await recall(key)) composer.focus(); // the button that was pressed is gone
  },
  rewrite,
  withdraw,
  heard: (key) => putAway(`c${timeline.own(Number(key.slice(1)))?.change?.id}`),
  away: (key) => putAway(Number(key.slice(1))),
  card: (key) => {
    const own = timeline.own(Number(key.slice(1)));
    if (own) cards.show(own.card, own.id);
  },
};

box.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const key = target.closest("[data-key]")?.getAttribute("data-key") ?? "";
  const button = target.closest("[data-action]");
  const action = button?.getAttribute("data-action");
  const quote = target.closest("a[data-part=quote]")?.getAttribute("href");
  if (button && action) actions[action](key, button);
  if (quote) {
    event.preventDefault();
    go({ at: Number(quote.slice(2)) });
  }
});

part(page, "composer").addEventListener("input", () => composer.wordless || signs.typed());
part(page, "pick").addEventListener("click", () => picker.open());
part(page, "pill").addEventListener("click", () => toNewest());
addEventListener("online", () => connection.hurry());
addEventListener("offline", () => connection.unplug());
addEventListener("pagehide", () => reading.flush());
box.addEventListener("scroll", look, { passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    caughtUp = !reading.unread(timeline);
    return reading.flush();
  }
  connection.hurry();
  askElsewhere();
  if (caughtUp && reading.unread(timeline)) visit(reading.upto);
  draw();
});

const pins = new Pins(/** @type {HTMLDetailsElement} */ (part(page, "pins")), (id) => go({ at: id }), (message) => mutes.folds(message));
timeline.joined(boot.joined, { first: true });
const kept = isNewVisit() ? null : line.read();
visit(kept ?? (boot.unread ? boot.joined.read : Infinity));
keep(boot.joined.settings);
view.render(timeline);
pins.render(timeline.pins());
scroll.toEnd();
const history = new History({
  url: urls.messages,
  timeline,
  box,
  earlier: /** @type {HTMLButtonElement} */ (part(page, "earlier")),
  later: /** @type {HTMLButtonElement} */ (part(page, "later")),
  onPage: (side) => {
    status.arrived(0, timeline.newer);
    return side === undefined ? view.renderAll(timeline) : view.unroll(timeline, side);
  },
});
new Find(/** @type {HTMLDialogElement} */ (part(page, "find")), part(page, "find-open"), (goal) => go(goal));
(boot.at ? go({ at: boot.at }) : begin()).then(() => {
  begun = true;
  look();
});
status.empty(timeline.entries().length === 0, timeline.more);
cards.remind(boot.joined.own);
reactions.listen(box);
new LineMenu(boot, mutes, reactions, (key) => timeline.entry(key), now).listen(box);
new Mentions(part(page, "composer"), urls.people);
rove(box);
keepDuty(page);
followKeyboard();
outbox.load();
connection.open();
