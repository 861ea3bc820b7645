const STAGES = { A: 'received', B: 'in preparation', D: 'partly shipped', F: 'shipped', H: 'closed' };

/**
 * Turns the letter that NetSuite keeps for the status of an order into a word for the shop.
 */
function preMap(options) {
  return options.data.map((record) => {
    const letter = String(record.status || '').slice(-1);
    record.stage = STAGES[letter] || 'in preparation';
    record.trackingNumbers = (record.shipments || []).map((shipment) => shipment.trackingNumber);
    return { data: record };
  });
}
