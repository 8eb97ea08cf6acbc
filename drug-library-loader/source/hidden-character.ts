/**
 * What a reviewer would not see, or would see differently on every screen: control characters but tab and line breaks, those that turn the
 * direction of a text or have no width, line and paragraph separators, halves of surrogate pairs, private use, code points that are no
 * characters, and U+FFFD, which stands where a text was decoded wrongly.
 */
const HIDDEN = /(?![\t\n\r])\p{Cc}|[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{NChar}\ufffd]/u;

/** The first such character as `U+202E`, or undefined. */
export function hiddenCharacter(text: string): string | undefined {
  const found = HIDDEN.exec(text);
  if (!found) return undefined;
  return `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
