// A scenario played: what passes, fails and runs out of time; how it is told; the same bytes each time.
import * as assert from 'uvu/assert';
import { junit } from '../../../simulator/scenario/junit';
import { type Played, play } from '../../../simulator/scenario/play';
import { report, screenBox } from '../../../simulator/scenario/report';
import { readScenario } from '../../../simulator/scenario/scenario';
import { NoTrace, TRACE_FORMAT, replay } from '../../../simulator/trace';
import { suite } from '../../suite';
import { HEAD, file, scenario } from './temporary';

const test = suite('simulator/scenario/play');

/** Outside the library, which there is none of: 100 mL/h. */
const RUNNING = `power on
  choose "Yes"
  choose "OUTSIDE THE DRUG LIBRARY"
  choose "Go on without the drug library"
  enter 100 mL/h
  enter 300 mL
  press START`;

function played(steps: string, head?: string): Played {
  return play(readScenario(scenario(steps, head)));
}

function text(result: Played): string {
  // No colours: the report is compared as text.
  const plain = new Proxy({}, { get: () => (words: string) => words });
  return report(result, plain as Parameters<typeof report>[1]);
}

// steps, outcome, what the failure says
for (const [what, steps, outcome, problem] of [
  ['a pump that runs', `${RUNNING}\nexpect motor running at 100 mL/h`, 'passed', ''],
  ['a condition that is not so', `${RUNNING}\nexpect motor stopped`, 'failed', 'the motor runs at 100 mL/h'],
  [
    'a text that is not there',
    'power on\nexpect display contains "New patents?"',
    'failed',
    'nearest is row 2, "New patient?"',
  ],
  [
    'a text that is there',
    'power on\nexpect display lacks "New patient?"',
    'failed',
    'the display shows "New patient?"',
  ],
  [
    'a value outside its band',
    `${RUNNING}\ncount from here\nadvance 1 h\nexpect delivered 200 mL ± 5 %`,
    'failed',
    'mL instead of 200 mL ± 5 %',
  ],
  [
    'a value in its band',
    `${RUNNING}\ncount from here\nadvance 1 h\nexpect delivered 100 mL ± 5 %\nexpect pump believes between 99 mL and 101 mL`,
    'passed',
    '',
  ],
  [
    'what does not come in time',
    `${RUNNING}\nwait until alarm high within 5 s`,
    'timed out',
    'not within 5 s: the alarm is',
  ],
  ['what comes in time', `${RUNNING}\nopen door\nwait until alarm high "DOOR" within 5 s`, 'passed', ''],
  [
    'what does not last',
    `${RUNNING}\nopen door\nexpect motor running for 5 s`,
    'failed',
    'before the end the motor stands',
  ],
  ['what lasts', `${RUNNING}\nexpect motor running for 5 s`, 'passed', ''],
  [
    'a line that a list does not have',
    'power on\nchoose "Yess"',
    'failed',
    'the list has no "Yess". Did you mean "Yes"?; it has "Yes"',
  ],
  ['no list to choose from', `${RUNNING}\nchoose "Yes"`, 'failed', 'there is no list on the display'],
  [
    'a field in another unit',
    'power on\nchoose "Yes"\nchoose "OUTSIDE"\nchoose "Go on"\nenter 5 mg',
    'failed',
    'the field is not in mg: it shows "_ mL/h"',
  ],
  ['no field to type into', 'power on\nenter 5 mg', 'failed', 'there is no field on the display'],
  ['a letter that no key carries', 'power on\nsearch "ä"', 'failed', 'no key carries "ä"'],
  [
    'a record that is not in the journal',
    'power on\nexpect journal HARD_STOP',
    'failed',
    'the journal has 0 such HARD_STOP of 0',
  ],
  [
    'a record with another detail',
    `${RUNNING}\nexpect journal DELIVERY_STARTED with VERDICT 2`,
    'failed',
    '"VERDICT":3',
  ],
  ['what the plant refuses', 'bubble 50 mL', 'failed', 'bubble of 50 mL: give more than 0, up to 10'],
  ['a pump without power', 'lose mains\nbattery 0 %\npower on', 'failed', 'it has neither mains nor battery'],
] as const) {
  test(`DERS-SIM-032 ${what}: ${outcome}`, () => {
    const result = played(steps);
    assert.is(result.outcome, outcome, result.problem);
    assert.match(result.problem ?? '', problem);
    if (outcome !== 'passed') assert.is(result.step?.line, 4 + steps.split('\n').length + 1);
  });
}

test('DERS-SIM-032 a wall time that is used up is a time-out', () => {
  const result = play(readScenario(scenario(`${RUNNING}\nadvance 100 days`)), { timeout: 50 });
  assert.is(result.outcome, 'timed out');
  assert.match(result.problem ?? '', 'wall time');
});

test('DERS-SIM-033 a failure is told with file, line, step, and the display as a box', () => {
  const result = played(`${RUNNING}\nexpect motor stopped`);
  const told = text(result);
  assert.match(told, /^FAIL .*\.yaml {2}/);
  assert.match(told, `${result.scenario.file}:13: expect motor stopped`);
  assert.match(told, /5? │ 100 mL\/h {33}│ ◀ large/);
  assert.match(told, '"of":"key"');
  assert.is(text(played('power on')).split('\n').length, 1);
});

test('DERS-SIM-033 the box has all rows at one width, and marks what stands out', () => {
  const box = screenBox(played('power on').screen).split('\n');
  assert.is(box.length, 16);
  assert.ok(box.slice(1, -1).every((row) => row.charAt(5) === '│' && row.charAt(48) === '│'));
  assert.match(box[4] as string, '◀ selected');
});

test('DERS-SIM-034 results in the form of build servers, with what XML does not allow taken out', () => {
  const good = played('power on');
  const bad = played('power on\nexpect display contains "<&>"', 'library: none\npatient: 5 < 6\n');
  const xml = junit([good, bad]);
  assert.match(xml, '<testsuite name="pump-sim" tests="2" failures="1"');
  assert.match(xml, 'name="A case [DERS-SIM-030]"');
  assert.match(xml, '<failure type="failed" message="the display does not show &quot;&lt;&amp;&gt;&quot;');
  assert.not.match(xml, /[<&]&[^a]/);
});

const SESSION = `${RUNNING}
  advance 10 min
  set occlusion downstream full
  advance 5 min
  set occlusion downstream none
  power cut
  advance 7 s
  power on
  press OK STOP START`;

function trace(seed?: number): string {
  return play(readScenario(scenario(SESSION)), { trace: true, seed }).trace as string;
}

test('DERS-SIM-035 the same scenario gives the same trace, byte for byte; another seed another', () => {
  const first = trace();
  assert.is(trace(), first);
  assert.is.not(trace(2), first);
  assert.match(first, /^\{"trace":"ders pump trace 1","title":"A case"/);
  assert.match(first, '"journal":{"number":1');
  assert.match(first, /\{"end":\{"at":\d+,"truth":.*\}\n$/);
});

test('DERS-SIM-036 a recorded session runs again the same', () => {
  const recorded = trace();
  const { difference, title, lines } = replay(recorded);
  assert.is(difference, undefined);
  assert.equal([title, lines], ['A case', recorded.split('\n').length - 1]);
});

// what is changed in the record, the first line that differs
for (const [what, change, said] of [
  [
    'a row of the display',
    (text: string) => text.replace('"text":"INFUSING', '"text":"IMFUSING'),
    '"text":"INFUSING',
  ],
  [
    'the state at the end',
    (text: string) => text.replace(/"delivered":\d+/, '"delivered":9'),
    '"delivered":',
  ],
  ['a key less', (text: string) => text.replace(/.*"of":"key".*\n/, ''), '"of":"key"'],
] as const) {
  test(`DERS-SIM-036 the first difference is found: ${what}`, () => {
    const { difference } = replay(change(trace()));
    assert.ok(difference && difference.line > 1);
    assert.match(difference.now ?? '', said);
    assert.is.not(difference.now, difference.recorded);
  });
}

test('DERS-SIM-036 a record that breaks off is compared as far as it goes; one that goes on differs', () => {
  const recorded = trace().trimEnd().split('\n');
  const broken = recorded.slice(0, 40);
  assert.equal(replay(broken.join('\n')).difference, undefined);
  broken[30] = (broken[30] as string).replace(/\}$/, ',"more":1}');
  assert.is(replay(broken.join('\n')).difference?.line, 31);
  const more = [...recorded, JSON.stringify({ at: 9e9, of: 'lamp', on: true })];
  assert.is(replay(more.join('\n')).difference?.now, undefined);
});

for (const [what, text, said] of [
  ['nothing', '', 'its first line does not say'],
  ['another file', '{"a":1}\n', 'its first line does not say'],
  [
    'a line that is no JSON',
    `${JSON.stringify({ trace: TRACE_FORMAT, title: 'a', setup: { seed: 1, volume: 1, container: 'bag', wall: 0, without: [], staff: [] } })}\n{`,
    'line 2 of the trace is no JSON',
  ],
  ['an action back in time', 'BACK', 'goes back in time'],
  ['an action that cannot be done', 'WRONG', 'cannot be done: condition door is ajar'],
] as const) {
  test(`DERS-SIM-036 is no trace: ${what}`, () => {
    const head = trace().split('\n')[0];
    const action = (at: number, door: string) =>
      JSON.stringify({ at, of: 'action', action: { do: 'set', changes: { door } } });
    const lines =
      text === 'BACK'
        ? [head, action(5, 'open'), action(4, 'closed')].join('\n')
        : text === 'WRONG'
          ? [head, action(5, 'ajar')].join('\n')
          : text;
    try {
      replay(lines);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, NoTrace);
      assert.match((error as Error).message, said);
    }
  });
}

test('DERS-SIM-030 the head sets up pump and world', () => {
  const {
    scenario: read,
    outcome,
    problem,
  } = play(
    readScenario(
      file(`${HEAD}seed: 7\nlibrary: none\ncontainer: 20 mL bottle\nstart: 2027-01-01 08:00\npatient: a child\nsteps: |
  expect reservoir 20 mL
  power on
  expect row 0 contains "no library"
`),
    ),
  );
  assert.is(outcome, 'passed', problem);
  assert.equal([read.seed, read.patient, read.wall], [7, 'a child', Date.UTC(2027, 0, 1, 8) / 1000]);
});

test.run();
