// Reading a source: files, text scalars, places.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { compile } from '../../../drug-library-loader/compiler/compile';
import { Findings } from '../../../drug-library-loader/source/finding';
import { mapAt, textAt } from '../../../drug-library-loader/source/place';
import { readSource } from '../../../drug-library-loader/source/source';
import { suite } from '../../suite';
import { folderOf, library } from '../sample-source';

const test = suite('drug-library-loader/source/source');

function rootOf(files: Record<string, string>, at = ''): ReturnType<typeof readSource>['root'] {
  const findings = new Findings();
  const { root } = readSource(join(folderOf(files), at), findings);
  assert.deepEqual(findings.list, []);
  return root;
}

const SCALARS: [title: string, written: string, read: string][] = [
  ['a number', '0.10', '0.10'],
  ['a number with an exponent', '1e3', '1e3'],
  ['an octal number', '017', '017'],
  ['a version', '1.10', '1.10'],
  ['a truth', 'yes', 'yes'],
  ['a date', '2026-12-01', '2026-12-01'],
  ['nothing', '~', '~'],
  ['a sexagesimal number', '1:30', '1:30'],
  ['a folded text', '>-\n  one\n  two', 'one two'],
  ['a text with much space', '"  one \\n\\n two  "', 'one two'],
];
for (const [title, written, read] of SCALARS) {
  test(`DERS-LIB-101 scalars are text: ${title}`, () => {
    assert.equal(textAt(rootOf({ 'library.yaml': `version: ${written}\n` }) ?? undefined, 'version'), read);
  });
}

test('DERS-LIB-101 JSON numbers are the text that stands in the file', () => {
  const root = rootOf({ 'library.json': '{\n\t"sequence": 42,\n\t"version": 1.10\n}' });
  assert.deepEqual({ ...root }, { sequence: '42', version: '1.10' });
});

test('DERS-LIB-101 YAML and JSON of the same content are the same library', () => {
  const json = compile(folderOf({ 'library.json': JSON.stringify(library()) }));
  const yaml = compile(
    folderOf({
      'library.yml': Object.entries(library())
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
        .join('\n'),
    }),
  );
  assert.ok(json.bytes);
  assert.deepEqual(yaml.bytes, json.bytes);
});

test('DERS-LIB-101 files of a folder are merged; hidden and other files are left alone', () => {
  const root = rootOf({
    'a.yaml': 'advisories: { one: 1 }\ncare-areas: { icu: { title: ICU } }\n',
    'b.yml': 'advisories: { two: 2 }\ncare-areas: { ward: { title: Ward } }\n',
    'c.json': '{"library": "x"}',
    '.draft.yaml': 'library: another\n',
    'README.md': '# not a library',
  });
  assert.deepEqual(Object.keys(mapAt(root ?? undefined, 'advisories') ?? {}), ['one', 'two']);
  assert.deepEqual(Object.keys(mapAt(root ?? undefined, 'care-areas') ?? {}), ['icu', 'ward']);
  assert.equal(textAt(root ?? undefined, 'library'), 'x');
});

test('DERS-LIB-101 a single file is a source as well', () => {
  assert.equal(
    textAt(rootOf({ 'a.yaml': 'library: x\n', 'b.yaml': 'library: y\n' }, 'a.yaml') ?? undefined, 'library'),
    'x',
  );
});

test('DERS-LIB-101 a byte order mark and Windows line ends are no part of the text', () => {
  assert.deepEqual(
    { ...rootOf({ 'library.yaml': '\ufefflibrary: x\r\ntitle: y\r\n' }) },
    { library: 'x', title: 'y' },
  );
});

test('DERS-LIB-101 a key that every object has is an unknown key like any other', () => {
  const { findings } = compile(folderOf({ 'library.yaml': '__proto__: { a: b }\nconstructor: x\n' }));
  const unknown = findings.filter(({ code }) => code === 'unknown-key').map(({ line }) => line);
  assert.deepEqual(unknown, [1, 2]);
});

const LINES = `library: x
title: X
care-areas:
  icu:
    title: ICU
    entries:
      - id: one
        drug: one
        source: made up
        concentration: 5 mg / 50 ml
        continuous:
          enter-by: dose
          dose:
            unit: mg/h
            upper-hrad: 5
`;
test('DERS-LIB-102 each finding stands at its own line of its own file', () => {
  const folder = folderOf({ 'library.yaml': LINES });
  const { findings } = compile(folder);
  const at = findings
    .filter(({ entry }) => entry === 'one')
    .map(({ code, file, line }) => [code, file === join(folder, 'library.yaml'), line]);
  assert.deepEqual(at, [['unknown-key', true, 15]]);
  const repaired = compile(folderOf({ 'library.yaml': LINES.replace('hrad', 'hard') }));
  assert.deepEqual(
    repaired.findings.filter(({ entry }) => entry === 'one').map(({ code, line }) => [code, line]),
    [['unknown-unit', 10]],
  );
});

test('DERS-LIB-102 a broken file does not hide what is wrong in the others', () => {
  const { findings } = compile(
    folderOf({ 'a.yaml': 'library: [x\n', 'b.yaml': LINES.split('\n').slice(2).join('\n') }),
  );
  const codes = findings.map(({ code }) => code);
  assert.ok(codes.includes('source-syntax') && codes.includes('unknown-key'), codes.join());
  assert.ok(!codes.includes('missing-key'), 'what the broken file may hold is called missing');
});

/** One mistake made everywhere, and how often it is named. */
const EVERYWHERE: [string, string][] = [
  ['an alias', `a: &a x\n${Array.from({ length: 30 }, (_, i) => `k${i}: *a\n`).join('')}`],
  ['a hidden character', Array.from({ length: 30 }, (_, i) => `k${i}: x\u200b\n`).join('')],
];

for (const [name, text] of EVERYWHERE) {
  test(`DERS-LIB-102 ${name} in every line is named ten times, and that there are more`, () => {
    const { findings } = compile(join(folderOf({ 'library.yaml': text }), 'library.yaml'));
    assert.equal(findings.length, 10);
    assert.equal(findings.filter(({ message }) => message.includes('there are more')).length, 1);
  });
}

test.run();
