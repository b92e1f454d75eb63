"""Names of medicines and supplies, with brands, usual misspellings and slang (names: FDA, EMA, AEMPS)."""

MEDICINES = {
    "INSULIN": """
        insulin insulina insulinas insuline insulim insulun slin lantus lantis lantuss levemir levamir tresiba
        tresbia toujeo tojeo basaglar semglee humalog humolog humulin novolog novalog novorapid novorapido
        novolin fiasp apidra lyumjev admelog actrapid insulatard glargine degludec detemir lispro aspart
        glulisine basal bolus nph rapida rápida fast_acting rapid_acting long_acting slow_acting short_acting
        correction_dose mealtime_shot mealtime_shots la_rapida la_lenta lenta afrezza
    """,
    "MED": """
        metformin metformina metforman metfornin metphormin metfornim metforim metfromin glucophage gliclazide
        gliclazida glipizide glyburide glimepiride glimepirida glibenclamide glibenclamida sulfonylurea
        sulfonylureas januvia sitagliptin sitagliptina janumet jardiance farxiga forxiga invokana empagliflozin
        empagliflozina dapagliflozin dapagliflozina canagliflozin ertugliflozin sglt2 ozempic ozempik rybelsus
        wegovy semaglutide semaglutida trulicity dulaglutide victoza saxenda liraglutide liraglutida byetta
        bydureon exenatide mounjaro manjaro zepbound tirzepatide tirzepatida actos pioglitazone pioglitazona
        acarbose glp1 statin statins estatina estatinas atorvastatin simvastatin lisinopril ramipril losartan
        med meds medication medications medicine medicines medicina medicinas medicamento medicamentos
        tratamiento pill pills pastilla pastillas tablet tablets tableta tabletas tabs half_tablet
        blood_pressure_tablets drug drugs prescription prescriptions injection injections inyeccion inyecciones
        shot shots jab jabs needles treatment treatments med's
    """,
    "SUPPLY": """
        pen pens pluma plumas insulin_pen insulin_pens pen_needle pen_needles vial vials viales cartridge
        cartridges syringe syringes jeringa jeringas needle aguja agujas lancet lancets lanceta lancetas sensor
        sensors sensores transmitter transmitters dexcom libre libres test_strips test_strip strips tiras cgm
        cgms pod pods omnipod infusion_set infusion_sets pump_supplies g6 g7
    """,
    "CARBFIX": """
        glucose_tablets glucose_tabs glucose_tablet glucose_gel dextrose_tablets dextro glucagon baqsimi
        tabletas_de_glucosa
    """,
    "PLAINTHING": """
        insulin_resistance insulin_resistant insulin_sensitivity insulin_pump insulin_pumps insulin_level
        insulin_levels basal_rate_test natural_insulin flu_shots side_effects pill_box pill_boxes pill_organizer
        the_plan pen_and_paper shot_of_espresso correction_factor_worksheet glucose_meter long_shot
    """,
    "DOSE": """
        dose doses dosis doce dosage dosages ratio ratios carb_ratio correction_factor basal_rate basal_rates
        units_of unit units unidad unidades iu ui correction corrections amount_of_insulin background
        mealtime_dose evening_dose morning_dose night_dose
    """,
    "VACCINE": """
        vaccine vaccines vacuna vacunas flu_shot flu_jab flu_vaccine covid_shot covid_vaccine booster
        vaccination
    """,
}  # fmt: skip
