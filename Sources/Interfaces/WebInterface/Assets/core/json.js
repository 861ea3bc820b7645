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

/** One line of JSON for any value. */
export function compact(value) {
  return value === undefined ? "" : JSON.stringify(value);
}

/** The lines of pretty JSON, two blanks deep; a reference stays on one line. */
export function prettyLines(value) {
  const text = JSON.stringify(value, null, 2);
  const lines = text.split("\n");
  return text.includes('"$') ? withShortReferences(lines) : lines;
}

const member = /^\s+("\$[^"]*": "(?:[^"\\]|\\.)*")$/;

/** Three lines `{`, one member that starts with `$`, `}` become one. */
function withShortReferences(lines) {
  const result = [];
  for (let index = 0; index < lines.length; index += 1) {
    const found = lines[index].endsWith("{") ? member.exec(lines[index + 1] ?? "") : null;
    const closing = found ? /^\s*(\},?)$/.exec(lines[index + 2] ?? "") : null;
    if (!closing) {
      result.push(lines[index]);
      continue;
    }
    result.push(`${lines[index]} ${found[1]} ${closing[1]}`);
    index += 2;
  }
  return result;
}

/** The parts of an RFC 6901 pointer. */
export function pointerParts(pointer) {
  if (!pointer) return [];
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
}
