// Requests to the service, and its errors as one kind of thing.

import { withQuery } from "./router.js";
import { parseJSON } from "./json.js";

/** Why a request did not do what was asked: a word for programs, a sentence, and the way out. */
export class RequestError extends Error {
  constructor(status, { code, message, hint, details, field }) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint ?? "";
    this.details = details ?? {};
    this.field = field ?? null;
  }
}

let session = { token: null, environment: null, expired: () => {}, forbidden: async () => {} };

/** Told by the session: the CSRF token, the environment of `/v1`, what to do when it has ended and
 *  when a change was refused for want of rights. */
export function useSession(changes) {
  session = { ...session, ...changes };
}

/** Sends one request and answers its JSON; null for an empty answer. */
export async function request(method, address, options = {}) {
  const response = await send(method, address, options);
  if (response.status === 204) return null;
  if (options.blob) return await response.blob();
  const text = await response.text();
  if (!text) return null;
  if (options.withHeaders) return { body: parseJSON(text), headers: response.headers };
  return parseJSON(text);
}

async function send(method, address, options) {
  const headers = { Accept: options.blob ? "*/*" : "application/json", ...options.headers };
  if (method !== "GET" && session.token) headers["X-CSRF-Token"] = session.token;
  if (options.environment || address.startsWith("/v1/")) {
    const environment = options.environment ?? session.environment;
    if (environment) headers["X-Ilm-Environment"] = environment;
  }
  let body = options.raw;
  if (options.body !== undefined) {
    headers["Content-Type"] ??= "application/json";
    body = JSON.stringify(options.body);
  }
  const target = withQuery(address, options.query ?? {});
  let response;
  try {
    response = await fetch(target, {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: "same-origin",
      cache: "no-store",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new RequestError(0, {
      code: "unreachable",
      message: "the service cannot be reached",
      hint: "check your connection; nothing was lost, and you can try again",
    });
  }
  if (response.ok) return response;
  const failure = await readFailure(response);
  if (failure.status === 401 && !options.quiet) session.expired(failure);
  if (method !== "GET") await refused(failure);
  throw failure;
}

/** Tells that a change was refused; where it was for want of rights, the page may offer too much. */
export async function refused(failure) {
  if (failure.code === "forbidden") await session.forbidden(failure);
}

/** Reads an error of either API; `/ilm/v1` has one, `/v1` a list. */
export async function readFailure(response) {
  let document = null;
  try {
    document = JSON.parse(await response.text());
  } catch {
    document = null;
  }
  return new RequestError(response.status, describe(response.status, document));
}

/** What an error document says, whatever its shape. */
export function describe(status, document) {
  if (document?.error && typeof document.error === "object") {
    return { ...document.error, message: document.error.message ?? words(status) };
  }
  const first = Array.isArray(document?.errors) ? document.errors[0] : null;
  const message = first?.message ?? document?.message ?? words(status);
  return {
    code: first?.code ?? `status_${status}`,
    message,
    hint: first?.hint ?? hints[status],
    details: first?.details,
    field: first?.field,
  };
}

function words(status) {
  return sentences[status] ?? `the service answered with status ${status}`;
}

const sentences = {
  401: "you are not signed in",
  403: "your role does not allow this",
  404: "there is no such thing",
  413: "that is too large",
  429: "too many requests",
  503: "the service is busy",
};
const hints = {
  401: "sign in again",
  403: "ask an administrator of the environment for more rights",
  404: "it may have been deleted or renamed; go back and look again",
  429: "wait a moment and try again",
  503: "wait a moment and try again",
};

export const get = (address, options) => request("GET", address, options);
export const post = (address, body, options) => request("POST", address, { body, ...options });
export const put = (address, body, options) => request("PUT", address, { body, ...options });
export const patch = (address, body, options) => request("PATCH", address, { body, ...options });
export const del = (address, options) => request("DELETE", address, options);

/** Reads all pages of a list of `/v1`; an empty list may come as no content. */
export async function list(address, options = {}) {
  const rows = [];
  let next = withQuery(address, options.query ?? {});
  for (let page = 0; next && page < 200; page += 1) {
    const answer = await request("GET", next, { ...options, query: {}, withHeaders: true });
    if (!answer) return rows;
    rows.push(...answer.body);
    next = nextPage(answer.headers.get("Link"));
  }
  return rows;
}

/** The path and query of `rel="next"` in a Link header. */
export function nextPage(header) {
  for (const part of (header ?? "").split(/,\s*(?=<)/)) {
    const found = /^\s*<([^>]+)>\s*;.*rel="?next"?/i.exec(part);
    if (!found) continue;
    const address = new URL(found[1], "http://localhost");
    return address.pathname + address.search;
  }
  return null;
}
