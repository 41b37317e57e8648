// When this tab last asked the server for something: by itself, by a person's press, by a link to another page.
//
// A question that the page asks by itself between the press on a link and the arrival of the new page names the old page,
// and Streamlit would go back to it and find nothing there: an empty page. So what has been asked goes first, and nothing
// is asked meanwhile.
const LEAVING_MS = 20000; // milliseconds that a new page is given to arrive
const BACK_MS = 1500; // the same for the way back and forth through what was visited: its address is there at once
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

// Whether an address is the page at another one: what stands before its last part is the server's.
function isPage(path, page = location.pathname) {
  return page !== null && path.split("/").at(-1) === page.split("/").at(-1);
}

/** Whether a new page is on its way. */
export function isLeaving() {
  const spent = Date.now() - activity.left;
  return activity.goal === null ? spent < BACK_MS : spent < LEAVING_MS && !isPage(activity.goal);
}
