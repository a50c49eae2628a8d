/** What is said between this phone and the house, and what an answer proves. */

export interface Reply {
  status: number;
  body: unknown;
  /** Seconds, where the server said so. */
  retryAfter: number | null;
  header: (name: string) => string | null;
}

/** Makes one call; throws where no answer came. ``progress`` hears how many bytes have left. */
export type Transport = (
  method: string,
  url: string,
  headers: Record<string, string>,
  body: Blob | string | null,
  progress: (bytes: number) => void,
) => Promise<Reply>;

/** Why nothing is sent at present. */
export type Cause = "" | "signal" | "signin" | "later";

/** With these the house would answer the same call the same for ever. */
const FINAL = new Set([400, 403, 404, 409, 413, 415, 422]);

const FIRST_MS = 2000;
const LONGEST_MS = 5 * 60_000;
const LOOK_MS = 60_000;

/** Twice as long after each try, and not for all phones at the same moment. */
export function pause(attempts: number, retryAfter: number | null): number {
  const wait = Math.min(FIRST_MS * 2 ** attempts, LONGEST_MS) * (0.5 + Math.random());
  return Math.max(wait, (retryAfter ?? 0) * 1000);
}

/** How long until it is asked once more what became of something that arrived: soon at first, then less and less often. */
export function patience(asked: number): number {
  return Math.min(FIRST_MS * 2 ** asked, LOOK_MS);
}

/** Whether nothing else can be sent either. */
export function ends(cause: Cause): boolean {
  return cause === "signal" || cause === "signin";
}

/** What goes with every call: it is refused where another person is signed in by now. */
export function inTheNameOf(user: string, type: string): Record<string, string> {
  return { Accept: "application/json", "Content-Type": type, "X-User": user };
}

function told(body: unknown): Record<string, unknown> {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}

/** Whether the house itself refuses. A hotspot and an office's proxy do so too, in a page of their own that proves nothing. */
export function own(answer: Reply): boolean {
  return (answer.header("Content-Type") ?? "").startsWith("application/problem+json");
}

/** Whether the house knows nobody by this session. */
export function signedOut(answer: Reply): boolean {
  return answer.status === 401 && own(answer);
}

/** Whether a person has to do something, for whom there is a reason. */
export function final(answer: Reply): boolean {
  return FINAL.has(answer.status) && own(answer) && reason(answer) !== "";
}

/** The server's own sentences about a refusal, with those about each field. */
export function reason(answer: Reply): string {
  const { detail, fields } = told(answer.body);
  const said = [detail, ...Object.values(told(fields))].filter((each) => typeof each === "string" && each !== "");
  return said.join(" ");
}

/**
 * Whether the house has taken what it was sent. A hotel's sign-in page answers 200 to anything, so it has to name the
 * thing and, where it tells one, its hash. Throws at such an answer, which is none.
 */
export function taken(answer: Reply, id: string, sha256 = ""): boolean {
  if (answer.status !== 200 && answer.status !== 201) return false;
  const body = told(answer.body);
  if (body["id"] !== id || (sha256 && body["sha256"] !== undefined && body["sha256"] !== sha256)) throw new Error("not the house");
  return true;
}

/** Whether the browser still has these bytes; some lose a file and keep its name. */
export async function readable(bytes: Blob): Promise<boolean> {
  return bytes.slice(0, 1).arrayBuffer().then(() => true, () => false);
}
