// Small helps on the account pages: show a typed password, preselect the unit, lead to what is to put right, say when a passkey fails.
// Everything works without them.

for (const input of document.querySelectorAll('input[type="password"]')) addEye(input);
preselectUnit(document.querySelector('select[data-mmol]'));
document.addEventListener('allauth.error', sayThatItFailed);
document.querySelector('[data-wrong]')?.focus();

function addEye(input) {
  const row = document.getElementById('show-password').content.cloneNode(true);
  const [box, label] = [row.querySelector('input'), row.querySelector('label')];
  box.id = label.htmlFor = `${input.id}_show`;
  box.addEventListener('change', () => { input.type = box.checked ? 'text' : 'password'; });
  input.form.addEventListener('submit', () => { input.type = 'password'; });
  input.after(row);
}

function preselectUnit(country) {
  const units = country ? [...country.form.elements.glucose_unit ?? []] : [];
  let chosen = Boolean(country?.form.querySelector('[aria-invalid], .errorlist'));
  for (const unit of units) unit.addEventListener('change', () => { chosen = true; });
  country?.addEventListener('change', () => {
    if (chosen) return;
    const wanted = country.dataset.mmol.split(' ').includes(country.value) ? 'mmol/L' : 'mg/dL';
    for (const unit of units) unit.checked = unit.value === wanted;
  });
}

function sayThatItFailed(event) {
  const words = document.getElementById('passkey-trouble');
  if (!words) return;
  event.preventDefault();
  document.querySelector('#main [role="alert"]')?.remove();
  document.querySelector('#main h1').after(words.content.cloneNode(true));
}
