// Numbers as people read them, and what follows from the counts of two moments.

const DASH = "–";

/** How often something happened in a second. */
export function rate(value) {
  if (value === null || !isFinite(value)) return DASH;
  if (value === 0) return "0";
  if (value < 0.1) return "< 0.1";
  if (value < 10) return value.toFixed(1);
  return count(Math.round(value));
}

/** A number of things. */
export function count(value) {
  if (value < 10_000) return String(value);
  if (value < 1_000_000) return short(value / 1e3) + "k";
  return short(value / 1e6) + "M";
}

function short(value) {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** A time in nanoseconds. */
export function time(nanos) {
  if (nanos === null) return DASH;
  for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) {
    if (nanos >= size) return digits(nanos / size) + " " + unit;
  }
  return "< 1 µs";
}

function digits(value) {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

export function bytes(value) {
  for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]]) {
    if (value >= size) return digits(value / size) + " " + unit;
  }
  return value + " bytes";
}

/** How long something has lasted. */
export function duration(millis) {
  const seconds = Math.floor(millis / 1000);
  const [days, hours, minutes] = [86400, 3600, 60].map(size => Math.floor(seconds / size));
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  if (minutes > 0) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}

/**
 * What a part of some requests took at most, as Prometheus estimates it: evenly spread between two
 * bounds. Null if there were none.
 *
 * @param bounds what they are told apart by
 * @param upTo how many took at most as long as each bound
 * @param total how many there were
 */
export function quantile(part, bounds, upTo, total) {
  if (total <= 0) return null;
  const rank = part * total;
  let [below, from] = [0, 0];
  for (let i = 0; i < bounds.length; i++) {
    if (upTo[i] >= rank) {
      return from + (bounds[i] - from) * ((rank - below) / Math.max(1, upTo[i] - below));
    }
    [below, from] = [upTo[i], bounds[i]];
  }
  return bounds[bounds.length - 1];
}
