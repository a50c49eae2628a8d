/** Makes the small copy of one photo away from the page: 2560 px at most, 600 KB at most, with the camera's own notes. */
import { digest } from "./outbox/ids";
import { readHead, withNotes } from "./outbox/segments";
import { MOST as MOST_AS_IT_IS } from "./outbox/shrink";

const MOST = 600 * 1000;
/** Long edge in pixels and quality, the first that is small enough. */
const STEPS: [number, number][] = [
  [2560, 0.82],
  [2560, 0.72],
  [2048, 0.72],
  [1600, 0.7],
  [1280, 0.65],
];
/** A phone with little memory is not asked to decode more. */
const PIXELS_ON_SMALL_PHONES = 16_000_000;

export interface Shrunk {
  body: Blob;
  sha256: string;
  original: string;
  claims: Record<string, unknown>;
}

async function smaller(file: Blob, notes: Uint8Array[]): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const long = Math.max(bitmap.width, bitmap.height);
  let made: Blob | null = null;
  try {
    for (const [edge, quality] of STEPS) {
      const scale = Math.min(1, edge / long);
      const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
      const pen = canvas.getContext("2d", { alpha: false });
      if (!pen) throw new Error("no canvas");
      pen.imageSmoothingQuality = "high";
      pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const plain = await canvas.convertToBlob({ type: "image/jpeg", quality });
      made = withNotes(new Uint8Array(await plain.arrayBuffer()), notes);
      if (made.size <= MOST) break;
    }
  } finally {
    bitmap.close();
  }
  if (!made) throw new Error("nothing made");
  return made;
}

async function shrink(file: Blob): Promise<Shrunk> {
  const whole = await file.arrayBuffer();
  const head = readHead(new Uint8Array(whole));
  const original = await digest(whole);
  const claims = head?.claims ?? {};
  const small = head && file.size <= MOST && Math.max(head.width, head.height) <= 2560;
  const memory = (navigator as unknown as { deviceMemory?: number }).deviceMemory ?? 4;
  const large = head && memory <= 2 && head.width * head.height > PIXELS_ON_SMALL_PHONES;
  if (large && file.size > MOST_AS_IT_IS) throw new Error("large");
  // Phones name it image/jpg, or not at all; the server knows one name.
  if (small || large) return { body: new Blob([whole], { type: "image/jpeg" }), sha256: original, original, claims };
  const body = await smaller(file, head?.notes ?? []);
  return { body, sha256: await digest(await body.arrayBuffer()), original, claims };
}

addEventListener("message", (event: MessageEvent<Blob>) => {
  shrink(event.data).then(
    (made) => postMessage(made),
    (error: unknown) => postMessage({ error: String(error) }),
  );
});
