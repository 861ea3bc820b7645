/*
 * Hooks of the refund flow.
 */

/**
 * Gives each refund the amount that went back to the customer. A refund that only restocks
 * goods has no successful transaction and is left out.
 */
function preSavePage(options) {
  const refunds = options.data.filter((refund) => amountOf(refund) > 0);
  for (const refund of refunds) {
    refund.amount = amountOf(refund).toFixed(2);
    refund.is_full = refund.refund_line_items.length === refund.order_line_count;
  }
  return { data: refunds, errors: options.errors, abort: false, newErrorsAndRetryData: [] };
}

/**
 * A cash refund that exists already is no failure: NetSuite answers with the id of the first one.
 */
function postSubmit(options) {
  for (const answer of options.responseData) {
    if (answer.statusCode === 200) continue;
    const duplicate = (answer.errors || []).find((error) => error.code === 'DUP_RCRD');
    if (duplicate && duplicate.recordId) {
      answer.statusCode = 200;
      answer.id = duplicate.recordId;
      answer.errors = [];
    }
  }
  return options.responseData;
}

function amountOf(refund) {
  return (refund.transactions || [])
    .filter((transaction) => transaction.kind === 'refund' && transaction.status === 'success')
    .reduce((sum, transaction) => sum + Number(transaction.amount), 0);
}
