"""The reading grade: known texts come out near their known grades, and the measure never breaks."""

import pytest

from education.readability import english_syllables, grade, spanish_syllables
from education.text import sentences_of

SIMPLE = "The dog ran to the park. It was a warm day. We sat on the grass and had some milk. " * 3
HARD = (
    "Pharmacological intensification necessitates individualised consideration of cardiovascular comorbidity, "
    "hypoglycaemic susceptibility, and the patient's demonstrated willingness to undertake self-monitoring. "
) * 3
SENCILLO = "El perro va al parque. Hace sol. Mi tía come pan y yo bebo agua. Luego nos vamos a casa. " * 3
DIFICIL = (
    "La intensificación farmacológica individualizada requiere consideraciones cardiovasculares multidisciplinarias, "
    "susceptibilidad hipoglucémica documentada y automonitorización sistemática extraordinariamente frecuente. "
) * 3


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("walk", 1), ("make", 1), ("table", 2), ("needed", 2), ("baked", 1), ("boxes", 2), ("diabetes", 4),
        ("glucose", 2), ("insulin", 3), ("science", 2), ("region", 2), ("create", 2),
    ],
)  # fmt: skip
def test_english_syllables(word, count):
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("azúcar", 3), ("día", 2), ("ciudad", 2), ("guía", 2), ("quiero", 2), ("pingüino", 3), ("leer", 2), ("muy", 1)],
)
def test_spanish_syllables(word, count):
    assert spanish_syllables(word) == count


@pytest.mark.parametrize(
    ("text", "language", "least", "most"),
    [(SIMPLE, "en", 0, 3), (HARD, "en", 14, 20), (SENCILLO, "es", 0, 4), (DIFICIL, "es", 12, 20)],
)
def test_easy_and_hard_texts(text, language, least, most):
    assert least <= grade(text, language) <= most


def test_a_dialect_counts_as_its_language():
    assert grade(SENCILLO, "es-mx") == grade(SENCILLO, "es")


@pytest.mark.parametrize(
    ("text", "language"), [("", "en"), ("Too short.", "en"), (SIMPLE, "fr"), ("1 2 3 … !? " * 50, "en")]
)
def test_what_cannot_be_measured_has_no_grade(text, language):
    assert grade(text, language) is None


def test_list_items_and_headings_are_sentences_of_their_own():
    assert sentences_of("# Walk\n\n- one *two*\n  three\n- **four**, five") == "Walk\none two three\nfour, five"
