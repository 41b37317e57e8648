// Stores a value under a name, for other elements.
import { hideElement } from "../shared/dom.js";
import { storeValue } from "../shared/stocked_values.js";

export function stock(component) {
  hideElement(component.parentElement);
  storeValue(component.data.name, component.data.value);
}
