// Every page has its own path; the browser's history is the only state of where one is.

/** Makes a matcher of `/integrations/:environment/:integration`; `*` takes the rest. */
export function pattern(text) {
  const names = [];
  const source = text
    .split("/")
    .map((part) => {
      if (part.startsWith(":")) {
        names.push(part.slice(1));
        return "([^/]+)";
      }
      return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    })
    .join("/");
  const expression = new RegExp(`^${source}/?$`);
  return (path) => {
    const found = expression.exec(path);
    if (!found) return null;
    const values = {};
    for (const [index, name] of names.entries()) {
      const value = decoded(found[index + 1]);
      if (value === null) return null;
      values[name] = value;
    }
    return values;
  };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** A path from parts, each escaped: `path("integrations", "production", "a b")`. */
export function path(...parts) {
  return "/" + parts.map((part) => encodeURIComponent(part)).join("/");
}

/** A path with a query; null, undefined and empty values are left out, lists repeat the name. */
export function withQuery(address, query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") parameters.append(name, String(one));
    }
  }
  const text = parameters.toString();
  return text ? `${address}?${text}` : address;
}

/** Makes a router of `[pattern, page]` pairs; the first that matches is shown. */
export function makeRouter(routes, show) {
  const table = routes.map(([text, page]) => [pattern(text), page]);
  const router = { current: null };

  router.find = (address) => {
    for (const [matches, page] of table) {
      const values = matches(address);
      if (values) return { page, values };
    }
    return null;
  };

  const arrive = () => {
    const query = new URLSearchParams(location.search);
    const found = router.find(location.pathname);
    router.current = location.pathname + location.search;
    show(found, query);
  };

  /** Goes to another page; the same address is only shown anew. */
  router.go = (address, options = {}) => {
    const same = address === location.pathname + location.search;
    history[options.replace || same ? "replaceState" : "pushState"](null, "", address);
    arrive();
    if (!options.keepScroll) scrollTo(0, 0);
  };

  /** Changes the query without showing the page anew. */
  router.note = (changes) => {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === undefined || value === "") query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : ""));
    router.current = location.pathname + location.search;
  };

  router.start = () => {
    addEventListener("popstate", arrive);
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
      if (link.getAttribute("href").startsWith("#")) return;
      if (/^\/(v1|ilm|assets)\//.test(link.pathname)) return;
      event.preventDefault();
      router.go(link.pathname + link.search);
    });
    arrive();
  };
  return router;
}
