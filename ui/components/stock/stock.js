// Puts a value into the page's stock, for other elements to find by its name.
import { hideElement } from "../shared/dom.js";
import { storeValue } from "../shared/stocked_values.js";

export function stock(component) {
  hideElement(component.parentElement);
  storeValue(component.data.name, component.data.value);
}
