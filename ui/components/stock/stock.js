// Puts a value into the page's stock, for other elements to find by its name.
function stock(component) {
  hideElement(component.parentElement);
  keep(component.data.name, component.data.value);
}
