// Elements from values. Text only ever becomes text: nothing here or elsewhere parses HTML.

const svgNamespace = "http://www.w3.org/2000/svg";

/** Makes an element: `h("button.primary", { onclick }, "Save")`. Children may be nested lists,
 *  texts, numbers, elements, null and false. */
export function h(name, ...rest) {
  const [tag, ...classes] = name.split(".");
  return fill(document.createElement(tag), classes, rest);
}

/** Makes an SVG element the same way. */
export function svg(name, ...rest) {
  const [tag, ...classes] = name.split(".");
  return fill(document.createElementNS(svgNamespace, tag), classes, rest);
}

function fill(element, classes, rest) {
  if (classes.length) element.setAttribute("class", classes.join(" "));
  const hasProperties = isProperties(rest[0]);
  if (hasProperties) for (const [key, value] of Object.entries(rest[0])) set(element, key, value);
  append(element, hasProperties ? rest.slice(1) : rest);
  return element;
}

function isProperties(value) {
  return (
    value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Node)
  );
}

function set(element, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key === "class")
    element.setAttribute("class", [element.getAttribute("class"), value].filter(Boolean).join(" "));
  else if (key === "data") Object.assign(element.dataset, value);
  else if (key === "style")
    for (const [name, text] of Object.entries(value)) element.style.setProperty(name, text);
  else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (key === "value" || key === "checked" || key === "selected" || key === "indeterminate")
    element[key] = value;
  else element.setAttribute(key, value === true ? "" : String(value));
}

/** Adds children, however nested. */
export function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Puts children in the place of those that are there. */
export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

let lastNumber = 0;

/** A fresh id for `for`, `aria-describedby` and the like. */
export function freshID(word = "e") {
  lastNumber += 1;
  return `${word}-${lastNumber}`;
}

/** Tells people who listen to the screen, politely. */
export function announce(text) {
  const region = document.getElementById("announcements");
  if (region) region.textContent = text;
}
