// When this tab last asked the server for something: by itself, by a person's press, by a link to another page.
//
// A question that the page asks by itself between the press on a link and the arrival of the new page names the old page,
// and Streamlit would go back to it and find nothing there: an empty page. So what has been asked goes first, and nothing
// is asked meanwhile.
const LEAVING = 20000; // milliseconds that a new page is given to arrive
const BACK = 1500; // the same for the way back and forth through what was visited: its address is there at once
export const pulse = { ticked: 0, pressed: 0, left: 0, goal: null };

document.addEventListener("click", (event) => {
  pulse.pressed = Date.now();
  const link = event.target.closest?.('a[data-testid*="Nav"]');
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) leave(event, link);
}, true);
addEventListener("popstate", () => Object.assign(pulse, { left: Date.now(), goal: null }), true);

function leave(event, link) {
  const known = goes(link.pathname, pulse.goal);
  if (goes(link.pathname)) pulse.goal = null;
  if (goes(link.pathname) || (known && leaving())) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  Object.assign(pulse, { left: Date.now(), goal: link.pathname });
  setTimeout(() => link.click());
}

// Whether an address is the page at another one: what stands before its last part is the server's.
function goes(path, page = location.pathname) {
  return page !== null && path.split("/").at(-1) === page.split("/").at(-1);
}

export function leaving() {
  const spent = Date.now() - pulse.left;
  return pulse.goal === null ? spent < BACK : spent < LEAVING && !goes(pulse.goal);
}
