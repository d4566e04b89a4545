// @ts-check
// The contents that narrow windows open over the page: they close when one of their links is followed.

const contents = document.getElementById("pm-contents");
contents?.addEventListener("click", (event) => {
  if (event.target instanceof HTMLAnchorElement) {
    contents.hidePopover();
  }
});
