/** What kind of picture a file is, by its first bytes: the kinds that the server takes. */
const HEIC = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

export function kindOf(head: Uint8Array): string {
  const letters = String.fromCharCode(...head.subarray(0, 16));
  if (letters.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (letters.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (letters.startsWith("RIFF") && letters.startsWith("WEBP", 8)) return "image/webp";
  if (!letters.startsWith("ftyp", 4)) return "";
  const brand = letters.slice(8, 12);
  if (brand === "avif") return "image/avif";
  return HEIC.includes(brand) ? "image/heic" : "";
}
