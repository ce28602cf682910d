// What is shown, made of elements and texts alone: nothing that a server says is read as HTML.

const SVG = "http://www.w3.org/2000/svg";

export const byId = id => document.getElementById(id);

/** An element with a text or with others in it. */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...content);
  return made;
}

/** Changes a text, if it is another one: a screen reader is told of changes. */
export function say(id, text) {
  const shown = byId(id);
  if (shown.textContent !== text) shown.textContent = text;
}

/** Replaces a list. */
export function list(id, items) {
  byId(id).replaceChildren(...items);
}

/** Terms with their values; a value may be [text, class]. */
export function facts(id, entries) {
  list(id, entries.flatMap(([term, value]) => {
    const [text, kind] = Array.isArray(value) ? value : [value, null];
    return [element("dt", {}, term), element("dd", {class: kind}, text)];
  }));
}

/** Draws values over time, from the oldest to the latest, into an svg element. */
export function draw(svg, values) {
  const [width, height] = [100, 30];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  if (svg.childElementCount === 0) {
    for (const kind of ["area", "stroke"]) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", kind);
      svg.append(path);
    }
  }
  const top = Math.max(...values, 0) || 1;
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((value, i) =>
    `${(i * step).toFixed(2)},${(height - 2 - (value / top) * (height - 5)).toFixed(2)}`);
  const line = points.length > 1 ? "M" + points.join("L") : "";
  svg.lastChild.setAttribute("d", line);
  svg.firstChild.setAttribute("d", line && `${line}L${width},${height}L0,${height}Z`);
}

/** A table whose rows stay the same elements, and whose columns' heads change the order. */
export class Table {
  #columns;
  #rows = new Map();
  #body;
  #heads;
  #changed;

  /** The column by which rows are in order, and whether the greatest is first. */
  #by;
  #descending = true;

  constructor(id, columns, by, changed) {
    const table = byId(id);
    this.#columns = columns;
    this.#body = table.tBodies[0];
    this.#by = by;
    this.#changed = changed;
    this.#heads = columns.map(column => this.#head(column));
    table.tHead.rows[0].append(...this.#heads);
    this.#mark();
  }

  #head(column) {
    const kind = (column.class || "") + (column.text ? " text" : "");
    const head = element("th", {scope: "col", class: kind});
    if (!column.value) {
      head.append(element("span", {class: "hidden"}, column.title));
      return head;
    }
    const button = element("button", {type: "button", title: column.hint}, column.title);
    button.addEventListener("click", () => this.order(column));
    head.append(button);
    return head;
  }

  /** Orders by a column; once more, in the other direction. */
  order(column) {
    this.#descending = column === this.#by ? !this.#descending : !column.text;
    this.#by = column;
    this.#mark();
    this.#changed();
  }

  orderByNext() {
    const all = this.#columns.filter(column => column.value);
    this.order(all[(all.indexOf(this.#by) + 1) % all.length]);
  }

  #mark() {
    this.#columns.forEach((column, i) => {
      if (column === this.#by) {
        this.#heads[i].setAttribute("aria-sort", this.#descending ? "descending" : "ascending");
      } else {
        this.#heads[i].removeAttribute("aria-sort");
      }
    });
  }

  /** Shows things, each with a key of its own. */
  show(things) {
    const sign = this.#descending ? -1 : 1;
    const value = this.#by.value;
    const sorted = [...things].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return x < y ? -sign : x > y ? sign : a.key - b.key;
    });
    const rows = sorted.map(thing => this.#row(thing));
    if (rows.length !== this.#body.rows.length || rows.some((row, i) => row !== this.#body.rows[i])) {
      this.#body.replaceChildren(...rows);
    }
  }

  #row(thing) {
    let row = this.#rows.get(thing.key);
    if (!row) {
      row = element("tr", {}, ...this.#columns.map(column =>
        element(column.row ? "th" : "td", column.row ? {scope: "row"} : {})));
      this.#rows.set(thing.key, row);
    }
    this.#columns.forEach((column, i) => {
      const cell = row.cells[i];
      cell.className = [column.class, column.text && "text", column.kind && column.kind(thing)]
        .filter(Boolean).join(" ");
      if (column.fill) {
        column.fill(cell, thing);
      } else {
        const text = column.show(thing);
        if (cell.textContent !== text) cell.textContent = text;
      }
    });
    return row;
  }
}
