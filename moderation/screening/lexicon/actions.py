"""What one can do to a dose, a treatment or a supply: verbs by concept and form, in English and Spanish.

``base`` holds what follows "you should" or stands as a command; in Spanish, commands and infinitives.
"""

ACTIONS: dict[str, dict[str, str]] = {
    "TAKE": {
        "base": """
        take inject bolus give_yourself give_him give_her give_it pop shoot_up dial_up dial pump_in administer
        toma tomate tome tomese tomar tomarte tomes tomarse ponte pongase ponga ponerte ponerse pongas ponme
        pondria pon pontela pontelas ponete pongasela ponle pongale inyectese aplicate apliquese tomaria
        tomas pones inyectas inyectaria inyectate inyecta inyectar inyectarte inyectes pinchate pincha pinchar
        pincharte metete
    """,
        "ing": "taking injecting bolusing popping tomando inyectando poniendome",
        "past": "took injected bolused dosed shot_up popped tome_ayer gave_myself tomaba",
    },
    "RAISE": {
        "base": """
        raise increase push crank_it_up bump double triple quadruple boost crank go_up_on go_up step_up creep_up
        crank_up turn_up ramp_up bump_up double_up double_down add titrate_up move_up bring_up put_up dose_up
        top_up sube subele subir subirle subirte subas aumenta aumentale aumentar aumentes duplica duplicala
        duplicar dobla doblar doblate dupliques agrega agregale anade subale suba subi subile subiria sumale
        sumele aumentele aumente aumentaria aumenta_le duplique echale echele add_on
    """,
        "ing": """
        raising increasing bumping doubling tripling boosting upping adding going_up stepping_up ramping_up
        bumping_up doubling_up subiendo aumentando duplicando
    """,
        "past": "raised increased bumped doubled tripled upped added went_up",
    },
    "LOWER": {
        "base": """
        lower decrease knock trim reduce cut halve shave back_off cut_back cut_down go_down_on go_down dial_down
        turn_down bring_down scale_back taper ease_off step_down baja bajale bajate bajar bajarle reducir
        reduce_la recorta bajele baje bajaria bajarias bajala bajela reducele reduzca quitale quitele bring_it_down
        knock_off shave_off take_off
    """,
        "ing": "lowering decreasing reducing cutting halving tapering cutting_back cutting_down going_down bajando",
        "past": "lowered decreased reduced halved tapered",
    },
    "SKIP": {
        "base": """
        skip miss omit leave_out leave_off hold salta saltate saltatela saltarte saltartela saltar salte omite
        omitir saltes saltese saltesela saltaria forgo go_without
    """,
        "ing": "skipping missing omitting leaving_out saltandome",
        "past": "skipped missed omitted",
    },
    "STOP": {
        "base": """
        stop quit ditch dump bin trash toss flush chuck come_off get_off go_off give_up throw_away throw_out
        throw get_rid_of bin_all dispense_with take_a_break_from lay_off wean_yourself_off wean_off chuck_out
        do_without discontinue abandon deja dejaba dejaria dejate dejes dejar dejalo dejala suspende suspender
        tira tiralo tirar tires bota botar abandona abandonar olvidate_de leave deje dejen dejela dejelas
        suspenda suspendela tire tirela tirelas tiralas bote bota_las
        olvidese_de olvida stop_with be_done_with kick swear_off walk_away_from
    """,
        "ing": """
        stopping quitting ditching dumping binning coming_off getting_off giving_up throwing_away getting_rid_of
        without dejando
    """,
        "past": "stopped dumped ditched binned came_off got_off gave_up threw_away threw_out flushed",
    },
    "DROP": {"base": "drop", "ing": "dropping", "past": "dropped"},
    "SPLIT": {"base": "split divide parte partir", "ing": "splitting dividing", "past": "divided"},
    "SHIFT": {
        "base": "move switch shift change cambia cambiar pasa",
        "ing": "moving switching shifting changing",
        "past": "moved switched shifted",
    },
    "START": {"base": "start begin get_on empieza empezar", "ing": "starting beginning", "past": "started began"},
    "REFUSE": {
        "base": """
        refuse hold_off_on decline reject avoid delay postpone put_off cancel hold_off ignore dodge rechaza
        rechazar cancela cancelar ignora pospon ignorar evita stay_away_from steer_clear_of say_no_to turn_away
        turn_down_the opt_out_of rechace ignore_all keep_away_from resist
    """,
        "ing": "refusing declining delaying postponing putting_off cancelling canceling ignoring avoiding",
        "past": "refused declined delayed postponed cancelled canceled ignored",
    },
    "REPLACE": {
        "base": "replace swap substitute trade_in sustituye reemplaza cambia_tus",
        "ing": "replacing swapping substituting",
        "past": "replaced swapped",
    },
    "GO": {
        "base": "go visit see attend call ring bother vayas ve ir vayan",
        "ing": "going seeing visiting calling bothering",
        "past": "went saw called",
    },
    "CHECK": {
        "base": "check test monitor measure midas mide medir",
        "ing": "checking testing monitoring measuring",
        "past": "checked tested",
    },
    "TRUST": {"base": "trust believe listen_to creas confies creer", "ing": "trusting believing", "past": "trusted"},
    "GET": {"base": "get have need", "ing": "getting having", "past": "got had"},
    "TRY": {
        "base": "try use usar usa drink eat bebe come prueba beber chew sip",
        "ing": "trying using drinking eating",
        "past": "tried used drank ate",
    },
    "REUSE": {
        "base": "reuse re-use reutiliza reutilizar share comparte compartir compartas borrow",
        "ing": "reusing sharing borrowing",
        "past": "reused shared borrowed",
    },
    "STACK": {
        "base": "stack pile_on layer",
        "ing": "stacking piling_on layering",
        "past": "stacked",
    },
    "SELL": {
        "base": "sell trade vendo ship vende swap_you cambio_por",
        "ing": "selling trading shipping vendiendo",
        "past": "sold traded shipped",
    },
    "DRIVE": {"base": "drive keep_driving driving_on conduce", "ing": "driving", "past": "drove"},
    "FAST": {"base": "fast water_fast dry_fast ayuna", "ing": "fasting ayunando", "past": "fasted"},
    "CURE": {
        "base": """
        cure cures heal heals reverse reverses fix fixes cura curan curar curara eliminate eliminates elimina
        regenerate regenerates regrow regrows sana sanar revierte revertir
    """,
        "ing": "curing healing reversing regenerating regrowing curando",
        "past": "cured healed reversed fixed eliminated curo sano revirtio got_rid_of",
    },
    "KILL": {"base": "kill end matar", "ing": "killing ending", "past": "killed ended"},
    "HURT": {"base": "hurt burn", "ing": "hurting", "past": ""},
    "VOMIT": {
        "base": "vomit puke throw_up vomito puking_up vomita",
        "ing": "vomiting puking throwing_up vomitando being_sick",
        "past": "vomited puked threw_up",
    },
}
