// Says every so often that this tab is open; after a reload, which visitor it was.
const STORED = "nets-playground-visitor";

function recall(token) {
  try {
    const known = sessionStorage.getItem(STORED);
    if (token) sessionStorage.setItem(STORED, token);
    return known;
  } catch {
    return null; // the browser keeps nothing: a reload starts anew
  }
}

function visitor(component) {
  const root = component.parentElement;
  const tab = remember(root, () => ({ component, asked: false }));
  hideElement(root);
  tab.component = component;
  const known = recall(null);
  if (known && known !== component.data.token && !tab.asked) {
    tab.asked = true;
    component.setTriggerValue("token", known);
  } else {
    recall(component.data.token);
  }
  tab.timer ??= setInterval(() => {
    const { data, setTriggerValue } = tab.component;
    if (Date.now() - pulse.ticked > data.milliseconds) setTriggerValue("beat", data.beat); // else a live view speaks for us
  }, component.data.milliseconds);
  return () => forget(root, (gone) => clearInterval(gone.timer));
}
