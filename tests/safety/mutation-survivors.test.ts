// The list of survivors: which rows explain which mutants.
import * as assert from 'uvu/assert';
import { type Explained, type Mutant, mutantsOf, scoreOf, sorted } from '../mutation/survivors';
import { suite } from '../suite';

const test = suite('safety/mutation-survivors');

const mutant = (original: string, replacement: string, status = 'Survived', file = 'a.ts'): Mutant => ({
  file,
  line: 1,
  mutator: 'EqualityOperator',
  original,
  replacement,
  status,
});
const row = (was: string, becomes: string | string[], more: Partial<Explained> = {}): Explained => ({
  file: 'a.ts',
  was,
  becomes,
  class: 'equivalent',
  reason: 'the same',
  ...more,
});

// what, row, whether it explains `a < b` becoming `a <= b` in a.ts
const ROWS: [string, Explained, boolean][] = [
  ['the same text', row('a < b', 'a <= b'), true],
  ['the same text in other white space', row('a  <\n  b', ' a <= b '), true],
  ['one of several replacements', row('a < b', ['true', 'a <= b']), true],
  ['another replacement', row('a < b', 'true'), false],
  ['another text', row('a < c', 'a <= b'), false],
  ['another file', row('a < b', 'a <= b', { file: 'b.ts' }), false],
  ['no reason', row('a < b', 'a <= b', { reason: ' ' }), false],
  ['no class', row('a < b', 'a <= b', { class: undefined }), false],
  ['a class nobody knows', row('a < b', 'a <= b', { class: 'whatever' as 'speed' }), false],
];

for (const [what, listed, explains] of ROWS) {
  test(`a row with ${what} ${explains ? 'explains' : 'does not explain'}`, () => {
    const { open, explained } = sorted([mutant('a < b', 'a <= b')], [listed], ['a.ts']);
    assert.is(open.length, explains ? 0 : 1);
    assert.is(explained.equivalent, explains ? 1 : 0);
  });
}

test('what a test noticed needs no row, and a row that explains nothing is told', () => {
  const { open, unneeded } = sorted(
    [mutant('a < b', 'a <= b', 'Killed'), mutant('c', 'd', 'Timeout')],
    [row('a < b', 'a <= b'), row('x', 'y', { file: 'other.ts' })],
    ['a.ts'],
  );
  assert.equal(open, []);
  assert.equal(unneeded, [{ file: 'a.ts', was: 'a < b', becomes: 'a <= b' }]);
});

test('what no test reached is not noticed, and what does not compile counts for nothing', () => {
  const at = { start: { line: 1, column: 8 }, end: { line: 1, column: 13 } };
  const of = (status: string) => ({ mutatorName: 'X', replacement: 'b', status, location: at });
  const report = {
    files: { 'a.ts': { source: 'return a < b;', mutants: ['NoCoverage', 'Killed', 'CompileError'].map(of) } },
  };
  const mutants = mutantsOf(report, '/');
  assert.equal(
    mutants.map(({ original, status }) => [original, status]),
    [
      ['a < b', 'NoCoverage'],
      ['a < b', 'Killed'],
    ],
  );
  assert.equal(scoreOf(mutants), { killed: 1, survived: 1, score: 50 });
});

test.run();
