/** A time of one's own beside the choice of when: writing it chooses it, choosing otherwise puts it aside. */
const OWN = "at";

export function times(field: HTMLInputElement): void {
  const choices = [...document.querySelectorAll<HTMLInputElement>("input[type=radio]")].filter(
    (each) => each.name === field.dataset["when"],
  );
  let aside = "";
  field.addEventListener("input", () => {
    const own = choices.find((each) => each.value === OWN);
    if (own && field.value) own.checked = true;
  });
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      if (choice.value === OWN) {
        field.value = field.value || aside;
      } else {
        // The server refuses a time beside another choice, lest one that was meant is dropped.
        aside = field.value || aside;
        field.value = "";
      }
    });
  }
}
