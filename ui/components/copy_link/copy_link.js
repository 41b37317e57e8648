// A button that copies the current address of this page. `words`: copy, copied, failed.
export const copyLink = ({ data, parentElement }) => {
  let button = parentElement.querySelector("button");
  if (!button) {
    parentElement.innerHTML = "";
    const style = document.createElement("style");
    style.textContent = `button { font: inherit; font-size: .875rem; color: inherit; cursor: pointer; padding: .3rem .9rem;
      border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, .4rem);
      background: var(--st-background-color); min-height: 2.5rem; }
      button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }`;
    button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-live", "polite");
    parentElement.append(style, button);
  }
  const { words } = data;
  button.textContent = words.copy;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      button.textContent = words.copied;
    } catch {
      button.textContent = words.failed;
    }
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  };
};
