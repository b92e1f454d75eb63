"""The words that screening knows: what each is called in rules (its concept), in English and Spanish."""

from .actions import ACTIONS
from .medicines import MEDICINES
from .people import PEOPLE
from .things import THINGS
from .trie import Lexicon

LEXICON = Lexicon(MEDICINES, THINGS, PEOPLE, actions=ACTIONS)
