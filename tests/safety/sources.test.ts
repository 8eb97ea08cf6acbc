// What the safety file is made from is read strictly: rows, results, YAML, imports, versions, the risk scale.
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { billOfMaterials } from '../../safety/bill-of-materials';
import { readRequirements } from '../../safety/requirement-table';
import { LIKELIHOODS, SEVERITIES, ratingOf } from '../../safety/risk';
import { readHazards } from '../../safety/source';
import { readTestRun } from '../../safety/test-results';
import { type Locked, importsOf, versionsOf, withDependencies } from '../../safety/third-party';
import { suite } from '../suite';

const test = suite('safety/sources');
const folder = mkdtempSync(join(tmpdir(), 'safety-test-'));
test.after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('DERS-SAFE-003 a row is id, requirement and source; other lines are none', () => {
  const rows = readRequirements(
    '# x\n| id | a | b |\n|---|---|---|\n| DERS-AAA-001 | does \\| this | here |\n',
  );
  assert.equal(rows, [{ id: 'DERS-AAA-001', text: 'does | this', source: 'here', line: 4 }]);
});

test('DERS-SAFE-003 a row says why it is not yet met', () => {
  const [row] = readRequirements('| DERS-AAA-001 | does this (not yet met: no hardware) | here |');
  assert.is(row?.notYetMet, 'no hardware');
});

for (const [title, row] of [
  ['two columns', '| DERS-AAA-001 | does this |'],
  ['four columns', '| DERS-AAA-001 | does | this | here |'],
]) {
  test(`DERS-SAFE-003 a row of ${title} is refused with its line`, () => {
    assert.throws(() => readRequirements(`\n${row}`), /docs\/requirements.md:2: DERS-AAA-001/);
  });
}

const LINE = '{"file":"a","suite":"a","title":"a","requirements":[],"result":"passed","ms":1}\n';
const WRITTEN = new Date('2026-01-01T12:00:00.900Z');

const RUNS: [title: string, text: string | undefined, committed: string, refused: RegExp | undefined][] = [
  ['written after the revision', LINE, '2026-01-01T11:59:59Z', undefined],
  ['written in the second of the revision', LINE, '2026-01-01T12:00:00Z', undefined],
  ['older by a second', LINE, '2026-01-01T12:00:01Z', /older than the revision/],
  ['a revision without a time', LINE, 'no time', /Invalid time|older than/],
  ['not there', undefined, '2026-01-01T12:00:00Z', /no test results at .*run .\/build.sh test/],
  ['empty', '', '2026-01-01T12:00:00Z', /holds no result/],
  ['cut', LINE.slice(0, 20), '2026-01-01T12:00:00Z', /:1 is no JSON/],
  ['of something else', '{"a":1}\n', '2026-01-01T12:00:00Z', /:1 is no test result/],
];
for (const [title, text, committed, refused] of RUNS) {
  test(`DERS-SAFE-004 test results ${title}: ${refused ? 'refused' : 'taken'}`, () => {
    const path = text === undefined ? join(folder, 'nowhere') : file('results.ndjson', text);
    if (text !== undefined) utimesSync(path, WRITTEN, WRITTEN);
    const read = () => readTestRun(path, new Date(committed));
    if (refused) assert.throws(read, refused);
    else assert.is(read().results.length, 1);
  });
}

test('DERS-SAFE-005 the scale never falls where severity or likelihood rises', () => {
  for (const [s, severity] of SEVERITIES.entries()) {
    for (const [l, likelihood] of LIKELIHOODS.entries()) {
      const here = ratingOf({ severity, likelihood });
      assert.ok(here >= ratingOf({ severity: SEVERITIES[Math.max(0, s - 1)] ?? severity, likelihood }));
      assert.ok(here >= ratingOf({ severity, likelihood: LIKELIHOODS[Math.max(0, l - 1)] ?? likelihood }));
    }
  }
});

const RATINGS: [
  severity: (typeof SEVERITIES)[number],
  likelihood: (typeof LIKELIHOODS)[number],
  rating: number,
][] = [
  ['minor', 'very low', 1],
  ['minor', 'very high', 3],
  ['significant', 'very high', 4],
  ['considerable', 'medium', 3],
  ['major', 'low', 3],
  ['major', 'very high', 5],
  ['catastrophic', 'very low', 3],
  ['catastrophic', 'medium', 4],
  ['catastrophic', 'very high', 5],
];
for (const [severity, likelihood, rating] of RATINGS) {
  test(`DERS-SAFE-005 ${severity}, ${likelihood} is ${rating}`, () => {
    assert.is(ratingOf({ severity, likelihood }), rating);
  });
}

test('DERS-SAFE-005 a word that is not of the scale is refused', () => {
  assert.throws(() => ratingOf({ severity: 'grave' as 'major', likelihood: 'low' }), /severity "grave"/);
});

const HAZARD = `
  - id: DERS-HAZ-001
    hazard: h
    causes: [c]
    effect: e
    harm: h
    initial: { severity: major, likelihood: low }
    controls: [{ what: w, requirements: [DERS-AAA-001] }]
    residual: { severity: major, likelihood: very low }
`;

test('DERS-SAFE-006 a hazard is read, with nothing open where nothing is said', () => {
  const [hazard] = readHazards(file('hazards.yaml', `hazards:${HAZARD}`));
  assert.equal(hazard?.open, []);
  assert.equal(hazard?.residual, { severity: 'major', likelihood: 'very low' });
});

const FAULTS: [title: string, from: string, to: string, message: RegExp][] = [
  [
    'a severity of another scale',
    'severity: major',
    'severity: grave',
    /initial\/severity .*minor, significant/,
  ],
  ['a key nobody knows', 'effect: e', 'efect: e', /: efect/],
  ['no harm', 'harm: h\n', '\n', /required property 'harm'/],
  ['an id of another form', 'DERS-HAZ-001', 'HAZ-1', /\/hazards\/0\/id must match/],
  ['a requirement of another form', 'DERS-AAA-001', 'AAA-1', /requirements\/0 must match/],
  ['no cause', 'causes: [c]', 'causes: []', /causes must NOT have fewer/],
];
for (const [title, from, to, message] of FAULTS) {
  test(`DERS-SAFE-006 refused, with its place: ${title}`, () => {
    const path = file('hazards.yaml', `hazards:${HAZARD.replace(from, to)}`);
    assert.throws(() => readHazards(path), message);
  });
}

const IMPORTS: [title: string, source: string, packages: string[]][] = [
  ['a package', "import { a } from 'yaml';", ['yaml']],
  ['a file of a package', "import a from 'csv-parse/sync';", ['csv-parse']],
  ['a scoped package', "import a from '@observablehq/plot/x';", ['@observablehq/plot']],
  ['an import when it is needed', "const a = await import('serialport');", ['serialport']],
  ['a require', "const a = require('ws');", ['ws']],
  ['types alone', "import type { A } from 'ws';", []],
  ['types alone, over lines', "import type {\n  A,\n  B,\n} from 'ws';\nimport b from 'yaml';", ['yaml']],
  ['Node itself', "import { join } from 'node:path';", []],
  ['own files', "import { a } from './a';", []],
];
for (const [title, source, packages] of IMPORTS) {
  test(`DERS-SAFE-007 imports: ${title}`, () => assert.equal(importsOf(source), packages));
}

function locked(version: string, dependencies: string[] = []): Locked {
  return { version, license: 'MIT', dependencies, optional: [] };
}
const LOCK = new Map([
  ['yaml', locked('2.0.0', ['deep'])],
  ['deep', locked('1.0.0', ['yaml', 'gone'])],
  ['yaml/node_modules/deep', locked('1.5.0')],
  ['other', locked('3.0.0')],
]);
const ITEM = { where: 'hospital tools', why: 'w', licence: 'MIT', anomalies: 'n', looked: 'l' } as const;

test('DERS-SAFE-007 versions come from the lock, or from the file that names them', () => {
  file('config.ac', 'AC_INIT([x],[1.0.17],');
  const items = versionsOf(
    [
      { ...ITEM, name: 'yaml', version: 'lock' },
      { ...ITEM, name: 'x', version: { file: 'config.ac', pattern: 'AC_INIT\\(\\[x\\],\\[([\\d.]+)\\]' } },
      { ...ITEM, name: 'y', version: { file: 'not-installed.h', pattern: '(.)' } },
    ],
    LOCK,
    folder,
  );
  assert.equal(
    items.map((item) => item.found),
    ['2.0.0', '1.0.17', undefined],
  );
});

test('DERS-SAFE-007 an item that is not in the lock, or a file without a version, is refused', () => {
  file('config.ac', 'nothing');
  assert.throws(
    () => versionsOf([{ ...ITEM, name: 'z', version: 'lock' }], LOCK, folder),
    /z is not in package-lock/,
  );
  const item = { ...ITEM, name: 'x', version: { file: 'config.ac', pattern: '(\\d)' } };
  assert.throws(() => versionsOf([item], LOCK, folder), /names no version of x/);
});

test('DERS-SAFE-007 what a package needs is found where it lies, once, also in circles', () => {
  assert.equal(withDependencies(['yaml'], LOCK), ['yaml', 'yaml/node_modules/deep']);
  assert.equal(withDependencies(['deep'], LOCK), ['deep', 'yaml', 'yaml/node_modules/deep']);
});

test('DERS-SAFE-008 the bill of materials holds against its schema and names all components and their ties', async () => {
  const items = versionsOf([{ ...ITEM, name: 'yaml', version: 'lock' }], LOCK, folder);
  const revision = { version: 'abc', at: new Date('2026-01-01T00:00:00Z') };
  const text = await billOfMaterials(items, LOCK, revision);
  const bom = JSON.parse(text);
  assert.is(bom.specVersion, '1.6');
  const components: { name: string; version: string; purl: string }[] = bom.components;
  assert.equal(components.map(({ name, version, purl }) => `${name} ${version} ${purl}`).sort(), [
    'deep 1.5.0 pkg:npm/deep@1.5.0',
    'yaml 2.0.0 pkg:npm/yaml@2.0.0',
  ]);
  const ties = bom.dependencies.find((each: { ref: string }) => each.ref === 'yaml@2.0.0');
  assert.equal(ties.dependsOn, ['yaml/node_modules/deep@1.5.0']);
  assert.is(await billOfMaterials(items, LOCK, revision), text);
});

test.run();
