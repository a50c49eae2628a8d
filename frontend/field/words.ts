/** The field page's own sentences, which the server wrote on one element in the reader's language. */
import { translate } from "../page";

export function say(name: string, values: Record<string, string> = {}): string {
  const words = document.getElementById("kata");
  return words ? translate(words, name, values) : "";
}

const language = document.documentElement.lang;

/** ``14.32 WIB``: the hour of Surakarta, wherever the phone thinks it is. */
export function hour(milliseconds: number): string {
  const told = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Jakarta" });
  return `${told.format(milliseconds)} WIB`;
}

/** ``12 Nov 2026``. */
export function day(milliseconds: number): string {
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", timeZone: "Asia/Jakarta" }).format(milliseconds);
}

/** The element of the page with that id, which must be there. */
export function part<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}
