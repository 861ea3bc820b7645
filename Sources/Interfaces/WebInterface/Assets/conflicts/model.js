// Conflicts and what was decided about them.

/** What a conflict is known by: the same place is the same conflict. */
export function placeOf(conflict) {
  return `${conflict.name}\u0000${conflict.path}`;
}

/** The decisions made so far, kept for the visit so that a reload loses none. */
export class Decisions {
  constructor(storage, key) {
    this.storage = storage;
    this.key = key;
    this.entries = new Map();
    try {
      for (const entry of JSON.parse(storage?.getItem(key) ?? "[]"))
        this.entries.set(placeOf(entry), entry);
    } catch {
      this.entries.clear();
    }
  }

  get(conflict) {
    return this.entries.get(placeOf(conflict)) ?? null;
  }

  take(conflict, side) {
    this.set(conflict, { take: side });
  }

  value(conflict, value) {
    this.set(conflict, { value });
  }

  set(conflict, decision) {
    this.entries.set(placeOf(conflict), { name: conflict.name, path: conflict.path, ...decision });
    this.save();
  }

  clear(conflict) {
    this.entries.delete(placeOf(conflict));
    this.save();
  }

  forget() {
    this.entries.clear();
    this.storage?.removeItem(this.key);
  }

  save() {
    this.storage?.setItem(this.key, JSON.stringify(this.list()));
  }

  /** As the lifecycle API takes them. */
  list() {
    return [...this.entries.values()];
  }
}

const words = {
  "modify/modify": "Both sides changed it",
  "add/add": "Both sides added it",
  "modify/delete": "Changed here, deleted there",
  "delete/modify": "Deleted here, changed there",
  "rename/rename": "Both sides renamed it",
  "delete/reference": "Deleted on one side, used on the other",
  order: "Both put something at one position",
  invariant: "Together the changes break a rule",
};

/** What competes, in words. */
export function reason(conflict) {
  return words[conflict.type] ?? conflict.type;
}

/** The sides that can be taken. */
export function sidesOf(conflict) {
  return ["base", "current", "remote"].map((key) => ({
    key,
    present: key in conflict,
    value: conflict[key],
  }));
}

/** Whether both sides are texts, so that the editor shows text and not JSON. */
export function isText(conflict) {
  const values = ["current", "remote", "base"]
    .filter((key) => key in conflict)
    .map((key) => conflict[key]);
  return values.length > 0 && values.every((value) => typeof value === "string");
}

/** Reads what was typed: `{ value }`, or `{ wrong }` with the place. */
export function readTyped(text, asText, conflict) {
  if (asText) return { value: text };
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { wrong: jsonMistake(text, error) };
  }
  const kinds = new Set(
    ["current", "remote", "base"]
      .filter((key) => key in conflict)
      .map((key) => kindOf(conflict[key])),
  );
  if (kinds.size > 0 && !kinds.has(kindOf(value)))
    return {
      value,
      unusual: `This is ${kindOf(value)}; both sides hold ${[...kinds].join(" or ")}.`,
    };
  return { value };
}

function kindOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return { object: "an object", string: "a text", number: "a number", boolean: "true or false" }[
    typeof value
  ];
}

/** Where JSON stops being JSON, as line and column. */
export function jsonMistake(text, error) {
  const found = /position (\d+)/.exec(error.message);
  if (!found) return `This is not JSON: ${error.message}`;
  const before = text.slice(0, Number(found[1]));
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n");
  return `This is not JSON: line ${line}, column ${column}.`;
}
