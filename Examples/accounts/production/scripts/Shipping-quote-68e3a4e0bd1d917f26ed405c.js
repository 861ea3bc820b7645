/*
 * GET /v1/shipping-quote?country=DE&grams=850
 */

const ZONES = { US: 'home', CA: 'near', MX: 'near' };
const RATES = {
  home: { base: 4.9, perKilogram: 1.2, days: 3 },
  near: { base: 9.5, perKilogram: 3.4, days: 6 },
  far: { base: 14.0, perKilogram: 7.8, days: 10 }
};

function handleRequest(options) {
  const query = options.queryString || {};
  const grams = Number(query.grams);
  if (!/^[A-Za-z]{2}$/.test(query.country || '')) {
    return answer(400, { error: 'country is not a two-letter code' });
  }
  if (!(grams > 0) || grams > 30000) {
    return answer(400, { error: 'grams is not between 1 and 30000' });
  }
  const rate = RATES[ZONES[query.country.toUpperCase()] || 'far'];
  const price = rate.base + rate.perKilogram * Math.ceil(grams / 1000);
  return answer(200, { price: price.toFixed(2), currency: 'USD', days: rate.days });
}

function answer(statusCode, body) {
  return { statusCode: statusCode, headers: { 'content-type': 'application/json' }, body: body };
}
