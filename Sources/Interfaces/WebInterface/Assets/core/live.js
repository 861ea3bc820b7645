// Following a long operation: server-sent events, and questions where the stream breaks.

import * as api from "./api.js";

/** Follows an operation until it has ended; calls back at every step. Answers its last state. */
export function follow(id, progress, signal) {
  return new Promise((resolve, reject) => {
    const address = `/ilm/v1/operations/${encodeURIComponent(id)}`;
    let source = null;
    let timer = null;
    const stop = () => {
      source?.close();
      clearTimeout(timer);
    };
    const finish = (state) => {
      stop();
      resolve(state);
    };
    const take = (state) => {
      progress(state);
      if (state.status !== "running") finish(state);
    };
    // The truth is what the service answers, whatever the stream said last.
    const ask = async (delay) => {
      try {
        take(await api.get(address, { signal }));
        if (!signal?.aborted) timer = setTimeout(() => ask(500), 1000);
      } catch (error) {
        if (error.name === "AbortError") return;
        if (error.status && error.status !== 503) {
          stop();
          reject(error);
          return;
        }
        progress({ status: "running", reconnecting: true });
        timer = setTimeout(() => ask(Math.min(delay * 2, 4000)), delay);
      }
    };
    signal?.addEventListener("abort", stop);
    source = new EventSource(`${address}/events`);
    source.addEventListener("progress", (event) => take(JSON.parse(event.data)));
    source.addEventListener("done", (event) => finish(lastState(event, progress)));
    source.onerror = () => {
      source.close();
      ask(500);
    };
  });
}

function lastState(event, progress) {
  const state = JSON.parse(event.data);
  progress(state);
  return state;
}
