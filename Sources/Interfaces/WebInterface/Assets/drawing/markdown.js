// Markdown as elements: headings, lists, quotes, code, tables, emphasis and links. Nothing in it is
// HTML: a tag in the text is shown as text, and a link goes nowhere but to the web or by mail.

import { h } from "../core/dom.js";

/** Renders a readme. */
export function markdown(text) {
  return h(
    "div.prose",
    blocks(
      String(text ?? "")
        .replace(/\r\n?/g, "\n")
        .split("\n"),
    ).map(blockElement),
  );
}

/** The blocks of lines: `{ type, … }`. */
export function blocks(lines) {
  const result = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (!line.trim()) {
      at += 1;
      continue;
    }
    const reader = readers.find((one) => one.begins(line, lines, at));
    const [block, end] = reader ? reader.read(lines, at) : readParagraph(lines, at);
    result.push(block);
    at = Math.max(end, at + 1);
  }
  return result;
}

const fence = /^ {0,3}(```+|~~~+)\s*([\w-]*)/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const item = /^( {0,6})([-*+]|\d{1,9}[.)])\s+(.*)$/;

const readers = [
  { begins: (line) => fence.test(line), read: readFence },
  {
    begins: (line) => heading.test(line),
    read: (lines, at) => {
      const [, marks, text] = heading.exec(lines[at]);
      return [{ type: "heading", level: marks.length, text }, at + 1];
    },
  },
  {
    begins: (line) => /^ {0,3}([-*_])( *\1){2,} *$/.test(line),
    read: (_, at) => [{ type: "rule" }, at + 1],
  },
  { begins: (line) => /^ {0,3}>/.test(line), read: readQuote },
  { begins: (line) => item.test(line), read: readList },
  {
    begins: (line, lines, at) =>
      line.includes("|") &&
      /^\s*\|?[\s:|-]+\|[\s:|-]*$/.test(lines[at + 1] ?? "") &&
      lines[at + 1].includes("-"),
    read: readTable,
  },
];

function readFence(lines, at) {
  const mark = fence.exec(lines[at])[1];
  let end = at + 1;
  while (end < lines.length && !lines[end].trimStart().startsWith(mark)) end += 1;
  return [{ type: "code", text: lines.slice(at + 1, end).join("\n") }, end + 1];
}

function readQuote(lines, at) {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end])) end += 1;
  return [
    {
      type: "quote",
      blocks: blocks(lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ""))),
    },
    end,
  ];
}

function readList(lines, at) {
  const ordered = /\d/.test(item.exec(lines[at])[2]);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const found = item.exec(lines[end]);
    if (found && /\d/.test(found[2]) === ordered && found[1].length < 2) items.push([found[3]]);
    else if (lines[end].trim() && /^ {2,}/.test(lines[end]) && items.length)
      items.at(-1).push(lines[end].replace(/^ {2,4}/, ""));
    else break;
    end += 1;
  }
  if (items.length === 0) return readParagraph(lines, at);
  return [{ type: "list", ordered, items: items.map((one) => blocks(one)) }, end];
}

function readTable(lines, at) {
  const cells = (line) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => cell.trim());
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|") && lines[end].trim()) end += 1;
  return [
    { type: "table", head: cells(lines[at]), rows: lines.slice(at + 2, end).map(cells) },
    end,
  ];
}

function readParagraph(lines, at) {
  let end = at + 1;
  while (
    end < lines.length &&
    lines[end].trim() &&
    !readers.some((one) => one.begins(lines[end], lines, end))
  )
    end += 1;
  return [
    {
      type: "paragraph",
      text: lines
        .slice(at, end)
        .map((line) => line.trim())
        .join("\n"),
    },
    end,
  ];
}

function blockElement(block) {
  switch (block.type) {
    case "heading":
      return h(`h${Math.min(6, block.level + 2)}`, inline(block.text));
    case "rule":
      return h("hr");
    case "code":
      return h("pre.raw", { tabindex: "0" }, block.text);
    case "quote":
      return h("blockquote", block.blocks.map(blockElement));
    case "list":
      return h(
        block.ordered ? "ol" : "ul",
        block.items.map((one) =>
          h(
            "li",
            one.length === 1 && one[0].type === "paragraph"
              ? inline(one[0].text)
              : one.map(blockElement),
          ),
        ),
      );
    case "table":
      return h(
        "div.table-scroll",
        { tabindex: "0", role: "region", "aria-label": "Table, scrollable" },
        h(
          "table.table",
          h(
            "thead",
            h(
              "tr",
              block.head.map((cell) => h("th", { scope: "col" }, inline(cell))),
            ),
          ),
          h(
            "tbody",
            block.rows.map((row) =>
              h(
                "tr",
                row.map((cell) => h("td", inline(cell))),
              ),
            ),
          ),
        ),
      );
    default:
      return h("p", inline(block.text));
  }
}

const spans =
  /(`+)(.+?)\1|!?\[([^\]]*)\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s][^*]*?)\*|\b_([^_\s][^_]*?)_\b|~~(.+?)~~|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?])/gs;

/** Pieces of a line: texts and elements. */
function inline(text) {
  const result = [];
  let at = 0;
  for (const found of text.matchAll(spans)) {
    if (found.index > at) result.push(text.slice(at, found.index));
    result.push(spanElement(found));
    at = found.index + found[0].length;
  }
  if (at < text.length) result.push(text.slice(at));
  return result;
}

function spanElement([
  whole,
  ,
  code,
  label,
  address,
  bold,
  bold2,
  slanted,
  slanted2,
  struck,
  bare,
]) {
  if (code !== undefined) return h("code", code.trim());
  if (address !== undefined)
    return safeAddress(address)
      ? h(
          "a",
          { href: address, rel: "noopener noreferrer", target: "_blank" },
          inline(label || address),
        )
      : whole;
  if (bold ?? bold2) return h("strong", inline(bold ?? bold2));
  if (slanted ?? slanted2) return h("em", inline(slanted ?? slanted2));
  if (struck) return h("s", inline(struck));
  return safeAddress(bare)
    ? h("a", { href: bare, rel: "noopener noreferrer", target: "_blank" }, bare)
    : whole;
}

/** Only the web and mail: no script, no data. */
export function safeAddress(address) {
  return /^(https?:\/\/|mailto:)[^\s]+$/i.test(address);
}
