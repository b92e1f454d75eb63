"""Who has no insulin now, or rations it for want of money, is heard; who had none once, or speaks of others, is not."""

import dataclasses

import pytest

from moderation.policy import decide
from moderation.screening import Screener, screen
from moderation.screening.rules.no_insulin import NO_INSULIN
from moderation.screening.writing import faults

NONE_NOW = (
    "I ran out of insulin two days ago, what do I do?",
    "I've got no insulin left and I'm scared",
    "I can't afford my insulin this month",
    "does anyone know a pharmacy, I ran out of insulin last night",
    "I've been rationing insulin for months because I can't afford it",
    "my doctor can't see me and I ran out of insulin",
    "I have insurance but I still can't afford my insulin",
    "estoy sin insulina, ayuda",
    "I ran out of insulin two days ago",
    "I can't afford my insulin so I ration it",
    "se me acabó la insulina y no tengo dinero",
    "I have no insulin left until payday",
    "I'm out of insulin and the pharmacy is closed",
    "we ran out of insulin yesterday and insurance won't pay",
    "I've been rationing my insulin because I lost my job",
    "rationing insulin again, payday is friday",
    "I cannot afford insulin anymore",
    "my insulin ran out this morning",
    "haven't had insulin for 3 days because I can't pay for it",
    "I haven't had any insulin since monday, no money",
    "I'm stretching my insulin until my insurance starts",
    "No insulin left, no money",
    "lost my insurance and I don't have any insulin",
    "my mom ran out of her insulin yesterday",
    "my insulin costs 300 dollars and I can't afford it",
    "no tengo insulina desde ayer",
    "me quedé sin insulina y no puedo pagarla",
    "estoy racionando la insulina porque no me alcanza",
    "no me alcanza para la insulina",
    "no puedo comprar mi insulina este mes",
    "ya no me queda insulina",
    "se nos terminó la insulina anoche",
    "mi hijo no tiene insulina",
    "I skip doses because I can't afford insulin",
    "I'm taking half my insulin to make it last, can't afford more",
    "almost out of insulin and no money",
    "ran out of lantus last night",
    "tengo que estirar la insulina porque no hay dinero",
    "I am completely out of Humalog",
    "la farmacia no tiene insulina y se me acabó",
    "No me queda insulina en casa y no tengo dinero",
    "I can't afford to buy my insulin this month so I'm taking half",
    "I've run out of insulin and haven't got any more",
    "ayúdenme antes de que me ponga mal, se me acabó la insulina",
    "Someone stole my bag, I'm out of insulin now",
    "my pump ran out of insulin and I have none left",
    "My insulin got stolen yesterday and I haven't had any since",
    "out of insulin and the pharmacy won't give me any more",
    "out of lantus for three days, insurance denied it",
)
NOT_SO = (
    "I ran out of insulin on holiday last year, a pharmacy helped",
    "what do you do if you run out of insulin?",
    "my pump has no insulin on board alarm",
    "I ran out of test strips",
    "I have no insulin resistance",
    "my doctor says no insulin for now, just metformin",
    "I take no insulin, only metformin",
    "my pump ran out of insulin at 3am, changed it, all fine now",
    "I can't afford a pump",
    "insulin is so expensive, people are rationing it in this country",
    "Nobody should have to ration insulin",
    "when I ran out of insulin my pharmacist gave me an emergency supply",
    "if you can't afford your insulin ask your team about assistance programmes",
    "I never run out of insulin because I order early",
    "afraid of running out of insulin on the trip",
    "no tengo insulina en la lista, solo metformina",
    "Soy tipo 2 y no uso insulina",
    "mi bomba se quedó sin insulina en la noche, la cambié",
    "I used to ration my insulin, thank God that is over",
    "I am not on insulin",
    "no insulin yet, diet only",
    "I don't have any insulin pump experience",
    "there was no insulin left in my body when I was diagnosed",
    "Had to ration my insulin in college",
    "don't run out of insulin this weekend, order today",
    "can't afford to forget my insulin",
    "is it true that they ran out of insulin in the hospital?",
    "I couldn't afford insulin for years, now I have insurance",
    "my pancreas makes no insulin",
    "tiene resistencia, no le falta insulina",
    "no tengo insulina rápida, solo lenta, mi doctor quiere cambiarla",
    "my pen ran out mid dose so I took the rest from a new one",
    "insulin was out of the fridge all night",
    "ran out of time to take insulin before dinner",
    "antes no tenía insulina, ahora sí",
    "my pump ran out of insulin",
    "my pump ran out of insulin so I changed the reservoir",
    "someone ran out of insulin at camp once",
    "out of test strips and the pharmacy won't give me any more",
    "type 2, I have no insulin and no pills, just diet",
    "my son has no insulin today thanks to the honeymoon phase",
    "i have no insulin left in my pump, changing the cartridge now",
    "no tengo insulina que ponerme, solo tomo metformina",
    "me quedé sin insulina hace dos años",
)


alone = Screener(rules=NO_INSULIN).screen


@pytest.mark.parametrize("text", [*NONE_NOW, *NO_INSULIN[0].match])
def test_who_has_none_now_is_heard(text):
    verdict = screen(text)
    assert verdict.labels["emergency"] == 0.9
    assert "rule:emergency.no-insulin" in {found.source for found in verdict.findings}


@pytest.mark.parametrize("text", [*NOT_SO, *NO_INSULIN[0].clean])
def test_who_had_none_once_or_speaks_of_others_is_left_alone(text):
    assert not alone(text).flagged


# The model sees despair in these, even without the words of the want of insulin.
TAKEN_FOR_DESPAIR = {
    "I've been rationing insulin for months because I can't afford it",
    "estoy racionando la insulina porque no me alcanza",
    "I've run out of insulin and haven't got any more",
    "out of insulin and the pharmacy won't give me any more",
}


@pytest.mark.parametrize("text", [text for text in NONE_NOW if text not in TAKEN_FOR_DESPAIR])
def test_beside_the_model_who_has_none_is_shown_to_the_room_and_told_where_to_get_some(screener, text):
    disposition = decide(screener.screen(text), text=text)
    assert (disposition.action, disposition.card) == ("publish", "no_insulin")


@pytest.mark.parametrize("more", ["and I want to die", "I can't go on like this, goodbye everyone", "y quiero morirme"])
def test_despair_beside_it_is_heard_all_the_same(screener, more):
    text = f"ya no me queda insulina. {more}"
    assert decide(screener.screen(text), text=text).card == "self_harm"


def test_every_word_of_the_rule_is_one_that_the_reader_gives():
    told = {fault.code for fault in faults(dataclasses.asdict(NO_INSULIN[0]))}
    assert not told & {"unknown", "unreadable", "case", "empty_choice"}
