/** Chooses the device's own time zone for a person who has not said one. */

const zones = /** @type {HTMLSelectElement | null} */ (document.querySelector("select[name=time_zone]"));
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && !zones.form?.querySelector("[aria-invalid]") && [...zones.options].some(({ value }) => value === here)) zones.value = here;
