import { Answered, Asked, type Bytes, Gate, type Hal } from '../../hal/hal';
import { StateKey } from '../journal/event';
import { putWord } from '../journal/record';
import type { StateStore } from '../journal/state-store';
import { textOf } from '../library/cbor';
import type { Manifest as SignedManifest } from '../library/envelope';
import { Reason } from '../reason';

/** What the signatures of a file cover, as far as the gate's answer tells it. */
export type Manifest = Omit<SignedManifest, 'length' | 'waivers' | 'widened'>;

/** A signed file after the gate. Only with reason `NONE` lies its content at `offset`, and may be used. */
export interface AcceptedFile {
  reason: Reason;
  /** Of a refused file too, where the gate could read it: to be told, not to be believed. */
  manifest: Manifest | null;
  offset: number;
  length: number;
  /** Not yet effective, or past its review: to be shown, not refused. */
  notice: Reason;
}

/** What a trust list says of itself; one that is refused trusts no key. */
export interface TrustHead {
  reason: Reason;
  organisation: string;
  sequence: number;
}

/** Most bytes of the record of highest sequences. */
const MOST_HIGHEST = 1012;

function wordAt(bytes: Bytes, at: number): number {
  return bytes[at] * 16777216 + bytes[at + 1] * 65536 + bytes[at + 2] * 256 + bytes[at + 3];
}

function sequenceIn(answer: Bytes): number {
  return wordAt(answer, Answered.SEQUENCE) * 4294967296 + wordAt(answer, Answered.SEQUENCE + 4);
}

/** A text that the answer names; empty where it cannot be read. */
function textIn(hal: Hal, answer: Bytes, at: number): string {
  const bytes = new Uint8Array(wordAt(answer, at + 4));
  const length = bytes.length;
  return (hal.flash.read(wordAt(answer, at), bytes, length) === length && textOf(bytes, 0, length)) || '';
}

/** Has the gate judge the file at `place` by a trust list, on a day; `highest`: against the sequences that were ever taken. */
export function acceptFile(
  hal: Hal,
  kind: number,
  place: number,
  length: number,
  day: number,
  trust: number[],
  highest: StateStore | null,
): AcceptedFile {
  const request = new Uint8Array(Asked.HIGHEST + MOST_HIGHEST);
  const answer = new Uint8Array(Answered.SIZE);
  const words = [kind, place, length, day, hal.demonstrationKeys === true ? 1 : 0].concat(trust);
  for (let i = 0; i < words.length; i++) putWord(request, i * 4, words[i]);
  const known = highest ? highest.get(StateKey.HIGHEST, request.subarray(Asked.HIGHEST)) : 0;
  const result = hal.crypto.accept(request, Asked.HIGHEST + known, answer);
  const told = wordAt(answer, Answered.RESULT);
  const file: AcceptedFile = {
    reason: Reason.NOT_VERIFIED,
    manifest: null,
    offset: -1,
    length: 0,
    notice: Reason.NONE,
  };
  // Sequences that cannot be read allow no older library.
  if (highest?.unread) file.reason = Reason.FLASH_FAILED;
  const organisation = textIn(hal, answer, Answered.ORGANISATION);
  if (organisation)
    file.manifest = {
      organisation: organisation,
      library: textIn(hal, answer, Answered.LIBRARY),
      version: textIn(hal, answer, Answered.VERSION),
      sequence: sequenceIn(answer),
      effective: wordAt(answer, Answered.EFFECTIVE),
      reviewBy: wordAt(answer, Answered.REVIEW_BY),
      digest: answer.subarray(Answered.DIGEST, Answered.SIZE),
    };
  if (file.reason === Reason.FLASH_FAILED) return file;
  if (result === Gate.ACCEPTED && told === Gate.ACCEPTED && file.manifest) {
    file.offset = wordAt(answer, Answered.CONTENT);
    file.length = wordAt(answer, Answered.CONTENT + 4);
    file.notice = wordAt(answer, Answered.NOTICE);
    file.reason = Reason.NONE;
  } else if (typeof result === 'number' && result > 0 && result < 65536) file.reason = result;
  return file;
}

/** Has the gate read a trust list. */
export function trustHead(hal: Hal, place: number, length: number): TrustHead {
  const answer = new Uint8Array(Answered.SIZE);
  const good = hal.crypto.readTrust(place, length, answer) === Reason.NONE;
  return {
    reason: good ? Reason.NONE : Reason.TRUST_LIST,
    organisation: good ? textIn(hal, answer, Answered.ORGANISATION) : '',
    sequence: good ? sequenceIn(answer) : 0,
  };
}
