// A drill: shows one event at a time. Without this script all of them stand there, with what they did in folds.

/** @type {HTMLElement | null} */
const list = document.querySelector("[data-drill]");
/** @type {HTMLElement[]} */
const steps = list ? [...list.children].filter((each) => each instanceof HTMLElement) : [];
let current = 0;

/** @param {string} text */
function button(text) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  return made;
}

const bar = document.createElement("div");
const back = button("Back");
const next = button("Next");
const everything = button("Show all");
const place = document.createElement("p");

/** What the button for going on does next. */
function nextText() {
  const fold = steps[current].querySelector("details");
  if (fold && !fold.open) {
    return fold.querySelector("summary")?.textContent ?? "";
  }
  return current + 1 < steps.length ? "Next" : "";
}

function describe() {
  const text = nextText();
  next.hidden = !text;
  next.textContent = text;
  back.hidden = current === 0;
  everything.hidden = steps.every((step) => !step.hidden && step.querySelector("details")?.open !== false);
  const isEnd = current + 1 === steps.length;
  place.textContent = isEnd ? "The end" : `Event ${current + 1} of ${steps.length - 1}`;
}

/** @param {number} target */
function show(target) {
  current = target;
  for (const [number, step] of steps.entries()) {
    step.hidden = number > current;
  }
  describe();
  steps[current].focus();
}

function goOn() {
  const fold = steps[current].querySelector("details");
  if (fold && !fold.open) {
    fold.open = true;
    describe();
    steps[current].scrollIntoView({ block: "nearest" });
  } else if (current + 1 < steps.length) {
    show(current + 1);
  }
}

function goBack() {
  const fold = steps[current].querySelector("details");
  if (fold?.open) {
    fold.open = false;
    describe();
  } else if (current > 0) {
    show(current - 1);
  }
}

function showAll() {
  for (const step of steps) {
    step.hidden = false;
    const fold = step.querySelector("details");
    if (fold) {
      fold.open = true;
    }
  }
  current = steps.length - 1;
  describe();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const isElsewhere = event.target instanceof Element && event.target.closest("input, textarea, select");
  if (isElsewhere || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  if (event.key === "ArrowRight") {
    event.preventDefault();
    goOn();
  } else if (event.key === "ArrowLeft") {
    event.preventDefault();
    goBack();
  }
}

if (list && steps.length) {
  bar.className = "pm-drill__bar";
  place.setAttribute("role", "status");
  bar.append(back, next, everything, place);
  list.after(bar);
  back.addEventListener("click", goBack);
  next.addEventListener("click", goOn);
  everything.addEventListener("click", showAll);
  document.addEventListener("keydown", onKey);
  for (const step of steps) {
    step.querySelector("details")?.addEventListener("toggle", describe);
  }
  for (const [number, step] of steps.entries()) {
    step.hidden = number > 0;
  }
  const keys = document.querySelector("[data-drill-keys]");
  if (keys instanceof HTMLElement) {
    keys.hidden = false;
  }
  describe();
}
