"""What the invented members say: own sentences of an ordinary day, which no screening has reason to hold.

Each text carries a *mark*, by which the load client knows the message again in whatever frame brings it.
"""

import re
from itertools import product
from string import ascii_lowercase

MARK = re.compile(rb"zq[a-z]{6}")
LENGTH = 200  # characters of a text

SENTENCES = """
Good morning everybody, the kettle is on and the garden looks lovely after all that rain in the night.
I walked to the library and back today, and I saw two herons standing by the canal near the old bridge.
We made a big pot of vegetable soup and the whole street seemed to turn up for a bowl and a chat.
My granddaughter taught me a card game and then beat me at it four times without a trace of pity.
Does anyone here sing in a choir? Ours starts again next week and I have missed the people more than the songs.
The bus was late, so I read half a chapter on the bench, and I did not mind that one bit.
I have been knitting the same scarf since spring and it is now long enough for two people and a dog.
Thank you all for the kind words yesterday, they made the walk home a good deal lighter.
The market had the first plums of the year and I came home with far more than I meant to buy.
It was my first swim since the summer and the pool was so quiet that I could hear the clock.
Our neighbours have painted their door bright yellow and now the entire row looks awake.
I finally fixed the squeaky gate, and the cat is cross because she can no longer hear me coming.
What are you all reading at the moment? I need something gentle for the train on Thursday.
The support group at the community hall had fresh flowers on every table, such a small thing and so nice.
I wrote everything down before my appointment this time and it really helped me to ask my questions.
My brother sent a postcard from the coast, and all it says is that the chips are excellent.
Some days are just long, and it helps to know that there are people here who understand that.
We are planning a picnic for the end of the month, and everybody brings one thing to share.
I planted tulips in the wrong pot and they came up anyway, better than the ones that I fussed over.
The new baker on the corner smiles at everyone and remembers what you had the last time.
I tried the breathing exercise from the course on the bus and nobody noticed, which is the best part.
Sunday was all board games and blankets here, and I would not have changed a minute of it.
My daughter called just to tell me about a fox that she had seen on her way to work.
I am learning to play the ukulele, slowly, and the dog leaves the room with great dignity.
Hello from a very windy hill, I can see four villages and a flock of sheep from this bench.
The evening class was full, so they found a bigger room, and somebody had brought biscuits for all.
It took me three tries to write this, so please take it as the warm hello that it is.
The museum was nearly empty and the guard told us his favourite story about every second painting.
I met an old friend by chance in the queue and we talked until they closed the shop.
There is a blackbird on our roof that sings at five in the morning, and he is very sure of himself.
We watched the rehearsal of the school play and the smallest tree had learned everybody's lines.
I sorted the photographs at last, and there is one from every year with the same blue jumper in it.
The repair café mended my radio, and would only take a slice of cake for it.
Somebody left a box of books on the wall with a note that says please take me home.
My allotment is mostly weeds and one proud sunflower, and I have decided that this is a style.
I went dancing for the first time in ages and my feet remembered more than I did.
Welcome to everybody who is new this week, sit wherever you like, we are an easy-going table.
The river was so still this morning that you could not tell the bridge from its picture in the water.
I have started to keep a small diary of good moments, and today has two already.
Our walking group did the long way round and the views were worth every single step.
The choir sang in the station hall and even the people in a hurry stood still for a while.
I made a birthday card by hand and used far too much glitter, it is on everything we own.
What a kind thing to say, it stayed with me the whole afternoon, thank you.
The children next door sell lemonade on Saturdays, and their prices go up whenever they see me.
I like that this room is quiet at night and that somebody always answers in the morning.
Our old piano has been tuned, and now we have nobody else to blame for how it sounds.
There was a rainbow over the car park, and a dozen strangers stood and pointed at it together.
I finished the jigsaw with the lighthouse, all but one piece, which the dog will not discuss.
The volunteers at the desk were so patient with my form that I went back to thank them.
Sleep well everyone, the moon is out over the roofs here and the street has gone quiet.
""".strip().splitlines()


def mark(number: int) -> str:
    """The number as a word of eight letters that is in no language: zqaaaaaa, zqaaaaab, …"""
    letters = ""
    for _ in range(6):
        number, rest = divmod(number, 26)
        letters = ascii_lowercase[rest] + letters
    return f"zq{letters}"


def text(number: int) -> str:
    """The number-th text: its mark, then as many whole words of two sentences as LENGTH allows. No quotes, ASCII."""
    return f"{mark(number)} {WORDS[number % len(WORDS)]}"


def _fitted(first: str, second: str) -> str:
    words = f"{first} {second}".replace("é", "e")
    return words[: LENGTH - 9].rpartition(" ")[0] if len(words) > LENGTH - 9 else words


WORDS = [_fitted(first, second) for first, second in product(SENTENCES, SENTENCES) if first != second]
