"""Who is spoken of and spoken to, who ordered it, and the words that mark doubt, warning and the past."""

PEOPLE = {
    "DOCTOR": """
        doctor doctors gp gps endo endos endocrinologist endocrinologists nurse nurses midwife physician
        physicians pharmacist pharmacists consultant consultants dietitian dietitians dietician cde educator
        clinic hospital surgeon podiatrist specialist specialists care_team diabetes_team healthcare_team
        healthcare_provider health_care_provider provider providers care_providers doctora medico medica medicos
        endocrino endocrina enfermera enfermero hospitales hospitals er a_and_e emergency_room paramedics a_e casualty
        ambulance team my_team the_team foot_team urgencias
    """,
    "ME": "i me my myself mine mi yo we us our me_estoy estoy tengo",
    "KIN": """
        husband wife son daughter mum mom mother dad father brother sister friend partner roommate boyfriend
        girlfriend flatmate housemate coworker colleague kid baby uncle aunt grandma grandpa gran nan cousin
        neighbor neighbour he she him her his mama papa hijo hija esposo esposa marido mujer hermano hermana
        amigo amiga abuela abuelo toddler child boy girl lad hubby spouse fiance fiancee grandson granddaughter
        grandfather grandmother nephew niece little_one bestie missus teen teenager stepdad stepmum stepson kiddo
        flatmates suegra tia tio nieto nieta novio novia bf gf twin
    """,
    "YOUR": """
        your the his her their tu tus su sus el la las los esa esas esos those these that this la_dosis all_your
        all_those all_the all_these
    """,
    "DOUBT": """
        myth nonsense rubbish scam hoax fake snake_oil no_evidence no_proof not_true untrue debunked debunk
        bogus quackery quack bs lie lies lying misinformation doesnt_cure does_not_cure cant_cure cannot_cure
        wont_cure dont_cure doesnt_work does_not_work dont_believe_it no_cure isnt_a_cure not_a_cure
        no_me_lo_creo es_mentira mentira bulo be_careful careful beware ripoff drives_me_mad false_claim
        false_claims clickbait does_not_replace doesnt_replace not_replace did_nothing doesnt_reverse facepalm
        hype placebo not_been_proven not_proven more_research researchers
    """,
    "DANGER": """
        dangerous danger risky deadly fatal unsafe harmful ended_up never_again can_kill could_kill
        ambulance_ride bad_idea terrible_idea peligroso regret regretted almost_died nearly_died please_dont
        warning
    """,
    "PASTTIME": """
        ago yesterday last_year last_month last_week last_summer last_winter last_time years_ago once used_to
        back_then when_i_was in_college in_school at_school as_a_kid as_a_teen as_a_teenager when_he_was
        when_she_was el_ano_pasado la_semana_pasada hace_anos in_the_past back_in when_i_got in_hospital_then
        in_2010 in_2012 in_2013 in_2014 in_2015 in_2016 in_2017 in_2018 in_2019 in_2020 in_2021 in_2022 in_2023
        in_2024 previously history_of ayer two_years years_later for_years
    """,
    "RESOLVED": """
        fine_now ok_now okay_now good_now all_good all_clear all_fine better_now alive_and back_up_to back_up
        back_to_normal sorted recovered in_recovery recovery saved_me got_me_through lived_to glad_im_here
        gets_better resting_now ya_estoy_bien ahora_estoy_bien estoy_bien i_am_fine i_am_ok is_fine_now survived
        learn_from woke_up_in pulled_through turned_out glad_i_am
    """,
    "NOW": """
        now right_now at_once currently still ahora tonight today just_now at_the_moment this_morning
        since_last_night hour_ago an_hour_ago minutes_ago last_hour
    """,
    "HYPO": "in_case suppose imagine hypothetically for_example",
    "REPORT": """
        says said say told tells telling swears swore claims claimed claim heard insists dice dicen dijo
        claiming reckons reckon believes
    """,
    "SAD": "sadly",
}  # fmt: skip
