// The quick reader of plain YAML against the YAML library: the same values at the same places, or no word at all.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { yamlText } from '../../../drug-library-loader/exchange/source-folder';
import { Findings } from '../../../drug-library-loader/source/finding';
import { hiddenCharacter } from '../../../drug-library-loader/source/hidden-character';
import { type SourceValue, isMap, placeOf } from '../../../drug-library-loader/source/place';
import { readPlainYaml } from '../../../drug-library-loader/source/plain-yaml';
import { readYaml } from '../../../drug-library-loader/source/yaml-file';
import { suite } from '../../suite';
import { hospitalSet } from '../hospital-set';

const test = suite('drug-library-loader/source/plain-yaml');

const LIBRARIES = resolve(__dirname, '../../../drug-library-loader/libraries');

/** Everything that can be asked of a source: values, order of keys, the place of each container and of each member. */
function told(value: SourceValue): unknown {
  if (typeof value === 'string') return value;
  const names = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return {
    kind: isMap(value) ? 'map' : 'list',
    at: placeOf(value),
    members: names.map((name) => [name, placeOf(value, name), told(value[name as never])]),
  };
}

/** Whether the quick reader took the text; fails where it read anything that the library reads otherwise. */
function isTaken(text: string): boolean {
  if (hiddenCharacter(text)) return false;
  const quick = readPlainYaml(text, 'a.yaml');
  if (quick === null) return false;
  const findings = new Findings();
  const whole = readYaml(text, 'a.yaml', findings);
  assert.deepEqual(findings.list, [], `taken, but the library says something of:\n${text}`);
  assert.ok(whole);
  assert.deepEqual(told(quick), told(whole), text);
  return true;
}

const FORMS: [what: string, text: string, taken: boolean][] = [
  ['a text', 'a: b', true],
  ['a number and its unit', 'a: 0.10 mg/kg/min\n', true],
  ['white space around and inside', 'a:   one   two  \n', true],
  ['quotes', `a: "1.0"\nb: '#2: it'\nc: ""\n`, true],
  ['a map', 'a:\n  b: c\n  d:\n      e: f\ng: h\n', true],
  ['a list of texts', 'a:\n  - b\n  - "c"\n', true],
  ['a list as deep as its key', 'a:\n- b\n- c\nd: e\n', true],
  ['a list of maps', 'a:\n  - b: c\n    d: e\n  -   f:\n        g: h\n      i: j\n', true],
  ['brackets', 'a: { b: c, d: [e, "f, g", { h: i }] }\n', true],
  ['brackets over lines', 'a:\n  b: {\n    c: d,\n    e: [f,\n     g] }\n  h: i\n', true],
  ['comments and empty lines', '# one\n\na:\n# two\n  b: c\n\n      # three\n  d: e\n#four', true],
  ['a colon and a hash inside a text', 'a: 1:30 no#comment (b)\n', true],
  ['a bracket inside a text', 'a: b [c] {d}\n', true],
  ['nothing', '', false],
  ['a comment alone', '# a', false],
  ['a text alone', 'abc', false],
  ['a list at the top', '- a: b', false],
  ['an empty value', 'a:\nb: c\n', false],
  ['an empty value at the end', 'a:\n', false],
  ['an empty map', 'a: {}\n', false],
  ['the same key twice', 'a: b\na: c\n', false],
  ['the same key twice in brackets', 'a: { b: c, b: d }\n', false],
  ['a text that goes on', 'a: b\n  c\n', false],
  ['a text that goes on behind a comment', 'a: b\n# c\n  d\n', false],
  ['a folded text', 'a: >-\n  b # c: "\n  - c  \nd: e\n', true],
  ['a folded text at the end', 'a:\n  b: >\n   c\n   d', true],
  ['brackets on the next line', 'a:\n  { b: c,\n  d: e }\nf: g\n', true],
  ['a folded text with empty lines behind it', 'a:\n  b: >-\n    c\n\n\n  # d\n  e: f\n', true],
  ['a folded text with an empty line', 'a: >-\n  b\n\n  c\n', false],
  ['a folded text with a deeper line', 'a: >-\n  b\n    c\n', false],
  ['a folded text with a line less deep', 'a:\n  b: >-\n      c\n    d\n', false],
  ['a folded text with a comment that is none', 'a: >-\n  b\n\n  # c\nd: e\n', false],
  ['a folded text with an empty line first', 'a: >-\n\n  b\n', false],
  ['a folded text of nothing', 'a: >-\nb: c\n', false],
  ['a folded text with a number', 'a: >2\n  b\n', false],
  ['a text of lines', 'a: |\n  b\n', false],
  ['a comment behind a text', 'a: b # c\n', false],
  ['a comment behind a key', 'a: # c\n  b: c\n', false],
  ['a key inside a text', 'a: b: c\n', false],
  ['a text that ends in a colon', 'a: b:\n', false],
  ['an escape', 'a: "b\\u202ec"\n', false],
  ['a doubled quote', `a: 'b''c'\n`, false],
  ['quotes over two lines', 'a: "b\n  c"\n', false],
  ['a text behind quotes', 'a: "b" c\n', false],
  ['an anchor', 'a: &b c\n', false],
  ['an alias', 'a: *b\n', false],
  ['a tag', 'a: !!int 1\n', false],
  ['a merge key', '<<: { a: b }\n', false],
  ['a tab in the indentation', 'a:\n\tb: c\n', false],
  ['a tab behind a key', 'a:\tb\n', false],
  ['a Windows line end', 'a: b\r\n', false],
  ['a second document', 'a: b\n---\nc: d\n', false],
  ['a directive', '%YAML 1.2\n---\na: b\n', false],
  ['a map that begins deeper than it goes on', 'a:\n    b: c\n  d: e\n', false],
  ['a first line that stands deeper', '  a: b\nc: d\n', false],
  ['a list item below its list', 'a:\n  - b\n - c\n', false],
  ['a list of lists', 'a:\n  - - b\n', false],
  ['a dash without a blank', 'a:\n  -b\n', false],
  ['brackets that stand too far left', 'a:\n  b: [c,\n  d]\n', false],
  ['brackets that do not close', 'a: [b, c\nd: e\n', false],
  ['a comma before the bracket', 'a: [b, ]\n', false],
  ['a pair in a list', 'a: [b: c]\n', false],
  ['a comment in brackets', 'a: [b, # c\n  d]\n', false],
  ['a text over two lines in brackets', 'a: [b\n  c]\n', false],
  ['a key without a blank in brackets', 'a: {b:c}\n', false],
  ['a text behind brackets', 'a: [b] c\n', false],
  ['a question mark', '? a\n: b\n', false],
];
for (const [what, text, taken] of FORMS)
  test(`DERS-LIB-101 plain YAML, ${taken ? 'read' : 'left to the library'}: ${what}`, () =>
    assert.equal(isTaken(text), taken));

test('DERS-LIB-101 what is nested too deep is left to the library, in brackets and by indentation', () => {
  const deep = Array.from({ length: 20 }, (_, i) => `${' '.repeat(i)}a:\n`).join('');
  assert.equal(isTaken(`${deep}${' '.repeat(20)}a: b\n`), false);
  assert.equal(isTaken(`a: ${'['.repeat(5000)}b${']'.repeat(5000)}\n`), false);
});

test('DERS-LIB-101 what import writes and what a program writes is read quickly', () => {
  const set = hospitalSet(60);
  assert.ok(isTaken(stringify(set, { aliasDuplicateObjects: false })));
  assert.ok(isTaken(yamlText(JSON.parse(JSON.stringify(set)), 'made up\n\nfor tests')));
});

for (const name of readdirSync(LIBRARIES))
  test(`DERS-LIB-101 each file of the ${name} is read as the library reads it`, () => {
    const files = readdirSync(join(LIBRARIES, name)).filter((file) => file.endsWith('.yaml'));
    for (const file of files) isTaken(readFileSync(join(LIBRARIES, name, file), 'utf8'));
    assert.ok(files.length > 0);
  });

/** What a library says, and what nobody would write. */
const TIDY = {
  text: fc.constantFrom(
    '5 mg/kg',
    '0.10',
    '2026-12-01',
    'none',
    '25000 unit / 500 mL',
    '(x)  y',
    '../a',
    '#1',
    "it's",
    'What a person should know of it, in one sentence of the usual length: none.'.repeat(2),
  ),
  key: fc.constantFrom('unit', 'upper-hard', 'dose', 'a.b', 'x_1'),
};
const WILD = {
  text: fc.oneof(
    TIDY.text,
    fc.constantFrom('true', '~', 'a: b', 'a #b', '', ' ', '-', '- a', 'a, [b]', 'é', 'a:', '---'),
    fc.string({ maxLength: 8 }),
    fc
      .array(fc.constantFrom('word', 'a', 'b:', '#', '"c"', '  ', '-'), { maxLength: 12 })
      .map((words) => words.join(' ')),
  ),
  key: fc.oneof(TIDY.key, fc.string({ maxLength: 4 })),
};
function writtenFrom({
  text,
  key,
}: { text: fc.Arbitrary<string>; key: fc.Arbitrary<string> }): fc.Arbitrary<string> {
  const { map } = fc.letrec<{ tree: unknown; list: unknown; map: unknown }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, text, tie('map'), tie('list')),
    list: fc.array(
      fc.oneof(
        { weight: 9, arbitrary: text },
        { weight: 9, arbitrary: tie('map') },
        { weight: 1, arbitrary: tie('tree') },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    map: fc.dictionary(key, tie('tree'), { minKeys: 1, maxKeys: 4 }),
  }));
  const options = fc.record({
    indent: fc.integer({ min: 1, max: 5 }),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(20, 80, 0),
    collectionStyle: fc.constantFrom<'any' | 'flow'>('any', 'any', 'any', 'any', 'any', 'flow'),
    defaultKeyType: fc.constant<'PLAIN'>('PLAIN'),
    defaultStringType: fc.constantFrom<'PLAIN' | 'QUOTE_DOUBLE'>('PLAIN', 'QUOTE_DOUBLE'),
  });
  // A part in brackets, the rest by indentation.
  return fc.tuple(map, map, fc.boolean(), options).map(([whole, part, alone, given]) => {
    const inBrackets = stringify(part, { ...given, lineWidth: 0, collectionStyle: 'flow' });
    const block = stringify(whole, { ...given, aliasDuplicateObjects: false });
    return alone ? block : `part: ${inBrackets}${block}`;
  });
}
const written = fc.oneof(
  { weight: 3, arbitrary: writtenFrom(TIDY) },
  { weight: 1, arbitrary: writtenFrom(WILD) },
);
/** Signs that mean something to YAML, put in, taken out or put in place of another anywhere. */
const slips = fc.array(
  fc.record({
    at: fc.nat(),
    cut: fc.integer({ min: 0, max: 3 }),
    put: fc.constantFrom(
      '',
      '\n',
      ' ',
      '  ',
      '\n  ',
      '- ',
      ': ',
      ':',
      '#',
      ' #',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      'a',
      '?',
      '|',
      '>',
      '&a ',
      '*a',
      '\n\n',
      '\t',
      '\r\n',
      '---\n',
      '\n# b\n',
      '\u00a0',
      '\u2028',
      '\u0085',
      'é',
    ),
  }),
  { maxLength: 2 },
);

test('DERS-LIB-101 any YAML, and YAML with any slip in it, is read as the library reads it or left to it', () => {
  let taken = 0;
  const rounds = Number(process.env.DERS_ROUNDS ?? 3000);
  fc.assert(
    fc.property(written, slips, (text, changes) => {
      let changed = text;
      for (const { at, cut, put } of changes) {
        const place = at % (changed.length + 1);
        changed = changed.slice(0, place) + put + changed.slice(place + cut);
      }
      if (isTaken(changed)) taken++;
    }),
    { numRuns: rounds },
  );
  // A reader that takes nothing would pass as well.
  assert.ok(taken > rounds / 10, `${taken} of ${rounds} taken`);
});

test.run();
