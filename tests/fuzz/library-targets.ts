// Signed libraries as files, and their content behind checksums that were made good again.
import * as assert from 'uvu/assert';
import { encodeLibrary } from '../../drug-library-loader/compiler/encode';
import {
  Library,
  Proof,
  Reason,
  careAreas,
  check,
  contentsReason,
  drugs,
  entriesOf,
  entryChoice,
} from '../../engine/index';
import { partsOf, resealed } from '../engine/library/parts';
import { smallModel } from '../engine/library/sample';
import * as signed from '../engine/library/signed';
import { WatchedStorage } from '../engine/library/watched-storage';
import type { Change } from './mutate';
import type { Target } from './target';

const CONTENTS = [signed.CONTENT, Buffer.alloc(700, 7)];
const DIGESTS = CONTENTS.map((content) => signed.sha256(content).toString('hex'));

/** CBOR heads with another major type, argument or length of the argument. */
const HEADS: Change[] = [
  (bytes, draw) => {
    const copy = Buffer.from(bytes);
    const at = draw(copy.length);
    copy[at] = (copy[at] as number & 0x1f) | (draw(8) << 5);
    return copy;
  },
  (bytes, draw) => {
    const at = draw(bytes.length);
    const head = signed.head(draw(7), [0, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1][draw(8)] as number);
    return Buffer.concat([bytes.subarray(0, at), head, bytes.subarray(at + draw(2))]);
  },
];

export const signedFile: Target = {
  name: 'signed-file',
  promise: 'refused, or the very content that two persons signed',
  seeds: () => CONTENTS.map((content) => signed.fileOf(signed.goodParts(content))),
  changes: HEADS,
  run(input) {
    const result = signed.verified(input, signed.policy(input));
    if (result.result !== Proof.VERIFIED) return;
    const { length } = result.manifest as { length: number };
    const content = input.subarray(result.offset, result.offset + length);
    assert.is(content.length, length, 'the content lies inside the file');
    assert.ok(DIGESTS.includes(signed.sha256(content).toString('hex')), 'accepted though not authentic');
  },
};

const PROGRAM = { type: 'continuous', dose: '0.1 mcg/kg/min', weight: '80 kg', volume: '50 mL' };
const VERDICTS = ['accept', 'confirm', 'refuse', 'unprotected'];

function judgeAll(library: Library): void {
  const { entries, careAreas: areas, strings } = library.head;
  for (let id = 0; id <= strings; id++) library.text(id);
  careAreas(library);
  for (let area = 0; area <= areas + 1; area++) {
    for (const { drug } of drugs(library, area, false, '', -1, 20)) entriesOf(library, area, drug, false);
  }
  for (let number = -1; number <= entries; number++) {
    entryChoice(library, number);
    const key = library.key(number);
    if (key !== null) library.find(key);
    for (let area = 0; area <= areas; area++) {
      const limits = library.limits(area, number);
      const { verdict } = check(PROGRAM, limits);
      assert.ok(VERDICTS.includes(verdict), `the verdict is "${verdict}"`);
      if (limits === null) assert.is(verdict, 'refuse');
    }
  }
}

/** Where the frame itself is damaged there is nothing to seal. */
function sealed(bytes: Buffer): Buffer {
  try {
    partsOf(bytes);
    return resealed(bytes);
  } catch {
    return bytes;
  }
}

export const libraryContent: Target = {
  name: 'library-content',
  promise:
    'nothing outside the library is read, and whatever is asked has an answer; without limits it is: refuse',
  seeds: () => [encodeLibrary(smallModel()).bytes].map((bytes) => Buffer.from(bytes)),
  changes: [...HEADS, (bytes) => sealed(bytes)],
  run(input) {
    for (const bytes of [input, sealed(input)]) {
      const storage = new WatchedStorage(bytes);
      const library = new Library(storage);
      const reason = library.open(storage.start, storage.length);
      const { entries, careAreas: areas, strings } = library.head;
      if (reason !== Reason.NONE) assert.equal([entries, areas, strings], [0, 0, 0]);
      else assert.ok(entries * 16 + areas * 16 + strings * 4 <= bytes.length, 'no more than fits is counted');
      contentsReason(library);
      judgeAll(library);
      assert.equal(storage.outside, [], 'read outside the library');
    }
  },
};
