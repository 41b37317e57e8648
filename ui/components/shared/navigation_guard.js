// When this tab last sent a request: by itself, by a click, or by a link to another page.
//
// A request that the page sends by itself between the click on a link and the arrival of the new page names the old page.
// Streamlit would go back to it and show an empty page. So the click waits for pending requests, and no request is sent
// until the new page has arrived.
const LEAVING_MS = 20000; // time that a new page has to arrive
const BACK_MS = 1500; // the same for browser history, where the address changes at once
export const activity = { ticked: 0, pressed: 0, left: 0, goal: null };

document.addEventListener("click", (event) => {
  activity.pressed = Date.now();
  const link = event.target.closest?.('a[data-testid*="Nav"]');
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) onClickLink(event, link);
}, true);
addEventListener("popstate", () => Object.assign(activity, { left: Date.now(), goal: null }), true);

function onClickLink(event, link) {
  const known = isPage(link.pathname, activity.goal);
  if (isPage(link.pathname)) activity.goal = null;
  if (isPage(link.pathname) || (known && isLeaving())) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  Object.assign(activity, { left: Date.now(), goal: link.pathname });
  setTimeout(() => link.click());
}

// Whether two addresses name the same page: only their last part counts.
function isPage(path, page = location.pathname) {
  return page !== null && path.split("/").at(-1) === page.split("/").at(-1);
}

/** Whether a new page is loading. */
export function isLeaving() {
  const spent = Date.now() - activity.left;
  return activity.goal === null ? spent < BACK_MS : spent < LEAVING_MS && !isPage(activity.goal);
}
