"""Groups of plain words that rules name in capitals: words that mean one thing in a rule and have no other duty."""

CLASSES: dict[str, tuple[str, ...]] = {
    name: tuple(entries.split())
    for name, entries in {
        # A life in question.
        "BETTEROFF": "better easier happier simpler lighter freer relieved relief calmer richer",
        "DEADGONE": """
            dead gone died buried disappeared vanished disappear vanish dropped_dead dissapeared croaked
        """,
        "HEREALIVE": "here around alive born existing breathing",
        "WISHING": """
            wish wishing wishes hope hopes hoping want wants wanted wanting wanna rather pray prays praying prefer
            ojala quisiera quiero wouldnt_mind love fantasize fantasise dream dreaming
        """,
        "REASON": "point reason reasons sense purpose use",
        "ONGOING": "live living alive existing exist breathing",
        "WEARY": "tired sick done finished exhausted through harta harto cansada cansado weary over fed_up",
        "NOTDO": "not never dont doesnt didnt wouldnt wont cant couldnt isnt no",
        "WAKES": "wake woke waking wakes wake_up despertar despertara despierte despertarme despertaria",
        "ALLOF": """
            all whole entire every everything lot toda todas todo todos full both rest whole_lot loads bunch handful
        """,
        "BODYPART": "arm arms wrist wrists leg legs thigh thighs skin brazo brazos piernas munecas muneca stomach",
        "WOUNDING": """
            cut cutting cuts scratch scratching scratched burn burning burned burnt slice slicing carve carving
            bite biting hit hitting punch punching stab stabbing
        """,
        # Insulin and what it weighs.
        "THIN": """
            weight thin thinner skinny slim slimmer kilos kilo pounds lbs jeans dress bikini figure diet adelgazar
            flaca flaco delgada peso scale size fat
        """,
        "OMITS": """
            skips skipping skipped skip leaves leaving left leave_out leaving_out omit omits omitting omitted
            restrict restricts restricting restricted stopped stopping stop cut cuts cutting halving halve half
            underdose underdosing reduce reducing ration rationing stretching miss missing not dont doesnt hardly
            barely salto salta saltando dejo dejado saltarme
        """,
        # A body failing.
        "COLLAPSE": """
            limp floppy jerking twitching convulsing foaming frothing unrousable unresponsive lifeless
            unconscious seizing convulsionando
        """,
        "AILING": """
            clammy grey gray blue pale sweaty sweating drenched soaked confused confusion slurring slurred slurs
            staring stares vacant sleepy drowsy groggy rambling gibberish nonsense_talking shaking shaky trembling
            delirious disoriented incoherent lethargic floppy limp groaning mumbling mumbles drooling confundida
            confundido sudando temblando palida palido raro rara weird glassy dazed combative wobbly
        """,
        "HEARTPAIN": """
            pain pressure tightness crushing squeezing heaviness heavy tight dolor presion aprieta opresion
        """,
        # What people call a dose.
        "JABBED": """
            bolus shot shots jab jabs injection injections correction corrections dose doses insulin insulina
            basal lantus novorapid humalog metformin pills tablets
        """,
        "MOREOF": "extra more another additional second third mas otra otras otro",
        "MEALTIME": """
            breakfast lunch dinner supper bedtime evening morning night tonight nighttime noche manana
            desayuno cena teatime tea midday afternoon
        """,
        # Words that only a Spanish sentence has, to keep its rules off English ones.
        "SPANISH": """
            la las los una con de y mas menos cada te se si que del por para tu su tus sus lenta la_lenta la_rapida
            rapida insulina metformina pastillas dosis noche unidades esas ese hasta ya otras otros
        """,
        "TAKERS": "mother father mum dad mom parent wife husband person human friend daughter son diabetic",
    }.items()
}
