/**
 * Shows the address for held orders only where held orders are reported.
 */
function initForm(options) {
  const form = options.resource.settingsForm.form;
  const settings = options.resource.settings || {};
  form.fieldMap.heldOrderChannel.required = settings.reportHeldOrders === true;
  return form;
}
