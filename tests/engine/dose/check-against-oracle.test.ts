// The check and the oracle asked the same: 50,000 programs in the ordinary run, the same ones each time; a million new ones with DERS_LONG=1.
// All differences are collected, and one program is shown for each sort. A long run is repeated with the DERS_SEED it printed.
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Reason, check } from '../../../engine/index';
import { suite } from '../../suite';
import { type Comparison, type Summary, compare } from './comparison';
import { type TestLimits, limitRecords } from './limits';
import { readLimits } from './oracle';
import { type DrawnProgram, anyLimits, programsFor } from './programs';

const LONG = process.env.DERS_LONG === '1';
const SEED = Number(process.env.DERS_SEED ?? (LONG ? randomInt(2 ** 31) : 4711));
const PROGRAMS = LONG ? 1_000_000 : 50_000;
const LIMITS = LONG ? 5_000 : 1_000;

/** How often each thing was met; a property that never meets a limit shows nothing. */
class Tally {
  private counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.counts.set(name, this.of(name) + count);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }
}

const tally = new Tally();

function count({ program, before }: DrawnProgram, { oracle, answer }: Comparison): void {
  tally.add(answer.verdict);
  tally.add(`${program.type} ${answer.verdict === 'unprotected' ? 'accept' : answer.verdict}`);
  if (before && oracle.findings.some((line) => line.startsWith('confirmed'))) tally.add('confirmed before');
  for (const code of new Set(answer.findings.map((finding) => finding.code))) tally.add(String(code));
  for (const finding of answer.findings)
    if (finding.bound !== 'none') tally.add(`${finding.quantity}${finding.cap ? ' cap' : ''}`);
  for (const [name, met] of Object.entries(answer.met)) tally.add(name, Number(met));
}

/** Which lines one has and the other has not, steps aside: differences of one sort read the same. */
function sortOf({ engine, oracle }: Comparison): string {
  const plain = (line: string) => line.replace(/ of step \d+|: [\d./]+ from [\d./]+/, '');
  const lines = ({ verdict, findings, rates }: Summary) =>
    new Set([`verdict ${verdict}`, ...findings.map(plain), ...rates]);
  const only = (some: Set<string>, others: Set<string>) =>
    [...some].flatMap((line) => (others.has(line) ? [] : [plain(line)]));
  const [ours, theirs] = [lines(engine), lines(oracle)];
  return `engine only: ${only(ours, theirs)}; oracle only: ${only(theirs, ours)}`;
}

const MOST_SHOWN = 12;

/** One program for each sort of difference: the shortest. */
class Differences {
  private shortest = new Map<string, string>();
  private count = 0;

  add(comparison: Comparison, { program, before }: DrawnProgram, limits: TestLimits): void {
    this.count++;
    const { engine, oracle } = comparison;
    const text = JSON.stringify({ program, before, limits, engine, oracle });
    const sort = sortOf(comparison);
    if (text.length < (this.shortest.get(sort)?.length ?? Number.POSITIVE_INFINITY))
      this.shortest.set(sort, text);
  }

  report(): string {
    const shown = [...this.shortest].slice(0, MOST_SHOWN).map(([sort, text]) => `${sort}\n${text}`);
    return this.count === 0
      ? ''
      : `${this.count} of ${PROGRAMS} programs differ, in ${this.shortest.size} ways (DERS_SEED=${SEED}${LONG ? ' DERS_LONG=1' : ''}):\n\n${shown.join('\n\n')}`;
  }
}

const test = suite('engine/dose/check against the oracle');

test(`DERS-DOSE-001 DERS-DOSE-002 DERS-NUM-005 ${PROGRAMS} programs: the same verdict, findings and rates`, () => {
  const drawn = fc.sample(anyLimits, { seed: SEED, numRuns: LIMITS });
  const compiled = drawn.map(({ limits }) => ({ records: limitRecords(limits), sets: readLimits(limits) }));
  const differences = new Differences();
  const property = fc.property(programsFor(drawn), (each) => {
    const { records, sets } = compiled[each.index];
    const comparison = compare(each.program, each.before, records, sets);
    count(each, comparison);
    if (!comparison.same) differences.add(comparison, each, drawn[each.index].limits);
  });
  fc.assert(property, { seed: SEED, numRuns: PROGRAMS });
  assert.is(differences.report(), '');
});

test('DERS-DOSE-018 a program whose soft findings were confirmed is not asked about again, unless its rate is rounded', () => {
  const drawn = fc.sample(anyLimits, { seed: SEED, numRuns: 200 });
  const records = drawn.map(({ limits }) => limitRecords(limits));
  let asked = 0;
  const property = fc.property(programsFor(drawn), ({ index, program }) => {
    const first = check(program, records[index]);
    const second = check(program, records[index], first.confirmable);
    if (first.verdict === 'confirm') asked++;
    const open = second.findings.filter(({ severity, confirmed }) => severity === 'soft' && !confirmed);
    assert.equal(
      open.filter(({ code }) => code !== Reason.RATE_ROUNDED_BEYOND_TOLERANCE),
      [],
    );
  });
  fc.assert(property, { seed: SEED, numRuns: 10_000 });
  assert.ok(asked > 300, `${asked} programs were asked about`);
});

// At least so often in 50,000 programs.
const SPREAD: [string, [string, number][]][] = [
  [
    'every verdict',
    [
      ['accept', 2500],
      ['confirm', 1500],
      ['refuse', 10000],
      ['unprotected', 500],
    ],
  ],
  ['values equal to a limit', [['equal', 10000]]],
  ['halves of a step', [['ties', 1000]]],
  ['rates rounded inward at a hard limit', [['inward', 20]]],
  ['soft limits confirmed before', [['confirmed before', 1000]]],
  [
    'every type of program accepted, and sent to be confirmed',
    ['continuous', 'titration', 'fluid', 'intermittent', 'multi-step', 'pca', 'bolus', 'loading'].flatMap(
      (type): [string, number][] => [
        [`${type} accept`, 50],
        [`${type} confirm`, 25],
      ],
    ),
  ],
  [
    'every reason a program can give',
    [
      ...[101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113],
      ...[201, 202, 203, 204, 205, 206, 207, 208, 209, 301, 302, 303, 304, 401, 402, 403, 501],
    ].map((code): [string, number] => [String(code), 15]),
  ],
  [
    'limits of every quantity crossed',
    [
      ...['weight', 'bsa', 'concentration', 'rate', 'vtbi', 'duration', 'dose', 'dose-rate', 'titration-up'],
      ...['titration-down', 'bolus-dose', 'bolus-rate', 'bolus-duration', 'loading-dose', 'loading-rate'],
      ...['loading-duration', 'accumulated-dose', 'demand-dose', 'lockout', 'basal', 'clinician-bolus'],
      ...['step-duration', 'steps', 'dose cap', 'dose-rate cap', 'bolus-dose cap', 'loading-dose cap'],
      ...['bolus-rate cap', 'loading-rate cap', 'basal cap', 'demand-dose cap', 'accumulated-dose cap'],
    ].map((quantity): [string, number] => [quantity, 15]),
  ],
];

for (const [title, least] of SPREAD) {
  test(`DERS-DOSE-001 among them: ${title}`, () => {
    const rare = least.filter(([name, times]) => !(tally.of(name) >= (times * PROGRAMS) / 50_000));
    assert.equal(
      rare.map(([name, times]) => `${name}: ${tally.of(name)} times, not ${times}`),
      [],
    );
  });
}

test.run();
