// What the tests ask inside the page; the test reads this file and runs it there.
/* global document, getComputedStyle, DataTransfer, File, atob */

/** px by which the page is wider than the window. */
globalThis.tooWide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

/** What can be used and has no name. */
globalThis.nameless = () =>
  [...document.querySelectorAll('button, input, select, a[href], [tabindex="0"]')]
    .filter((element) => {
      const label =
        element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
      return !label?.trim();
    })
    .map((element) => element.outerHTML.slice(0, 120));

/** Name of what has the focus. */
globalThis.focused = () => {
  const element = document.activeElement;
  const group = element.closest('[role=radiogroup]')?.getAttribute('aria-label');
  return element.id || element.getAttribute('aria-label') || group || element.textContent;
};

/** One row of the screen in each style. */
globalThis.showStyles = (styles) => {
  document.querySelectorAll('#screen .row').forEach((row, i) => {
    row.className = `row ${styles[i] ?? 'normal'}`;
  });
};

/** Contrast, as WCAG 2.1 reckons it, between the text of each element and what is behind it. */
globalThis.contrasts = (selector) => {
  const parts = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((each) => {
      const part = each / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...document.querySelectorAll(selector)].map((element) => {
    let behind = element;
    while (behind && parts(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const back = luminance(behind ? parts(getComputedStyle(behind).backgroundColor) : [255, 255, 255]);
    const front = luminance(parts(getComputedStyle(element).color));
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    return [element.className || element.tagName, ratio];
  });
};

/** A file on its way, as a drop brings it. */
globalThis.fileToDrop = (name, base64) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))], name));
  return transfer;
};
