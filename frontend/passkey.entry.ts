/**
 * A passkey's part in the browser: ask the server for its question, let the phone answer it, and send the answer with
 * the form. Without this script, or where the browser or the address cannot do it, its button is never seen.
 */
import { translate } from "./page";

interface Descriptor {
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

type Asked<Options> = Omit<Options, "challenge" | "user" | "excludeCredentials" | "allowCredentials"> & {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: Descriptor[];
};

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function ask<Options>(url: string, form: HTMLFormElement): Promise<Asked<Options>> {
  const token = new FormData();
  token.set("csrf_token", String(new FormData(form).get("csrf_token")));
  const answer = await fetch(url, { method: "POST", body: token });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Asked<Options>;
}

async function made(url: string, form: HTMLFormElement): Promise<Credential | null> {
  const asked = await ask<PublicKeyCredentialCreationOptions>(url, form);
  return navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: (asked.excludeCredentials ?? []).map((each) => ({ ...each, id: bytes(each.id) })),
    },
  });
}

async function chosen(url: string, form: HTMLFormElement): Promise<Credential | null> {
  const asked = await ask<PublicKeyCredentialRequestOptions>(url, form);
  // No list: the phone offers the passkeys that it has for this site.
  const { challenge, timeout, rpId, userVerification } = asked;
  const publicKey: PublicKeyCredentialRequestOptions = { challenge: bytes(challenge) };
  return navigator.credentials.get({
    publicKey: { ...publicKey, ...(timeout && { timeout }), ...(rpId && { rpId }), ...(userVerification && { userVerification }) },
  });
}

/** The credential as the server reads it; browsers of 2020 cannot write it by themselves. */
function written(credential: Credential | null): string {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
  const { response } = credential;
  const said: Record<string, string | null> = { clientDataJSON: text(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse) {
    said["attestationObject"] = text(response.attestationObject);
  } else if (response instanceof AuthenticatorAssertionResponse) {
    said["authenticatorData"] = text(response.authenticatorData);
    said["signature"] = text(response.signature);
    said["userHandle"] = response.userHandle && text(response.userHandle);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: text(credential.rawId), type, response: said, clientExtensionResults: {} });
}

/** A passkey belongs to a name; an address in numbers has none. */
function possible(): boolean {
  const named = !/^[\d.]+$|:/.test(location.hostname);
  return window.isSecureContext && named && "PublicKeyCredential" in window;
}

function offer(button: HTMLButtonElement): void {
  const { form } = button;
  const field = button.parentElement?.querySelector<HTMLInputElement>("[name=credential]");
  const wrong = button.parentElement?.querySelector<HTMLElement>("[role=alert]");
  if (!form || !field || !wrong) return;
  const { passkey, ask: url = "", send } = button.dataset;
  for (let each: HTMLElement | null = button; each; each = each.parentElement) each.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    wrong.hidden = true;
    (passkey === "create" ? made : chosen)(url, form)
      .then((credential) => {
        field.value = written(credential);
        if (send) form.action = send;
        form.submit();
      })
      .catch(() => {
        // Given up, or the phone knows none: the browser does not say which, so that no site can find out.
        wrong.textContent = translate(button, "failed");
        wrong.hidden = false;
        button.disabled = false;
      });
  });
}

if (possible()) document.querySelectorAll<HTMLButtonElement>("[data-passkey]").forEach(offer);
