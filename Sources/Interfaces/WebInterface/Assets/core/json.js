// JSON whose numbers come out as they went in: an id of twenty digits is not rounded.

const risky = /[:[,\s]-?(?:\d{16,}|\d+\.\d*0(?=[\],}\s])|\d+(?:\.\d+)?[eE]|\d+\.\d{15,}|-0)/;

/** Reads JSON; numbers that a script cannot hold keep their text (`JSON.rawJSON`). */
export function parseJSON(text) {
  if (!JSON.rawJSON || !risky.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value, context) =>
    typeof value === "number" && context?.source !== undefined && String(value) !== context.source
      ? JSON.rawJSON(context.source)
      : value,
  );
}

/** Whether it is a number that kept its text. */
export function isExactNumber(value) {
  return Boolean(JSON.isRawJSON?.(value));
}

/** One line of JSON for any value. */
export function compact(value) {
  return value === undefined ? "" : JSON.stringify(value);
}

/** The lines of pretty JSON, two blanks deep; a reference stays on one line. */
export function prettyLines(value) {
  const lines = [];
  write(value, "", "", "", lines);
  return lines;
}

function write(value, indent, head, tail, lines) {
  if (value === null || typeof value !== "object" || isExactNumber(value) || isReference(value)) {
    lines.push(indent + head + inline(value) + tail);
    return;
  }
  const list = Array.isArray(value);
  const keys = list ? null : Object.keys(value);
  const count = list ? value.length : keys.length;
  if (count === 0) {
    lines.push(indent + head + (list ? "[]" : "{}") + tail);
    return;
  }
  lines.push(indent + head + (list ? "[" : "{"));
  const deeper = `${indent}  `;
  for (let index = 0; index < count; index += 1) {
    const comma = index < count - 1 ? "," : "";
    if (list) write(value[index], deeper, "", comma, lines);
    else write(value[keys[index]], deeper, `${JSON.stringify(keys[index])}: `, comma, lines);
  }
  lines.push(indent + (list ? "]" : "}") + tail);
}

function inline(value) {
  if (!isReference(value)) return JSON.stringify(value);
  const key = Object.keys(value)[0];
  return `{ ${JSON.stringify(key)}: ${JSON.stringify(value[key])} }`;
}

/** `{"$resource": "imports/post-order"}` and its like. */
export function isReference(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0].startsWith("$") && typeof value[keys[0]] === "string";
}

/** The parts of an RFC 6901 pointer. */
export function pointerParts(pointer) {
  if (!pointer) return [];
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
}
