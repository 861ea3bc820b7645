// Drawn here, so that nothing is fetched and every icon follows the text's colour.

import { svg } from "../core/dom.js";

const paths = {
  home: "M3 11 12 4l9 7M5 10v10h14V10",
  compare: "M8 3v18M16 3v18M4 8l4-4 4 4M12 16l4 4 4-4",
  help: "M9.5 9a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1 1-1.1 1.8M12 17h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c0-4 3.6-6 8-6s8 2 8 6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M20 20l-4-4",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.5 10 17.5 19.5 7",
  warning: "M12 4 2.5 20h19zM12 10v4M12 17h.01",
  error: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 8v5M12 16h.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 8h.01",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  dots: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  right: "M9 6l6 6-6 6",
  left: "M15 6l-6 6 6 6",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  tiles: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  flow: "M6 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4M18 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4M6 8v4a4 4 0 0 0 4 4h6",
  api: "M8 6 3 12l5 6M16 6l5 6-5 6M13.5 5l-3 14",
  tool: "M14 6a4 4 0 0 0 5 5l-8.5 8.5a2.1 2.1 0 0 1-3-3L16 8",
  key: "M8 12a4 4 0 1 0 0 8 4 4 0 0 0 0-8M11 14l9-9M17 8l2 2",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  gear: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  upload: "M12 16V5M7 9l5-5 5 5M5 20h14",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  revert: "M4 10h10a6 6 0 0 1 0 12M4 10l5-5M4 10l5 5",
  pull: "M7 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4M7 9v6M7 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4M17 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4M17 15v-3a4 4 0 0 0-4-4h-2M13 5l-3 3 3 3",
  snapshot: "M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 10.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.5 2",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  move: "M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  refresh: "M20 11a8 8 0 0 0-14.5-3.5L4 9M4 4v5h5M4 13a8 8 0 0 0 14.5 3.5L20 15M20 20v-5h-5",
  folder: "M3 6h6l2 3h10v10H3z",
  plug: "M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM12 18v3",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  rows: "M4 5h16M4 10h16M4 15h16M4 20h16",
  columns: "M4 4h16v16H4zM12 4v16",
  unplugged: "M4 4l16 16M9 3v3M15 3v5M18 8v4a6 6 0 0 1-1 3.3M14 17.7A6 6 0 0 1 6 12V8h2M12 18v3",
};

/** Nothing but dots: they are drawn larger than lines are wide. */
const dotted = new Set(["more", "dots"]);

/** An icon, hidden from those who listen: its button says what it does. */
export function icon(name) {
  return svg(
    dotted.has(name) ? "svg.icon.dotted" : "svg.icon",
    { viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("path", { d: paths[name] }),
  );
}
