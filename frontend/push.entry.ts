/**
 * Notices on this device: ask the person and the browser, and send the browser's answer with the form. Without this
 * script, or where the browser or the address cannot do it, the page says what it takes.
 */
import { translate } from "./page";

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function possible(): boolean {
  return window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

async function subscribed(key: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that was made for another key of the city would be refused by the browser.
  await (await pushManager.getSubscription())?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

function offer(box: HTMLElement): void {
  const form = box.querySelector("form");
  const button = box.querySelector<HTMLButtonElement>("button");
  const field = box.querySelector<HTMLInputElement>("[name=subscription]");
  const wrong = box.querySelector<HTMLElement>("[role=alert]");
  const impossible = box.querySelector<HTMLElement>("[data-impossible]");
  if (!form || !button || !field || !wrong || !impossible) return;
  impossible.hidden = true;
  form.hidden = false;
  const failed = (name: string): void => {
    wrong.textContent = translate(box, name);
    wrong.hidden = false;
    button.disabled = false;
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    wrong.hidden = true;
    void (async () => {
      if ((await Notification.requestPermission()) !== "granted") return failed("denied");
      field.value = JSON.stringify(await subscribed(box.dataset["push"] ?? ""));
      form.submit();
    })().catch(() => failed("failed"));
  });
}

if (possible()) document.querySelectorAll<HTMLElement>("[data-push]").forEach(offer);
