// The entry of all elements: ui/components/library.py joins this file and its imports into one script.
import "./shared/navigation_guard.js";
import "./shared/number_comma.js";
import { alignment } from "./alignment/alignment.js";
import { beam } from "./beam/beam.js";
import { cloud } from "./cloud/cloud.js";
import { confusion } from "./confusion/confusion.js";
import { copyLink } from "./copy_link/copy_link.js";
import { dials } from "./dials/dials.js";
import { download } from "./download/download.js";
import { gallery } from "./gallery/gallery.js";
import { gaze } from "./gaze/gaze.js";
import { graph } from "./graph/graph.js";
import { grid } from "./grid/grid.js";
import { hill } from "./hill/hill.js";
import { influence } from "./influence/influence.js";
import { lens } from "./lens/lens.js";
import { listing } from "./listing/listing.js";
import { lookup } from "./lookup/lookup.js";
import { maps } from "./maps/maps.js";
import { matrix } from "./matrix/matrix.js";
import { merging } from "./merging/merging.js";
import { network } from "./network/network.js";
import { pad } from "./pad/pad.js";
import { paste } from "./paste/paste.js";
import { patch } from "./patch/patch.js";
import { plane } from "./plane/plane.js";
import { race } from "./race/race.js";
import { saver } from "./saver/saver.js";
import { scrubber } from "./scrubber/scrubber.js";
import { shades } from "./shades/shades.js";
import { stock } from "./stock/stock.js";
import { tape } from "./tape/tape.js";
import { ticker } from "./ticker/ticker.js";
import { tokens } from "./tokens/tokens.js";
import { unit } from "./unit/unit.js";
import { visitor } from "./visitor/visitor.js";
import { hideElement } from "./shared/dom.js";

/** The elements by the names under which Python mounts them. */
export const elements = {
  alignment,
  beam,
  cloud,
  confusion,
  copy_link: copyLink,
  dials,
  download,
  gallery,
  gaze,
  graph,
  grid,
  hill,
  influence,
  lens,
  listing,
  lookup,
  maps,
  matrix,
  merging,
  network,
  pad,
  paste,
  patch,
  plane,
  race,
  saver,
  scrubber,
  shades,
  stock,
  tape,
  ticker,
  tokens,
  unit,
  visitor,
};

/** Hides the element that carries this script. */
export function hideCarrier({ parentElement }) {
  hideElement(parentElement);
}
