// Keys of a page: only where nobody types, and named in the help.

let present = [];

const typing = new Set(["INPUT", "TEXTAREA", "SELECT"]);

/** Keys that hold until the page changes: `{ n: { does: "next change", run } }`. */
export function usePageKeys(keys) {
  present.push(keys);
  return () => {
    present = present.filter((one) => one !== keys);
  };
}

/** Forgets the keys of the page that is left. */
export function clearKeys() {
  present = [];
}

/** All keys that hold now, for the help. */
export function currentKeys() {
  return present.flatMap((keys) => Object.entries(keys).map(([key, entry]) => [key, entry.does]));
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target instanceof HTMLElement && (typing.has(target.tagName) || target.isContentEditable))
    return;
  if (document.querySelector("dialog[open]") && !target.closest?.("dialog")) return;
  for (const keys of present.toReversed()) {
    const entry = keys[event.key];
    if (!entry) continue;
    event.preventDefault();
    entry.run(event);
    return;
  }
});
