"""Remedies, illnesses, signs, places of contact, goods and insults that rules speak of."""

THINGS = {
    "REMEDY": """
        cinnamon borax canela apple_cider_vinegar vinegar vinagre acv berberine berberina bitter_melon karela
        okra okra_water moringa fenugreek methi black_seed_oil black_seed nigella nopal cactus_juice turmeric
        curcuma garlic ajo ginger lemon_water aloe aloe_vera chromium alpha_lipoic_acid gymnema herb herbs
        herbal herbal_tea herbal_teas herbal_capsules hierbas detox cleanse parasite_cleanse juice_cleanse
        juicing keto carnivore carnivore_diet keto_diet low_carb_diet raw_vegan vegan_diet fasting_protocol
        water_fasting prayer prayers faith oracion homeopathy homeopathic homeopatia essential_oil
        essential_oils magnets magnetic magnetic_bracelet magnetic_bracelets crystals reiki acupuncture
        supplement supplements suplemento suplementos remedy remedies remedio home_remedy natural_remedy
        natural_cure stem_cell stem_cells stem_cell_patches urine_therapy colloidal_silver hydrogen_water
        alkaline_water mms cbd_oil intermittent_fasting god jesus allah naturopath protocol juice tea jugo te_de
        recipe baking_soda mushrooms mushroom_powder guava_leaves mango_leaves neem tulsi jamun noni soursop
        guanabana chia costus insulin_plant plant_extract leaf root patches patch beet_juice raw_food
        coffee_enema enema enemas drops gotas vinegar_shots hypnosis celery_juice wheatgrass coconut_oil
        seed_oil this_diet this_herb tonic
    """,
    "DIABETES": """
        diabetes diabetic type_1 type_2 type1 type2 type_one type_two t1 t2 t1d t2d sugar_disease diabetis
        diabeties diabete azucar blood_sugar blood_sugars beta_cells the_pancreas pancreas la_diabetes sugars
        sugar glucose
    """,
    "GLUCOSE": """
        bg bgs glucosa glucemia glicemia bloodsugar blood_glucose reading readings meter glucometer medidor
        cgm_says dex sensor_says
    """,
    "KETONES": "ketones ketone cetonas ketons keytones ketonas",
    "SYMPTOM": """
        shaking shaky spinning clammy trembling temblando sweating sweaty sudando confused confusion dizzy
        mareado mareada faint fainting blurry cant_see cant_see_straight no_veo_bien no_veo drowsy weak
        cold_sweat slurring slurred disoriented passing_out pass_out blacking_out seeing_double cant_think
        barely_conscious falling dropping_fast dropping going_down still_going_down goin_down hands_wont_stop
        cant_breathe cant_breath tiembla tiemblo temblores sudo breathing_fast breathing_so_fast no_juice alone
    """,
    "OUTCOLD": """
        unconscious unresponsive wont_wake_up wont_wake not_waking cant_wake no_despierta inconsciente seizure
        seizing convulsing convulsion convulsionando collapsed passed_out fainted fitting_on having_a_fit
        barely_conscious cant_rouse
        not_responding no_responde blacked_out
    """,
    "FRUITY": "fruity_breath pear_drops_breath fruity nail_polish acetone pear_drops nail_varnish",
    "STROKE": """
        slurred_speech speech_is_slurred face_is_drooping face_drooping cant_feel_the_left cant_feel_the_right
        cant_move_my_arm cant_feel_my_arm cant_feel_my_left cant_feel_my_right
    """,
    "CHESTPAIN": """
        chest_pain chest_tight chest_is_tight chest_feels_tight tightness_in_my_chest chest_pains
        pain_in_my_chest chest_hurts crushing_chest dolor_de_pecho dolor_en_el_pecho tight_chest
    """,
    "FOOT": "foot toe toes feet heel ulcer wound pie dedo sole blister callus corn stump leg",
    "ROT": """
        black blackened pus smells smelly stinks stink rotten red_streak red_streaks negro gangrene spreading
        oozing huele apesta negra weeping_pus
    """,
    "APPOINTMENT": """
        appointment appointments appt checkup check_up a1c_test a1c blood_test blood_tests lab_work labs tests
        screening eye_exam eye_appointment eye_test eye_screening foot_exam foot_check foot_surgery surgery
        amputation operation cita prueba analisis
    """,
    "SITE": """
        insta instagram ig whatsapp telegram snapchat snap kik discord facebook fb messenger skype wechat signal
        viber tiktok twitter
    """,
    "STREET": "street road avenue lane st rd ave ln blvd boulevard terrace crescent calle avenida",
    "SHOPPING": """
        discount promo coupon voucher free_shipping envio_gratis limited_time limited_stock on_sale link_in_bio
        checkout price_list cash_on_delivery money_back wholesale gift_card best_price special_offer price_drop
        off_your_first off_this_week worldwide_shipping hot_deal top_dollar first_ten click_the_link
        affiliate_link referral_link referral_code ship_worldwide order_now order_today order_your buy_now
        apply_now book_now act_now compra_ya compra_ahora get_one_free bottle_free hurry click_here half_price
        discount_code
    """,
    "MONEYMAKING": """
        earn_from_home work_from_home from_home dinero_desde_casa be_your_own_boss network_marketing
        join_my_team downline passive_income bitcoin crypto forex loan_company loans_at make_money earn_money
        extra_income business_opportunity gana_dinero paid_program financial_freedom distributor
    """,
    "INSULT": """
        idiot idiots moron morons imbecile loser losers pathetic stupid dumb dumbass dumb-ass scum trash retard
        retarded worthless disgusting fatty fatso pig pigs cow slob slobs lazy slobs leech leeches bitch clown
        cunt whore slut asshole arsehole prick wanker twat bastard liar liars useless idiota idiotas estupida
        estupido imbecil gorda gordo cerda cerdo asquerosa asqueroso inutil pendejo pendeja puta waste_of_oxygen
        waste_of_space human_garbage vermin faggot hysterical ignorant ugly
    """,
    "PEOPLEGROUP": """
        fat_people immigrants women muslims jews blacks gays foreigners diabetics type_2s type_1s t2s t1s
        people_like_you you_people your_kind your_lot old_people poor_people asians mexicans
    """,
}  # fmt: skip
