// Each kind of gap on small inputs, and that a case without gaps has none.
import * as assert from 'uvu/assert';
import { type Case, gapsOf } from '../../safety/gaps';
import type { Requirement } from '../../safety/requirement-table';
import type { Goal, Hazard, OutsideRequirement, SoupItem } from '../../safety/source';
import { stateOfAll, traceOf } from '../../safety/trace';
import { type TestResult, suite } from '../suite';

const test = suite('safety/gaps');

function result(requirements: string[], outcome: TestResult['result'] = 'passed'): TestResult {
  return { file: 'tests/a.test.ts', suite: 'a', title: 'a', requirements, result: outcome, ms: 1 };
}

function requirement(id: string, more: Partial<Requirement> = {}): Requirement {
  return { id, text: 'does', source: 'design', line: 1, ...more };
}

function hazard(more: Partial<Hazard> = {}): Hazard {
  return {
    id: 'DERS-HAZ-001',
    hazard: 'something',
    causes: ['a cause'],
    effect: 'an effect',
    harm: 'a harm',
    initial: { severity: 'major', likelihood: 'high' },
    controls: [{ what: 'a control', requirements: ['DERS-AAA-001'] }],
    residual: { severity: 'major', likelihood: 'low' },
    open: [],
    ...more,
  };
}

function goal(more: Partial<Goal> = {}): Goal {
  return {
    id: 'G1',
    kind: 'claim',
    text: 'a claim',
    context: [],
    assumptions: [],
    requirements: ['DERS-AAA-001'],
    hazards: [],
    undeveloped: 'on purpose',
    goals: [],
    ...more,
  };
}

const OUTSIDE: OutsideRequirement = {
  id: 'EXT-A-001',
  text: 'asks',
  source: 'a',
  at: '1',
  metBy: ['DERS-AAA-001'],
};
const SOUP: SoupItem = {
  name: 'yaml',
  version: 'lock',
  where: 'hospital tools',
  why: 'reads',
  licence: 'ISC',
  anomalies: 'none',
  looked: 'tests',
};

interface Parts {
  requirements: Requirement[];
  results: TestResult[];
  hazards: Hazard[];
  outside: OutsideRequirement[];
  rest: Partial<Case>;
}

function caseOf(parts: Partial<Parts> = {}): Case {
  const hazards = parts.hazards ?? [hazard()];
  const outside = parts.outside ?? [OUTSIDE];
  const requirements = parts.requirements ?? [requirement('DERS-AAA-001')];
  return {
    trace: traceOf(requirements, parts.results ?? [result(['DERS-AAA-001'])], hazards, outside),
    hazards,
    outside,
    sources: { a: { title: 'A', where: 'there', read: 'whole' } },
    soup: [SOUP],
    imported: ['yaml'],
    safetyCase: { goals: [goal()], notClaimed: [] },
    testFiles: ['tests/a.test.ts'],
    testedFiles: ['tests/a.test.ts'],
    ...parts.rest,
  };
}

const two = [requirement('DERS-AAA-001'), requirement('DERS-AAA-002')];
const control = (requirements: string[]) => hazard({ controls: [{ what: 'a control', requirements }] });

const CASES: [title: string, parts: Partial<Parts>, kind: string, id: string, what: RegExp][] = [
  ['no test names the requirement', { requirements: two }, 'requirement', 'DERS-AAA-002', /no test names it/],
  [
    'all its tests are skipped',
    { results: [result(['DERS-AAA-001'], 'skipped')] },
    'requirement',
    'DERS-AAA-001',
    /all its tests were skipped/,
  ],
  [
    'one of its tests fails',
    { results: [result(['DERS-AAA-001']), result(['DERS-AAA-001'], 'failed')] },
    'requirement',
    'DERS-AAA-001',
    /failing test/,
  ],
  [
    'one marked as not yet met fails',
    {
      requirements: [requirement('DERS-AAA-001', { notYetMet: 'later' })],
      results: [result(['DERS-AAA-001'], 'failed')],
    },
    'requirement',
    'DERS-AAA-001',
    /failing test/,
  ],
  [
    'a requirement stands twice',
    { requirements: [requirement('DERS-AAA-001'), requirement('DERS-AAA-001')] },
    'requirement',
    'DERS-AAA-001',
    /twice/,
  ],
  [
    'a test names an id that nobody knows',
    { results: [result(['DERS-AAA-001', 'DERS-ZZZ-001'])] },
    'test',
    'DERS-ZZZ-001',
    /stands not in docs\/requirements.md \(tests\/a.test.ts\)/,
  ],
  [
    'a test file did not run',
    { rest: { testFiles: ['tests/a.test.ts', 'tests/b.test.ts'] } },
    'test',
    'test run',
    /1 of 2 files did not run \(tests\/b.test.ts\)/,
  ],
  [
    'a hazard has no control',
    { hazards: [hazard({ controls: [] })] },
    'hazard',
    'DERS-HAZ-001',
    /no control/,
  ],
  ['a control names nothing', { hazards: [control([])] }, 'hazard', 'DERS-HAZ-001', /names no requirement/],
  [
    'a control names an id that nobody knows',
    { hazards: [control(['DERS-AAA-001', 'DERS-AAA-009'])] },
    'hazard',
    'DERS-HAZ-001',
    /DERS-AAA-009, which is no requirement/,
  ],
  ['a hazard stands twice', { hazards: [hazard(), hazard()] }, 'hazard', 'DERS-HAZ-001', /twice/],
  [
    'a residual risk is above the initial one',
    { hazards: [hazard({ residual: { severity: 'catastrophic', likelihood: 'very high' } })] },
    'hazard',
    'DERS-HAZ-001',
    /above its initial risk/,
  ],
  [
    'what is asked outside is met by an id that nobody knows',
    { outside: [{ ...OUTSIDE, metBy: ['DERS-AAA-009'] }] },
    'outside',
    'EXT-A-001',
    /met by DERS-AAA-009/,
  ],
  [
    'it is neither met nor said why not',
    { outside: [{ ...OUTSIDE, metBy: [] }] },
    'outside',
    'EXT-A-001',
    /neither by what/,
  ],
  [
    'its source is not described',
    { outside: [{ ...OUTSIDE, source: 'b' }] },
    'outside',
    'EXT-A-001',
    /source "b"/,
  ],
  [
    'a package is imported and not listed',
    { rest: { imported: ['ws', 'yaml'] } },
    'soup',
    'ws',
    /not in soup.yaml/,
  ],
  ['a package is listed and not imported', { rest: { imported: [] } }, 'soup', 'yaml', /imported by nothing/],
  [
    'a claim rests on nothing',
    { rest: { safetyCase: { goals: [goal({ undeveloped: undefined })], notClaimed: [] } } },
    'safety case',
    'G1',
    /rests on nothing/,
  ],
  [
    'evidence names an id that nobody knows',
    {
      rest: {
        safetyCase: { goals: [goal({ kind: 'evidence', requirements: ['DERS-AAA-009'] })], notClaimed: [] },
      },
    },
    'safety case',
    'G1',
    /names DERS-AAA-009/,
  ],
  [
    'evidence names a hazard that nobody knows',
    {
      rest: {
        safetyCase: { goals: [goal({ kind: 'evidence', hazards: ['DERS-HAZ-009'] })], notClaimed: [] },
      },
    },
    'safety case',
    'G1',
    /names DERS-HAZ-009/,
  ],
];
for (const [title, parts, kind, id, what] of CASES) {
  test(`DERS-SAFE-001 a gap: ${title}`, () => {
    const gaps = gapsOf(caseOf(parts)).filter((gap) => gap.kind === kind && gap.id === id);
    assert.is(gaps.length, 1, JSON.stringify(gapsOf(caseOf(parts))));
    assert.match(gaps[0]?.what ?? '', what);
  });
}

const WHOLE: [title: string, parts: Partial<Parts>][] = [
  ['every name leads somewhere', {}],
  [
    'a requirement says why it is not yet met',
    {
      requirements: [requirement('DERS-AAA-001', { notYetMet: 'later' })],
      results: [],
    },
  ],
  [
    'what is asked outside says why it is not met',
    { outside: [{ ...OUTSIDE, metBy: [], notMet: 'for a reason' }] },
  ],
  [
    'one test is skipped and another passes',
    { results: [result(['DERS-AAA-001'], 'skipped'), result(['DERS-AAA-001'])] },
  ],
];
for (const [title, parts] of WHOLE) {
  test(`DERS-SAFE-001 no gap: ${title}`, () => assert.equal(gapsOf(caseOf(parts)), []));
}

const STATES: [title: string, ids: string[], state: string][] = [
  ['nothing', [], 'not shown'],
  ['what nobody knows', ['DERS-AAA-009'], 'not shown'],
  ['passing tests', ['DERS-AAA-001'], 'shown'],
  ['passing tests and one not yet met', ['DERS-AAA-001', 'DERS-AAA-002'], 'not yet met'],
  ['one without tests beside them', ['DERS-AAA-001', 'DERS-AAA-002', 'DERS-AAA-003'], 'not shown'],
  ['one with a failing test beside them', ['DERS-AAA-003', 'DERS-AAA-004'], 'failing'],
];
for (const [title, ids, state] of STATES) {
  test(`DERS-SAFE-002 the worst counts: ${title}`, () => {
    const requirements = [
      requirement('DERS-AAA-001'),
      requirement('DERS-AAA-002', { notYetMet: 'later' }),
      requirement('DERS-AAA-003'),
      requirement('DERS-AAA-004'),
    ];
    const results = [result(['DERS-AAA-001']), result(['DERS-AAA-004'], 'failed')];
    assert.is(stateOfAll(ids, traceOf(requirements, results, [], [])), state);
  });
}

test.run();
