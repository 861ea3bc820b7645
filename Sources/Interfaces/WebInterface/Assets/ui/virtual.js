// A list of which only what is on the screen exists, in the page's own scrolling.

import { h } from "../core/dom.js";

/** Shows rows by their tops; `render(index)` makes one. `update(tops)` takes other rows. */
export function virtualList({ render, label }) {
  const element = h("div.virtual", { role: "list", "aria-label": label });
  const present = new Map();
  let tops = new Float64Array(1);
  let scheduled = false;

  const at = (offset) => {
    let [low, high] = [0, tops.length - 2];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (tops[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const draw = () => {
    scheduled = false;
    if (!element.isConnected) return;
    const count = tops.length - 1;
    const start = -element.getBoundingClientRect().top;
    const first = count ? at(Math.max(0, start - 300)) : 0;
    const last = count ? at(Math.max(0, start + innerHeight + 300)) : -1;
    for (const [index, row] of present) {
      if (index >= first && index <= last) continue;
      if (row.contains(document.activeElement)) continue;
      row.remove();
      present.delete(index);
    }
    const fresh = document.createDocumentFragment();
    for (let index = first; index <= last; index += 1) {
      if (present.has(index)) continue;
      const row = render(index);
      row.style.transform = `translateY(${tops[index]}px)`;
      row.setAttribute("role", "listitem");
      present.set(index, row);
      fresh.append(row);
    }
    element.append(fresh);
    element.onshown?.(at(Math.max(0, start + 110)));
  };
  const schedule = () => {
    if (!scheduled) {
      scheduled = true;
      requestAnimationFrame(draw);
    }
  };

  element.update = (next) => {
    tops = next;
    element.style.height = `${tops[tops.length - 1]}px`;
    for (const row of present.values()) row.remove();
    present.clear();
    if (element.isConnected) draw();
    else schedule();
  };
  element.redraw = () => element.update(tops);
  element.topOf = (index) => element.getBoundingClientRect().top + scrollY + tops[index];
  element.rowAt = (index) => present.get(index);
  element.drawNow = draw;

  addEventListener("scroll", schedule, { passive: true });
  const observer = new ResizeObserver(schedule);
  observer.observe(document.documentElement);
  element.dispose = () => {
    removeEventListener("scroll", schedule);
    observer.disconnect();
  };
  return element;
}
