"""The curated list of feelings that may go with a message: an emoji and a word."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Feeling:
    slug: str
    emoji: str
    en: str
    es: str

    def as_state(self) -> dict:
        return {"slug": self.slug, "emoji": self.emoji, "word": {"en": self.en, "es": self.es}}


FEELINGS = {
    feeling.slug: feeling
    for feeling in (
        Feeling("hopeful", "🌱", "hopeful", "con esperanza"),
        Feeling("calm", "🍃", "calm", "en calma"),
        Feeling("proud", "🏅", "proud", "con orgullo"),
        Feeling("grateful", "💛", "grateful", "con gratitud"),
        Feeling("relieved", "😌", "relieved", "con alivio"),
        Feeling("curious", "🤔", "curious", "con curiosidad"),
        Feeling("tired", "🥱", "tired", "con cansancio"),
        Feeling("worried", "😟", "worried", "con preocupación"),
        Feeling("frustrated", "😤", "frustrated", "con frustración"),
        Feeling("sad", "😢", "sad", "con tristeza"),
        Feeling("lonely", "🫂", "lonely", "con soledad"),
        Feeling("overwhelmed", "🌊", "overwhelmed", "sin dar abasto"),
    )
}
