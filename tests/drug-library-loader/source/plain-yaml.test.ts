// The quick reader of YAML against the careful one: what the first reads is what the second reads, places included.
import assert from 'node:assert/strict';

import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { Findings } from '../../../drug-library-loader/source/finding';
import { type SourceValue, placeOf } from '../../../drug-library-loader/source/place';
import { readPlainYaml } from '../../../drug-library-loader/source/plain-yaml';
import { readDocument } from '../../../drug-library-loader/source/source-file';
import { suite } from '../../suite';
import { hospitalSet } from '../hospital-set';
import { library } from '../sample-source';

const test = suite('drug-library-loader/source/plain-yaml');

const FILE = 'library.yaml';
const MAX_DEPTH = 16;
const RUNS = 1000;

/** Everything that a reader gives: texts, keys in their order, lines. */
function whole(value: SourceValue): unknown {
  if (typeof value === 'string') return value;
  const members = Object.keys(value).map((key) => [
    key,
    placeOf(value, key),
    whole((value as Record<string, SourceValue>)[key] as SourceValue),
  ]);
  return [Array.isArray(value) ? 'list' : 'map', placeOf(value), members];
}

/** Whether the quick reader read the text; throws where the careful one reads it otherwise, or not at all. */
function sameWhereRead(text: string): boolean {
  const quick = readPlainYaml(text, FILE, MAX_DEPTH);
  if (quick === null) return false;
  const findings = new Findings();
  const careful = readDocument(text, FILE, findings);
  assert.deepEqual(findings.list, [], JSON.stringify(text));
  assert.ok(careful);
  assert.deepEqual(whole(quick), whole(careful), JSON.stringify(text));
  return true;
}

/** What a text is made of where somebody types it, or something else gets into it. */
const PIECES = [
  ...[
    'a',
    'b',
    'key',
    '12',
    '0',
    '__proto__',
    'é 𝔘',
    'x y',
    '~',
    'null',
    '-1',
    '1:30',
    "it's",
    'a#b',
    'http://x',
  ],
  ...[
    '"q"',
    '"a\\n b"',
    '"\\u202e"',
    '"\\x41"',
    "'s'",
    "''",
    '""',
    "'it''s'",
    '"a\n  b"',
    "'a\n\n   b'",
    '"a\\\n  b"',
    '"',
    "'",
  ],
  ...[
    ': ',
    ':',
    ':\n',
    ': ',
    ': ',
    '- ',
    '-',
    '? ',
    ', ',
    ',',
    '[',
    ']',
    '{',
    '}',
    '[]',
    '{}',
    '{ a: 1 }',
    '[x, y]',
    '[a: 1]',
  ],
  ...[
    ' #c',
    '#c\n',
    '# c: d\n',
    ' ',
    '  ',
    '   ',
    '\n',
    '\n',
    '\n  ',
    '\n  ',
    '\n    ',
    '\n\n',
    '\r\n',
    '\r\n  ',
    '\r',
    '\t',
  ],
  ...[
    '|\n',
    '>\n',
    '|-\n  ',
    '>-\n    ',
    '|2\n',
    '>+\n  ',
    '|\n\n   ',
    ' |',
    '&a ',
    '*a',
    '!t ',
    '!!str ',
    '<<: ',
  ],
  ...[
    '---\n',
    '...\n',
    '--- ',
    '%YAML 1.2\n',
    '%',
    '@',
    '`',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u00a0',
    '.',
    '|',
    '>',
    '!',
    '&',
    '*',
  ],
];

const soup = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 14 })
  .map((pieces) => pieces.join(''));

const scalar = fc.oneof(
  fc.constantFrom(
    'a',
    'a b',
    '0.10',
    'x: y',
    '# x',
    '- x',
    '',
    ' ',
    'a\nb',
    'a\n\nb\n',
    '  a\n b',
    '"',
    "'",
    '__proto__',
    '10',
    '2',
    'é',
    '\\',
    'null',
    ' a ',
    '{',
    '[',
    '%',
    '|',
    'a'.repeat(90),
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc
    .array(fc.constantFrom('one', 'two', 'three-and-more', '\n', '\n\n', '  '), { maxLength: 40 })
    .map((words) => words.join(' ')),
);
const { tree } = fc.letrec<{ tree: unknown; map: unknown }>((tie) => ({
  map: fc.array(fc.tuple(scalar, tie('tree')), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    tie('map'),
    fc.array(tie('tree'), { maxLength: 4 }),
  ),
}));
const style = fc.record({
  indent: fc.integer({ min: 1, max: 5 }),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20, 40, 80),
  collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  defaultStringType: fc.constantFrom(
    'PLAIN' as const,
    'QUOTE_DOUBLE' as const,
    'QUOTE_SINGLE' as const,
    'BLOCK_FOLDED' as const,
    'BLOCK_LITERAL' as const,
  ),
  defaultKeyType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const, null),
  flowCollectionPadding: fc.boolean(),
});
const written = fc
  .tuple(fc.array(fc.tuple(scalar, tree), { minLength: 1, maxLength: 5 }), style, fc.boolean())
  .map(([pairs, options, windows]) => {
    const text = stringify(new Map(pairs), { ...options, version: '1.2', schema: 'failsafe' } as object);
    return windows ? text.replaceAll('\n', '\r\n') : text;
  });
/** A good text with a piece put in, or with a stretch left out. */
const damaged = fc
  .tuple(
    written,
    fc.nat(),
    fc.integer({ min: 0, max: 3 }),
    fc.oneof(fc.constant(''), fc.constantFrom(...PIECES)),
  )
  .map(([text, at, out, piece]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + piece + text.slice(place + out);
  });

/** Kinds of text, and of how many in a hundred the quick reader must take for the comparison to mean something. */
const KINDS: [name: string, texts: fc.Arbitrary<string>, least: number][] = [
  ['well written', written, 30],
  ['damaged', damaged, 10],
  ['random', soup, 0.3],
];
for (const [name, texts, least] of KINDS)
  test(`DERS-LIB-101 ${name} texts are read alike by both readers`, () => {
    let read = 0;
    const property = fc.property(texts, (text) => {
      if (sameWhereRead(text)) read++;
    });
    fc.assert(property, { numRuns: RUNS, seed: 1 });
    assert.ok(read >= (RUNS * least) / 100, `only ${read} of ${RUNS} were read`);
  });

test('DERS-LIB-101 every source, scenario and list in the repository is read alike, the libraries by the quick reader', () => {
  const root = resolve(__dirname, '../../..');
  const libraries = 'drug-library-loader/libraries';
  const left: string[] = [];
  for (const folder of [libraries, 'simulator/scenarios', 'docs/safety', 'bench'])
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.yaml') && !sameWhereRead(readFileSync(join(root, folder, name), 'utf8')))
        left.push(join(folder, name));
  assert.deepEqual(
    left.filter((path) => path.startsWith(libraries)),
    [],
  );
});

const hospital = hospitalSet(100);
const LIBRARIES: [name: string, text: string][] = [
  ['a hospital set in YAML', stringify(hospital, { aliasDuplicateObjects: false })],
  ['the same with Windows line ends', stringify(library()).replaceAll('\n', '\r\n')],
  ['a library in JSON', JSON.stringify(hospital, null, 2)],
  ['a library in one line of JSON', JSON.stringify(hospital)],
];
for (const [name, text] of LIBRARIES)
  test(`DERS-LIB-101 the quick reader takes ${name}`, () => {
    assert.ok(sameWhereRead(text));
  });

test('DERS-LIB-101 the quick reader keeps the order and the names of keys', () => {
  const map = readPlainYaml('b: 1\n10: 2\n2: 3\n__proto__: 4\n"": 5\n', FILE, MAX_DEPTH);
  assert.deepEqual(Object.entries(map ?? {}), [
    ['2', '3'],
    ['10', '2'],
    ['b', '1'],
    ['__proto__', '4'],
    ['', '5'],
  ]);
  assert.equal(map && Object.getPrototypeOf(map), null);
});

const nested = (levels: number) => `a: ${'['.repeat(levels)}x${']'.repeat(levels)}`;
test('DERS-LIB-101 the quick reader reads keys of 1,000 characters and values at the greatest depth', () => {
  assert.ok(sameWhereRead(`${'a'.repeat(1000)}: b`));
  assert.ok(sameWhereRead(nested(MAX_DEPTH - 1)));
});

const LEFT: [what: string, text: string][] = [
  ['nothing', ''],
  ['comments alone', '# a: b\n'],
  ['a text', 'a'],
  ['a list', '- a\n'],
  ['an anchor on a value', 'a: &b c\n'],
  ['an anchor on a key', '&b a: c\n'],
  ['an anchor on a map', 'a: &b\n  c: d\n'],
  ['an anchor on nothing', 'a: &b\n'],
  ['an alias', 'a: b\nc: *a\n'],
  ['a tag', 'a: !!str b\n'],
  ['a tag on the root', '!x\na: b\n'],
  ['a key twice', 'a: b\nc: d\na: e\n'],
  ['a key twice but for space', 'a: b\n"a ": c\n'],
  ['a second document', 'a: b\n---\nc: d\n'],
  ['an end of the document', 'a: b\n...\n'],
  ['an end before the beginning', '...\na: b\n'],
  ['a beginning that is indented', ' ---\na: b\n'],
  ['a comment before more space', 'a:\n  b:\n #c\n\n    d\n  e: f\n'],
  ['a directive', '%YAML 1.2\n---\na: b\n'],
  ['a tab', 'a: b\t# c\n'],
  ['a carriage return alone', 'a: b\rc: d\n'],
  ['a byte order mark', '#a\n\ufeffb: c\n'],
  ['an escaped end of line', 'a: "b\\\n\n  c"\n'],
  ['a hidden character in an escape', 'a: "b\\u202ec"\n'],
  ['half a surrogate pair in quotes', 'a: "\udc00"\n'],
  ['a map for a key', '? a: b\n: c\n'],
  ['a list for a key', '[a]: b\n'],
  ['a key behind a question mark', '? a\n: b\n'],
  ['a key of nothing', ': a\n'],
  ['a key without a value in braces', 'a: {b, c: d}\n'],
  ['space before a colon', 'a : b\n'],
  ['a block of text for a key', '? |\n  a\n: b\n'],
  ['a key of 1,001 characters', `${'a'.repeat(1001)}: b`],
  ['an empty item', 'a:\n  -\n  - b\n'],
  ['a block of text for an item', 'a:\n  - |\n    b\n'],
  ['a key behind an item', 'a:\n- "b" "c": d\n'],
  ['one level too many', nested(MAX_DEPTH)],
  ['depth that would run out of stack', nested(100_000)],
  ['a quotation mark left open', 'a: "b\n'],
];
for (const [what, text] of LEFT)
  test(`DERS-LIB-101 the quick reader leaves to the other: ${what}`, () => {
    assert.equal(readPlainYaml(text, FILE, MAX_DEPTH), null);
  });

test.run();
