const LARGEST_CHANGE = 0.4;

/**
 * Marks prices that are missing, not positive, or far from the price in the shop.
 */
function preSavePage(options) {
  for (const row of options.data) {
    const price = Number(row.unit_price);
    row.price_is_sound = Number.isFinite(price) && price > 0;
    row.sku = String(row.sku || '').trim().toUpperCase();
  }
  return { data: options.data, errors: options.errors, abort: false, newErrorsAndRetryData: [] };
}

/**
 * Holds back a price that differs from the shop's by more than two fifths.
 */
function filter(options) {
  const before = Number(options.record.current_price);
  const after = Number(options.record.unit_price);
  if (!options.record.price_is_sound) return false;
  return !(before > 0) || Math.abs(after - before) / before <= LARGEST_CHANGE;
}
