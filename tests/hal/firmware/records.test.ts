// The check of a library's limit records in C against the engine's, which judges a library by the same rules before it is signed: the same answer for
// every record, whichever byte of it is another one.
import * as assert from 'uvu/assert';
import { encodeCbor, encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import { Key, Library, Quantity, Reason, parseUnit } from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { type PartName, partsOf, resealed, withParts, withRecord } from '../../engine/library/parts';
import { largeModel, sampleModel, smallModel } from '../../engine/library/sample';
import { suite } from '../../suite';
import { type Question, inC, recordsQuestion } from './gate-host';

const test = suite('hal/firmware records');

const SMALL = encodeLibrary(smallModel()).bytes;
const SAMPLE = encodeLibrary(sampleModel()).bytes;

/** Results of C, the same as the engine's; but that the engine may name what it reads behind a record that is cut short, and refuses it then. */
function agree(questions: Question[]): number[] {
  return inC(questions).map((answer, i) => {
    const { title, twin } = questions[i] as Question;
    if (answer !== `${Reason.CBOR_TRUNCATED}`) assert.is(answer, twin, title);
    else assert.is.not(twin, `${Reason.NONE}`, title);
    return Number(answer);
  });
}

/** Care areas and entries of a library that opens. */
function recordsOf(library: Uint8Array): number {
  const { entryIndex, areaIndex } = partsOf(library);
  return areaIndex.size / 16 - 1 + entryIndex.size / 16;
}

/** All its records at once; a library that the engine does not open is not asked about. */
function whole(title: string, library: Buffer): Question[] {
  const opened = new Library(new MemoryStorage(library)).open(0, library.length) === Reason.NONE;
  return opened ? [recordsQuestion(title, library, 0, recordsOf(library))] : [];
}

test('DERS-FW-052 good libraries: every record is taken, in one call or in many', () => {
  for (const library of [SMALL, SAMPLE, encodeLibrary(largeModel(200)).bytes]) {
    const count = recordsOf(library);
    const questions = [recordsQuestion('all', library, 0, count), recordsQuestion('none', library, count, 0)];
    for (let first = 0; first < count; first += 7)
      questions.push(recordsQuestion(`from ${first}`, library, first, Math.min(7, count - first)));
    assert.equal(new Set(agree(questions)), new Set([Reason.NONE]));
  }
});

test('DERS-FW-052 records that are not there, and bytes that are no library', () => {
  const count = recordsOf(SMALL);
  const outside = [
    recordsQuestion('one too many', SMALL, 0, count + 1),
    recordsQuestion('behind the last', SMALL, count, 1),
    recordsQuestion('far behind', SMALL, 4_000_000_000, 1),
    recordsQuestion('more than can be counted', SMALL, 1, 4_294_967_295),
  ];
  assert.equal(new Set(agree(outside)), new Set([Reason.NOT_FOUND]));
  const cut = Array.from({ length: SMALL.length }, (_, length) =>
    recordsQuestion(`cut at ${length}`, SMALL.subarray(0, length), 0, 1),
  );
  assert.not(agree(cut).includes(Reason.NONE));
});

/** What each byte becomes. */
const CHANGES: ((byte: number) => number)[] = [
  (byte) => byte ^ 1,
  (byte) => byte ^ 0x80,
  (byte) => byte ^ 0x20,
  () => 0,
  () => 0x18,
  () => 0x1b,
  () => 0x3b,
  () => 0xff,
];

function withChanges(library: Buffer, sections: PartName[], every: number): Question[] {
  const parts = partsOf(library);
  const questions: Question[] = [];
  for (const section of sections) {
    const { start, size } = parts[section];
    for (let at = start; at < start + size; at += every) {
      CHANGES.forEach((change, i) => {
        const bytes = Buffer.from(library);
        bytes[at] = change(library[at] as number) & 0xff;
        questions.push(...whole(`${section} byte ${at - start}, change ${i}`, resealed(bytes)));
      });
    }
  }
  return questions;
}

test('DERS-FW-052 each byte of indexes and records changed behind good checksums: the same code', () => {
  const reasons = new Set(agree(withChanges(SMALL, ['areaIndex', 'entryIndex', 'records'], 1)));
  assert.ok(reasons.size > 12, String([...reasons]));
});

test('DERS-FW-052 … of a library with every type of entry, a sample: the same code', () => {
  const reasons = new Set(agree(withChanges(SAMPLE, ['areaIndex', 'entryIndex', 'records'], 5)));
  assert.ok(reasons.size > 12, String([...reasons]));
});

test('DERS-FW-052 a changed byte without its checksum made good is found', () => {
  const { records } = partsOf(SMALL);
  const questions: Question[] = [];
  for (let at = records.start; at < records.start + records.size; at++) {
    const bytes = Buffer.from(SMALL);
    bytes[at] = (bytes[at] as number) ^ 0x10;
    questions.push(...whole(`byte ${at}`, bytes));
  }
  assert.ok(questions.length > 50);
  assert.equal(new Set(agree(questions)), new Set([Reason.LIBRARY_CRC]));
});

/** Units of every kind, with and without a basis and a time. */
const UNITS = Array.from({ length: 330 }, (_, unit) => unit);

test('DERS-FW-052 every limit and every cap in every unit there is, and some that are none: the same code', () => {
  const questions: Question[] = [];
  for (let key = 1; key < 2 * Key.CAP; key++) {
    for (const unit of UNITS) {
      const record = encodeCbor(new Map([[key, [unit, 0, 0]]]));
      questions.push(...whole(`key ${key}, unit ${unit}`, withRecord(SMALL, 'areaIndex', 1, record)));
    }
  }
  const reasons = agree(questions);
  assert.equal(new Set(reasons), new Set([Reason.NONE, Reason.LIBRARY_UNIT, Reason.LIBRARY_KEY]));
});

const MG = parseUnit('mg');
const HEAD = [1, 0, 0];
const LIMIT = [MG, 0, 0];
const records: [string, [number, number[]][]][] = [
  ['no head', [[Quantity.DOSE, LIMIT]]],
  ['an empty head', [[Key.HEAD, []]]],
  ...[0, 1, 3, 4, 5, 6].map((type): [string, [number, number[]][]] => [
    `type ${type}`,
    [[Key.HEAD, [type, 0, 0]]],
  ]),
  ['a negative flag', [[Key.HEAD, [1, -1, 0]]]],
  ['a negative text', [[Key.HEAD, [1, 0, -1]]]],
  ...[MG, 0, -16, 11 * 16, 13 * 16, MG + 1, 320, 2 ** 40].map((unit): [string, [number, number[]][]] => [
    `a concentration in unit ${unit}`,
    [[Key.HEAD, [...HEAD, unit, 0, 1, 1]]],
  ]),
  ...(
    [
      [-12, 1, 1],
      [-13, 1, 1],
      [9, 1, 1],
      [10, 1, 1],
      [0, 0, 1],
      [0, 1, 0],
      [0, 1e13, 1e13],
      [0, 1e13 + 1, 1],
      [0, 1, 1e13 + 1],
    ] as const
  ).map((rest): [string, [number, number[]][]] => [
    `a concentration ${rest}`,
    [[Key.HEAD, [...HEAD, MG, ...rest]]],
  ]),
  ['six items', [[Key.HEAD, [...HEAD, MG, 0, 1]]]],
  [
    'a window alone',
    [
      [Key.HEAD, HEAD],
      [Key.WINDOW, [60, 1]],
    ],
  ],
  [
    'an empty window',
    [
      [Key.HEAD, HEAD],
      [Key.WINDOW, []],
    ],
  ],
  [
    'an accumulated dose alone',
    [
      [Key.HEAD, HEAD],
      [Quantity.ACCUMULATED_DOSE, LIMIT],
    ],
  ],
  ...(
    [[60, 1], [0, 1], [60, 0], [60, 31], [60, 32], [1e7, 1], [1e7 + 1, 1], [60], [60, 1, 1]] as const
  ).flatMap((window) =>
    [1, 2, 3, 4].map((type): [string, [number, number[]][]] => [
      `type ${type}, window ${window}`,
      [
        [Key.HEAD, [type, 0, 0]],
        [Quantity.ACCUMULATED_DOSE, LIMIT],
        [Key.WINDOW, [...window]],
      ],
    ]),
  ),
  ...[
    Key.ADVISORIES,
    Key.CLASS,
    Key.CODES,
    Key.KVO,
    Key.AIR,
    Key.OCCLUSION,
    69,
    73,
    Key.BASIC_TEXT,
    Key.STEPS,
    Key.TOLERANCE,
    95,
    96,
    255,
  ].flatMap((key) =>
    [[], [0], [-1], [60000], Array.from({ length: 64 }, () => 1), Array.from({ length: 65 }, () => 1)].map(
      (items): [string, [number, number[]][]] => [
        `key ${key}: ${items.length} of ${items[0]}`,
        [
          [Key.HEAD, HEAD],
          [key, items],
        ],
      ],
    ),
  ),
  ...([[1], [1, 2], [2, 1], [1, 1], [-1], [1e13], [1e13 + 1], [2 ** 53 - 1]] as const).flatMap((points) =>
    [0, 1, 3, 5, 16, 31, 32, -1].map((mask): [string, [number, number[]][]] => [
      `mask ${mask}, points ${points}`,
      [
        [Key.HEAD, HEAD],
        [Quantity.DOSE, [MG, 0, mask, ...points]],
      ],
    ]),
  ),
  ...[-13, -12, 9, 10].map((exponent): [string, [number, number[]][]] => [
    `exponent ${exponent}`,
    [
      [Key.HEAD, HEAD],
      [Quantity.DOSE, [MG, exponent, 0]],
    ],
  ]),
];

test('DERS-FW-052 records of entries that no compiler writes: the same code', () => {
  const questions = records.flatMap(([title, items]) =>
    whole(title, withRecord(SMALL, 'entryIndex', 0, encodeCbor(new Map(items)))),
  );
  assert.is(questions.length, records.length);
  const reasons = new Set(agree(questions));
  for (const reason of [
    Reason.NONE,
    Reason.LIBRARY_TYPE,
    Reason.LIBRARY_UNIT,
    Reason.LIBRARY_KEY,
    Reason.LIBRARY_LIMIT_ORDER,
    Reason.NOT_FOUND,
  ])
    assert.ok(reasons.has(reason), `${reason}`);
});

const RAW = [
  '',
  'a0',
  'a1',
  'a100',
  'a10080',
  'a1008301',
  'bf',
  'b800',
  'b81700',
  'b818',
  'b901',
  '80',
  'a118008300',
  'a1181783010000',
  'a11820830000',
  'a1009f',
  'a1009803',
  'a1009818',
  'a1008301001f',
  'a100830100ff',
  'a1008301003f',
  'a1008301001800',
  'a100830100190018',
  'a1008301001a0000ffff',
  'a1008301001b00000000ffffffff',
  'a1008301001b0020000000000000',
  'a1008301001b001fffffffffffff',
  'a1008301003b001fffffffffffff',
  'a10083010000ff',
  'a2008301000000830100',
  'a2048301000000830100',
];

test('DERS-FW-052 bytes that are no record: the same code', () => {
  const questions = RAW.flatMap((hex) =>
    whole(hex, withRecord(SMALL, 'entryIndex', 0, Buffer.from(hex, 'hex'))),
  );
  assert.is(questions.length, RAW.length);
  assert.ok(new Set(agree(questions)).size > 7);
});

test('DERS-FW-052 entries under keys that no search finds: the same code', () => {
  const { entryIndex } = partsOf(SMALL);
  const index = SMALL.subarray(entryIndex.start, entryIndex.start + entryIndex.size);
  const questions: Question[] = [];
  for (const [at, word] of [
    [0, 0],
    [0, 2 ** 32 - 1],
    [0, 2 ** 24 + 5],
    [4, 60000 * 65536],
    [4, 2 ** 32 - 1],
    [16, 0],
  ] as const) {
    const changed = Buffer.from(index);
    changed.writeUInt32BE(word, at);
    questions.push(...whole(`word ${word} at ${at}`, withParts(SMALL, { entryIndex: changed })));
  }
  assert.not(agree(questions).includes(Reason.NONE));
});

test.run();
