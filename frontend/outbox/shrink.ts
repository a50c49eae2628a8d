/** Asks a worker for the small copy; a phone that cannot make one sends the camera's own file. */
import { digest } from "./ids";
import { kindOf } from "./kinds";
import { readHead } from "./segments";
import type { Shrunk } from "../shrink.entry";

/** Bytes the server takes of one photo. */
export const MOST = 15 * 1024 * 1024;
const PATIENCE_MS = 60_000;

export class Unusable extends Error {
  constructor(readonly why: "empty" | "large" | "type") {
    super(why);
  }
}

/** What is sent of ``file``, with hashes of it and of the camera's own bytes. Throws Unusable. */
export async function shrink(file: Blob, address: string): Promise<Shrunk> {
  if (file.size === 0) throw new Unusable("empty");
  try {
    return await inWorker(file, address);
  } catch {
    return whole(file);
  }
}

/** ``file`` as it is. Throws Unusable. */
export async function whole(file: Blob): Promise<Shrunk> {
  const type = kindOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  if (!type) throw new Unusable("type");
  if (file.size > MOST) throw new Unusable("large");
  const bytes = await file.arrayBuffer();
  const sha256 = await digest(bytes);
  const body = new Blob([bytes], { type });
  return { body, sha256, original: sha256, claims: readHead(new Uint8Array(bytes))?.claims ?? {} };
}

function inWorker(file: Blob, address: string): Promise<Shrunk> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: "module" });
    const late = setTimeout(() => end(() => reject(new Error("late"))), PATIENCE_MS);
    const end = (how: () => void): void => {
      clearTimeout(late);
      worker.terminate();
      how();
    };
    worker.addEventListener("message", (event: MessageEvent<Shrunk | { error: string }>) => {
      const told = event.data;
      end(() => ("error" in told ? reject(new Error(told.error)) : resolve(told)));
    });
    worker.addEventListener("error", () => end(() => reject(new Error("worker"))));
    worker.postMessage(file);
  });
}
