"""English is read in many countries: with the day first and the month in words, nobody takes 3/11 for March.

Hours are those of a clock with 24, as in the other languages.
"""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j F"
