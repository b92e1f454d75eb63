"""Which language a text is in, as far as a reader must know: by the small words that every sentence has.

A library that tells a hundred languages apart takes slang and typing errors for some of them, and a message that is
taken for another language is read by the rules alone. So a text is foreign only when it has another's small words.
"""

from __future__ import annotations

import re

from .function_words import words
from .normalise import fold

ENOUGH = 5  # different words; of fewer one cannot tell
SHARE = 0.15  # of them that are small words of the language; plain talk has 0.3 and more
OURS = ("en", "es")  # what the corpus is written in
CLEARLY = 1.5  # more than so many times as many small words as one of ours has, for a text to be another's
SMALL = {
    "en": words("""
        the a an and or but if to of in on at for with from by is are was were be been am do does did have has
        had not no it its this that these those he she they we you i me my your his her our their so as what
        when how who can could will would should just there here too very up out about more all than then them
        him us im dont u ur any some get
    """),
    "es": words("""
        el la los las un una unos unas y o pero si de del en con por para que se lo le les me te mi tu su sus
        mis es son era fue ser estar esta este esto eso esa ese ya muy mas como cuando donde no ni al hay he ha
        han yo nosotros porque q xq pq todo todos nada bien asi cada sin sobre tengo tiene a dos soy estoy
        puedo voy vas va hoy
    """),
    "fr": words("""
        le la les un une des et ou mais si de du en dans avec pour par que qui se ne pas je tu il elle nous vous
        ils est sont etait suis j'ai c'est mon ma mes ton ta ses ce cette ca au aux sur plus tres quand comme
    """),
    "de": words("""
        der die das ein eine einen und oder aber wenn zu von in im an auf fur mit aus bei ist sind war ich du er
        sie wir ihr es nicht kein mein meine dein dir mir mich hat habe haben wird auch noch schon so wie was
        nur sehr
    """),
    "pt": words("""
        o a os as um uma e ou mas se de do da dos das em no na com por para que nao eu voce ele ela nos eles meu
        minha seu sua e sao foi ser estar esta isso isto muito mais como quando ja tem tenho ao pelo
    """),
    "it": words("""
        il lo la gli i le un una e o ma se di del della in nel con per che non io tu lui lei noi voi sono era
        mio mia tuo questo questa e molto piu come quando gia ho hai ha al alla dei delle anche
    """),
    "pl": words("""
        i w na z do sie nie to jest ze jak mam ale po od za mi moj moja przez dla tak juz czy jestem
    """),
    "tr": words("""
        ve bir bu da de icin cok ben sen ama ne mi var yok gibi daha benim ile sonra kadar
    """),
    "nl": words("""
        de het een en of maar als van in op aan voor met is zijn was ik je hij ze we niet geen mijn dat die er
    """),
}
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def language_of(text: str) -> str:
    """The code of the text's language; "" where it is in letters that none of them has; "?" where one cannot tell.

    Words of another kind beside make no text foreign: it could be written so to slip past the model.
    """
    every = WORD.findall(fold(text).text)
    found = {word for word in every if word.isascii()}  # each once: who repeats a word says no more
    if len(found) < ENOUGH:
        return "?" if len(found) * 2 >= len(set(every)) else ""
    counts = {language: len(found & small) for language, small in SMALL.items()}
    best = max(counts, key=lambda language: counts[language])  # of equals the first
    if best not in OURS:
        ours = max(OURS, key=lambda language: counts[language])
        own = len(found & (SMALL[ours] - SMALL[best]))  # what the two do not share
        if counts[best] == 1 or counts[best] <= CLEARLY * counts[ours] or own >= SHARE * len(found):
            best = ours
    return best if counts[best] >= SHARE * len(found) else "?"
