/*
 * Hooks of the order flow: what Shopify sends is made ready for a NetSuite sales order.
 */

const HOLD_ABOVE = 2500;
const GIFT_CARD_VENDOR = 'Northquay Gift Cards';

/**
 * Drops test orders, and gives every order the fields that the mapping reads:
 * shipping_total, is_held and physical_lines.
 */
function preSavePage(options) {
  const records = [];
  for (const order of options.data) {
    if (order.test) continue;
    order.shipping_total = sumOf(order.shipping_lines, 'price');
    order.is_held = Number(order.total_price) > HOLD_ABOVE;
    order.physical_lines = (order.line_items || []).filter(isPhysical);
    records.push(order);
  }
  return { data: records, errors: options.errors, abort: false, newErrorsAndRetryData: [] };
}

/**
 * Refuses orders without a line to ship and upper-cases the country codes.
 */
function preMap(options) {
  return options.data.map((order) => {
    if (order.physical_lines.length === 0) {
      return { errors: [{ code: 'no_lines', message: 'Order ' + order.name + ' has nothing to ship' }] };
    }
    if (order.shipping_address && order.shipping_address.country_code) {
      order.shipping_address.country_code = order.shipping_address.country_code.toUpperCase();
    }
    return { data: order };
  });
}

function isPhysical(line) {
  return line.requires_shipping && line.vendor !== GIFT_CARD_VENDOR;
}

function sumOf(rows, field) {
  const cents = (rows || []).reduce((sum, row) => sum + Math.round(Number(row[field]) * 100), 0);
  return (cents / 100).toFixed(2);
}
