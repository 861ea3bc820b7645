// Who is signed in, what he may see and do, and the environment he works in.

import * as api from "./api.js";

const listeners = new Set();

/** The present session; null until somebody signed in. */
export let session = null;

/** Calls back whenever somebody signs in or out or switches the environment. */
export function onSession(listener) {
  listeners.add(listener);
}

function take(answer) {
  session = answer;
  api.useSession({ token: answer?.csrfToken ?? null, environment: answer?.environment ?? null });
  for (const listener of listeners) listener(session);
  return session;
}

/** Looks for the session of the browser's cookie. */
export async function resume() {
  try {
    return take(await api.get("/ilm/v1/session", { quiet: true }));
  } catch (error) {
    if (error.status !== 401) throw error;
    return take(null);
  }
}

/** Reads anew what the user may do; answers whether that has changed. */
export async function refresh() {
  const known = JSON.stringify(session?.environments);
  const answer = await api.get("/ilm/v1/session");
  if (JSON.stringify(answer.environments) === known) return false;
  if (answer.environment !== session?.environment) take(answer);
  else session = answer;
  return true;
}

/** Signs in with an API token. */
export async function signIn(token) {
  return take(await api.post("/ilm/v1/session", { token }, { quiet: true }));
}

/** Signs out. */
export async function signOut() {
  await api.del("/ilm/v1/session", { quiet: true });
  take(null);
}

/** Forgets a session that has ended at the other side. */
export function expire() {
  if (session) take(null);
}

/** Works in another environment from now on. */
export async function switchEnvironment(name) {
  return take(await api.put("/ilm/v1/session", { environment: name }));
}

/** The entry of an environment in the session. */
export function environmentNamed(name) {
  return session?.environments.find((one) => one.name === name) ?? null;
}

const managing = new Set(["owner", "administrator", "admin", "manage"]);

/** Whether the user may change everything in an environment. */
export function mayManageAll(environment = session?.environment) {
  return managing.has(environmentNamed(environment)?.accountLevel);
}

/** Whether the user may change one integration: by his role, or by a grant for it alone. */
export function mayManage(row) {
  return managing.has(row.level) || mayManageAll(row.environment);
}

/** Whether the user may invite and change users. */
export function mayAdminister(environment = session?.environment) {
  return ["owner", "administrator", "admin"].includes(environmentNamed(environment)?.accountLevel);
}
