"""The curated list of reactions to a message: each says that its sender stands by the author. None says no."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReactionKind:
    slug: str
    emoji: str
    en: str
    es: str

    def as_state(self) -> dict:
        return {"slug": self.slug, "emoji": self.emoji, "word": {"en": self.en, "es": self.es}}


REACTIONS = {
    kind.slug: kind
    for kind in (
        ReactionKind("me_too", "🙋", "Me too", "Yo también"),
        ReactionKind("thanks", "🙏", "Thank you", "Gracias"),
        ReactionKind("hug", "🤗", "Hug", "Abrazo"),
        ReactionKind("strength", "💪", "Strength", "Fuerza"),
        ReactionKind("with_you", "💙", "With you", "Contigo"),
        ReactionKind("celebrate", "🎉", "Hooray", "Bravo"),
    )
}
