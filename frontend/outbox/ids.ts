/** Numbers and hashes, also on plain HTTP, where the browser keeps its own functions back. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** A random uuid. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The sha-256 in hexadecimal. */
export async function digest(bytes: ArrayBuffer): Promise<string> {
  const own = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  return bytesToHex(own ? new Uint8Array(await own.digest("SHA-256", bytes)) : sha256(new Uint8Array(bytes)));
}
