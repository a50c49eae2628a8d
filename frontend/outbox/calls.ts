/** Two ways to make a call: with progress from a page, and without from a service worker. Both end a call that stalls. */
import type { Reply, Transport } from "./answers";

/** No byte for so long means that the line is dead, though nobody has said so. */
const STALL_MS = 20_000;
/** What a line should carry at least, in bytes a millisecond, where nothing is heard of how far a call has come. */
const LEAST = 4;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function seconds(value: string | null): number | null {
  return value && /^\d{1,6}$/.test(value) ? Number(value) : null;
}

export const fromPage: Transport = (method, url, headers, body, progress) =>
  new Promise<Reply>((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stalled = 0;
    const alive = (quiet = 0): void => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALL_MS + quiet) as unknown as number;
    };
    const lost = (): void => {
      clearTimeout(stalled);
      reject(new Error("no answer"));
    };
    request.upload.addEventListener("progress", (event) => {
      // The browser has handed the last byte on, and a weak line is still carrying what lies between, in silence.
      alive(event.loaded === event.total ? event.total / LEAST : 0);
      progress(event.loaded);
    });
    request.addEventListener("readystatechange", () => alive());
    request.addEventListener("error", lost);
    request.addEventListener("abort", lost);
    request.addEventListener("load", () => {
      clearTimeout(stalled);
      const header = (name: string): string | null => request.getResponseHeader(name);
      resolve({ status: request.status, body: parsed(request.responseText), retryAfter: seconds(header("Retry-After")), header });
    });
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body);
    alive();
  });

export const fromWorker: Transport = async (method, url, headers, body) => {
  const size = body instanceof Blob ? body.size : 0;
  const end = new AbortController();
  const stalled = setTimeout(() => end.abort(), STALL_MS + size / LEAST);
  try {
    const answer = await fetch(url, { method, headers, body, signal: end.signal, credentials: "same-origin" });
    const header = (name: string): string | null => answer.headers.get(name);
    return { status: answer.status, body: parsed(await answer.text()), retryAfter: seconds(header("Retry-After")), header };
  } finally {
    clearTimeout(stalled);
  }
};
