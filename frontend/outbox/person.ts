/** Whose phone this is, which has to be known before any photo and without a network. */
import { forget, me } from "./store";

/** The id of whoever signed in last on this browser, as the server wrote it at the sign-in; "" where they have left since. */
export function signedIn(): string {
  return /(?:^|; )orang=([\w-]+)/.exec(document.cookie)?.[1] ?? "";
}

/** Whoever signed in last; where the browser names nobody, whoever the city last told this phone of. */
export async function person(): Promise<string> {
  return signedIn() || ((await me())?.id ?? "");
}

/** Give this page its person, whom the server wrote on every page but the field's own, and forget what is anybody else's. */
export async function settle(): Promise<void> {
  const { dataset } = document.body;
  const now = dataset["field"] === undefined ? (dataset["user"] ?? "") : await person();
  if (now) await forget(now);
  if (dataset["field"] !== undefined) dataset["user"] = now;
}
