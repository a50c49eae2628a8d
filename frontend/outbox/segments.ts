/**
 * The parts of a JPEG that carry what the camera wrote: read from the camera's file, put into the smaller one. Pure.
 * https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B; Exif 2.32, section 4.
 */

const START = 0xd8;
const SCAN = 0xda;
const APP1 = 0xe1;
const APP11 = 0xeb;
const ORIENTATION = 0x0112;

interface Segment {
  marker: number;
  /** With its marker and length. */
  bytes: Uint8Array;
}

/** What can be known of a JPEG without decoding it; null for anything else. */
export interface Head {
  width: number;
  height: number;
  /** Exif and XMP, as they stand in the file. */
  notes: Uint8Array[];
  /** Marks about where the picture comes from, as claims. */
  claims: Record<string, unknown>;
}

function* segments(file: Uint8Array): Generator<Segment> {
  if (file[0] !== 0xff || file[1] !== START) return;
  let at = 2;
  while (at + 4 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + ((file[at + 2] ?? 0) << 8) + (file[at + 3] ?? 0);
    if (marker === SCAN || end > file.length || end < at + 4) return;
    yield { marker, bytes: file.subarray(at, end) };
    at = end;
  }
}

/** Whether the marker begins a frame, which tells the size. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function begins(segment: Segment, words: string): boolean {
  return [...words].every((each, index) => segment.bytes[4 + index] === each.charCodeAt(0));
}

export function readHead(file: Uint8Array): Head | null {
  let size: [number, number] | null = null;
  const notes: Uint8Array[] = [];
  const claims: Record<string, unknown> = {};
  for (const segment of segments(file)) {
    const { marker, bytes } = segment;
    if (isFrame(marker)) size ??= [((bytes[7] ?? 0) << 8) + (bytes[8] ?? 0), ((bytes[5] ?? 0) << 8) + (bytes[6] ?? 0)];
    if (marker === APP11) claims["c2pa"] = true;
    if (marker !== APP1) continue;
    if (begins(segment, "Exif\0")) notes.push(bytes);
    else if (begins(segment, "http://ns.adobe.com/xap/1.0/\0")) {
      notes.push(bytes);
      const made = /digitalsourcetype\/([A-Za-z]{1,60})/.exec(new TextDecoder("latin1").decode(bytes));
      if (made?.[1]) claims["digital_source_type"] = made[1];
    }
  }
  return size && { width: size[0], height: size[1], notes, claims };
}

/** The picture with those notes in front. It stands upright already, so its turn is written as none. */
export function withNotes(picture: Uint8Array<ArrayBuffer>, notes: Uint8Array[]): Blob {
  const upright = notes.map((each) => turnedUp(each.slice()));
  return new Blob([picture.subarray(0, 2), ...upright, picture.subarray(2)], { type: "image/jpeg" });
}

function turnedUp(note: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(note.buffer, note.byteOffset, note.byteLength);
  // Marker, length, "Exif" and two zeros: the directory's own addresses count from here.
  const base = 10;
  if (note.length < base + 8 || view.getUint32(4) !== 0x45786966) return note;
  const little = view.getUint16(base) === 0x4949;
  const first = base + view.getUint32(base + 4, little);
  if (first + 2 > note.length) return note;
  for (let index = 0; index < view.getUint16(first, little); index++) {
    const entry = first + 2 + index * 12;
    if (entry + 12 > note.length) break;
    if (view.getUint16(entry, little) === ORIENTATION) view.setUint16(entry + 8, 1, little);
  }
  return note;
}
