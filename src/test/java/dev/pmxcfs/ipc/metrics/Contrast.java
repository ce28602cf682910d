package dev.pmxcfs.ipc.metrics;

/** How well the texts of a page stand out from what is behind them. */
final class Contrast {

  /** An expression for the least ratio of any text that is seen, as WCAG 2.1 defines it. */
  static final String LEAST =
      """
      (() => {
        const parse = color => {
          const [r, g, b, a = 1] = color.match(/[0-9.]+/g).map(Number);
          return [r, g, b, a];
        };
        const over = (top, ground) => top.slice(0, 3)
            .map((value, i) => value * top[3] + ground[i] * (1 - top[3])).concat(1);
        const ground = element => {
          if (element === null) return [255, 255, 255, 1];
          const own = parse(getComputedStyle(element).backgroundColor);
          return own[3] === 1 ? own : over(own, ground(element.parentElement));
        };
        const light = color => {
          const [r, g, b] = color.map(value => value / 255)
              .map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ratios = [...document.querySelectorAll('body *')]
            .filter(element => element.checkVisibility())
            .filter(element => [...element.childNodes]
                .some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
            .map(element => {
              const behind = ground(element);
              const text = over(parse(getComputedStyle(element).color), behind);
              const [x, y] = [light(text), light(behind)].sort((a, b) => b - a);
              return (x + 0.05) / (y + 0.05);
            });
        return Math.min(...ratios);
      })()
      """;

  private Contrast() {}
}
