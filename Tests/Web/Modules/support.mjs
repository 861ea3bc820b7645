// What the modules need of a browser to be loaded, and a chance that can be repeated.

globalThis.addEventListener ??= () => {};

const assets = new URL("../../../Sources/Interfaces/WebInterface/Assets/", import.meta.url);

/** A module of the interface. */
export function load(path) {
  return import(new URL(path, assets).href);
}

/** Numbers from a seed; the seed is in the failure's text. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** How often random tests are repeated. */
export const rounds = Number(process.env.ILM_TEST_ROUNDS ?? 1);
