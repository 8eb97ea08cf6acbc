import { Major, Reason, decode, newTokens } from '../../engine/index';
import { sectionsOf } from './sections';

/**
 * What the head of a compiled library (key 10) says of how it came about, in one number: flags in the low byte (1 demonstration data,
 * 2 draft), the waived errors from 2^8 on (at most 255), the widened hard limits from 2^16 on. The pump reads the demonstration flag;
 * the counts go into the signed manifest; a draft cannot be signed.
 */
export interface Marks {
  demonstration: boolean;
  draft: boolean;
  waivers: number;
  widened: number;
}

export const MAX_WAIVERS = 255;

export function packMarks(marks: Marks): number {
  const flags = (marks.demonstration ? 1 : 0) + (marks.draft ? 2 : 0);
  return flags + 256 * Math.min(marks.waivers, MAX_WAIVERS) + 65536 * marks.widened;
}

export function unpackMarks(packed: number): Marks {
  const flags = packed % 256;
  return {
    demonstration: flags % 2 === 1,
    draft: Math.floor(flags / 2) % 2 === 1,
    waivers: Math.floor(packed / 256) % 256,
    widened: Math.floor(packed / 65536),
  };
}

/** The marks of a compiled library; throws a RangeError where the bytes are not one. */
export function readMarks(library: Uint8Array): Marks {
  const { head } = sectionsOf(library);
  const tokens = newTokens();
  if (decode(head, 0, head.length, tokens) !== Reason.NONE)
    throw new RangeError('this is not a compiled drug library');
  for (let i = 1; i < tokens.count; ) {
    const key = tokens.values[i] as number;
    const type = tokens.types[i + 1];
    if (key === 10 && type === Major.UNSIGNED) return unpackMarks(tokens.values[i + 1] as number);
    // A text is two tokens: where it is and how long.
    i += type === Major.TEXT ? 3 : 2;
  }
  throw new RangeError('the head of this library has no marks');
}
