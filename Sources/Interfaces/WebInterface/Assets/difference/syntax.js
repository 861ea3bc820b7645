// Colours for one line of a script, query, template or JSON. Nothing is parsed; words are coloured.

const words = {
  javascript: new Set(
    "async await break case catch class const continue default delete do else export extends false finally for from function if import in instanceof let new null of return static super switch this throw true try typeof undefined var void while yield".split(
      " ",
    ),
  ),
  sql: new Set(
    "select from where and or not in is null insert into values update set delete join left right inner outer full on group by order having limit offset as distinct case when then else end union all exists between like with create table desc asc count sum min max".split(
      " ",
    ),
  ),
};

const expressions = {
  javascript:
    /(\/\/.*|\/\*.*?(?:\*\/|$))|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?)|\b(\d[\d_.eExXa-fA-F]*)\b|([A-Za-z_$][\w$]*)/g,
  sql: /(--.*|\/\*.*?(?:\*\/|$))|('(?:[^']|'')*'?)|\b(\d[\d.]*)\b|([A-Za-z_]\w*)/g,
  template: /(\{\{!.*?\}\})|(\{\{\{?.*?\}?\}\})/g,
  json: /("(?:[^"\\]|\\.)*"(?=\s*:))|("(?:[^"\\]|\\.)*"?)|(-?\b\d[\d.eE+-]*)|\b(true|false|null)\b/g,
};

/** Pieces `[text, class]` of a line; class is null, word, text, number, key or note. */
export function pieces(line, language, inComment = false) {
  if (inComment) {
    const end = line.indexOf("*/");
    if (end < 0) return [[line, "note"]];
    return [[line.slice(0, end + 2), "note"], ...pieces(line.slice(end + 2), language)];
  }
  if (language === "javascript" && /^\s*\*(\s|\/|$)/.test(line)) return [[line, "note"]];
  const expression = expressions[language];
  if (!expression || line.length > 2000) return [[line, null]];
  const result = [];
  let at = 0;
  for (const found of line.matchAll(expression)) {
    const kind = classOf(found, language);
    if (!kind) continue;
    if (found.index > at) result.push([line.slice(at, found.index), null]);
    result.push([found[0], kind]);
    at = found.index + found[0].length;
  }
  if (at < line.length) result.push([line.slice(at), null]);
  return result;
}

function classOf(found, language) {
  if (language === "json")
    return found[1] ? "key" : found[2] ? "text" : found[3] ? "number" : "word";
  if (found[1]) return "note";
  if (found[2]) return language === "template" ? "key" : "text";
  if (found[3]) return "number";
  const word = language === "sql" ? found[4]?.toLowerCase() : found[4];
  return word && words[language]?.has(word) ? "word" : null;
}

/** For each line whether it starts inside a block comment. */
export function commentStates(lines, language) {
  if (language !== "javascript" && language !== "sql") return null;
  const states = new Array(lines.length);
  let inside = false;
  for (const [index, line] of lines.entries()) {
    states[index] = inside;
    let at = 0;
    while (at >= 0) {
      const next = line.indexOf(inside ? "*/" : "/*", at);
      if (next < 0) break;
      inside = !inside;
      at = next + 2;
    }
  }
  return states;
}

/** Those pieces, or parts of them, that lie between two places of their line. */
export function slicePieces(parts, from, to) {
  const result = [];
  let at = 0;
  for (const [text, kind] of parts) {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (part) result.push([part, kind]);
    at += text.length;
  }
  return result;
}

/** Cuts pieces where marks begin and end: `[text, class, marked]`. */
export function markPieces(parts, marks) {
  if (!marks || marks[0] >= marks[1]) return parts.map(([text, kind]) => [text, kind, false]);
  const result = [];
  let at = 0;
  for (const [text, kind] of parts) {
    const cuts = [0, marks[0] - at, marks[1] - at, text.length].map((cut) =>
      Math.max(0, Math.min(text.length, cut)),
    );
    for (let index = 0; index < 3; index += 1) {
      if (cuts[index] < cuts[index + 1])
        result.push([text.slice(cuts[index], cuts[index + 1]), kind, index === 1]);
    }
    at += text.length;
  }
  return result;
}
