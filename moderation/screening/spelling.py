"""Short forms that people type, and what they stand for."""

from __future__ import annotations

_TABLE = """
    u = you / yall = you / y'all = you / ur = your / yr = your / r = are / youre = you are / you're = you are /
    im = i am / i'm = i am / iam = i am / ive = i have / i've = i have / i'd = i would / id = i would / i'll = i
    will / you'd = you would / youd = you would / you'll = you will / youll = you will / you've = you have /
    he's = he is / they'd = they would / theyd = they would / she'd = she would / he'd = he would / we'd = we
    would / it'd = it would / who's = who is / everyone's = everyone is / hes = he is / she's = she is / shes
    = she is / it's = it is / they're = they are / we're = we
    are / that's = that is / thats = that is / there's = there is / theres = there is / what's = what is / don't
    = dont / do'nt = dont / dnt = dont / doesn't = doesnt / didn't = didnt / can't = cant / cannot = cant /
    won't = wont / shouldn't = shouldnt / mustn't = mustnt / wouldn't = wouldnt / isn't = isnt / wasn't = wasnt
    / couldn't = couldnt / aren't = arent / hasn't = hasnt / haven't = havent / needn't = neednt / gonna = going
    to / gotta = got to / wanna = want to / oughta = ought to / shoulda = should have / lemme = let me / pls =
    please / plz = please / ppl = people / dr = doctor / docs = doctors / bc = because / cuz = because / cos =
    because / thru = through / tho = though / n = and / nd = and / w = with / bout = about / shud = should / shd
    = should / 2nite = tonight / tonite = tonight / 2day = today / b4 = before / h8 = hate / gr8 = great / m8 =
    mate / beleive = believe / alot = a lot / prolly = probably / rn = right now / ik = i know / idk = i dont
    know / q = que / xq = porque / pq = porque / tmb = tambien / yo'ure = you are / ain't = isnt / n't = not
"""
SPELLED = {
    short.strip(): full.strip()
    for short, _, full in (entry.partition("=") for entry in " ".join(_TABLE.split()).split(" / "))
}
