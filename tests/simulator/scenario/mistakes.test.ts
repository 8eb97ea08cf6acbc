// What is wrong with a scenario is said with file and line, what was expected, and what was probably meant.
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { CONDITION_FORMS } from '../../../simulator/scenario/condition';
import { readable } from '../../../simulator/scenario/grammar';
import { Mistakes, readScenario } from '../../../simulator/scenario/scenario';
import { STEP_FORMS, readStep } from '../../../simulator/scenario/step';
import { suite } from '../../suite';
import { HEAD, file, scenario } from './temporary';

const test = suite('simulator/scenario/mistakes');

function problem(line: string): string {
  const step = readStep(line);
  return step !== null && typeof step !== 'function' ? step.problem : 'is read';
}

for (const [line, ...said] of [
  ['pres START', 'no step begins with "pres"', 'Did you mean "press"?'],
  ['press STRAT', 'expected a key, found "STRAT"', 'Did you mean "START"?'],
  ['press', 'expected a key, the line ends'],
  ['press OK 3 tmes', 'expected times; found "tmes"', 'Did you mean "times"?'],
  ['type abc', 'expected what is typed: digits and a point, found "abc"'],
  ['enter 5', 'is read'],
  ['enter five mg', 'expected what is typed'],
  ['choose Adult', 'expected a text in quotes, found "Adult"'],
  ['choose "Adult', 'a text in quotes does not end'],
  ['advance 10 mins', '"mins" is no unit of a duration', 'Did you mean "min"?'],
  ['advance 10', 'the unit is missing behind 10'],
  ['advance soon', 'expected a duration, found "soon"'],
  ['bubble 0.1 ml', '"ml" is no unit of a volume', 'Did you mean "mL"?'],
  ['set downstream occlusion full', 'behind "set" expected occlusion, venous'],
  ['set occlusion dwnstream full', 'expected upstream, downstream', 'Did you mean "downstream"?'],
  ['set occlusion downstream half', 'expected full, none or a share such as 80 %, found "half"'],
  ['set occlusion downstream 80', 'expected full, none or a share'],
  ['stick sensor dor', 'there is no sensor "dor"', 'Did you mean "door"?'],
  ['hang 250 mL bagg', 'expected bag, bottle', 'Did you mean "bag"?'],
  ['open door now', 'nothing is expected behind "open door", but found "now"'],
  ['power off', 'behind "power" expected cut, on'],
  ['set clock "tomorrow"', '"tomorrow" is no time: write it as "2027-03-02 08:00"'],
  ['expect', 'a condition is missing: display, title'],
  ['expect displya contains "x"', 'no condition begins with "displya"', 'Did you mean "display"?'],
  ['expect display contain "x"', 'behind "display" expected contains, lacks', 'Did you mean "contains"?'],
  ['expect display contains x', 'expected a text in quotes, found "x"'],
  ['expect delivered 10 mL ± 5', 'the unit is missing behind 5'],
  ['expect delivered about 10 mL', 'expected a volume, found "about"'],
  ['expect delivered between 1 mL 2 mL', 'expected "and", found "2"'],
  ['expect motor runing', 'found "runing"', 'Did you mean "running"?'],
  ['expect alarm hgh', 'expected none, low, medium, high', 'Did you mean "high"?'],
  ['expect journal SOFT_OVERIDE', 'expected the kind of a journal record', 'Did you mean "SOFT_OVERRIDE"?'],
  ['expect journal ALARM with TEX "a"', 'expected the name of a detail', 'Did you mean "TEXT"?'],
  ['expect journal ALARM with TEXT', 'the value of TEXT is missing'],
  ['wait until motor stopped within 5', 'the unit is missing behind 5'],
  ['wait untill motor stopped', 'behind "wait" expected until', 'Did you mean "until"?'],
] as const) {
  test(`DERS-SIM-031 ${line}`, () => {
    for (const part of said) assert.match(problem(line), part);
  });
}

for (const line of [
  'press OK',
  'press 1 2 POINT 5',
  'press OK 3 times',
  'press HANDSET every 6 min 1 s 20 times',
  'hold STOP',
  'hold STOP for 2 s',
  'type 5.5',
  'enter 5 mcg/kg/min',
  'enter 1 million unit',
  'advance 1 h 30 min 5 s',
  'advance 10s',
  'wait until display contains "a b" within 10 s',
  'expect delivered 15.4 mL ± 5 %',
  'expect delivered 15.4 mL +- 0.2 mL',
  'expect delivered between 1 mL and 2 mL',
  'expect pump believes at most 3 mL',
  'expect motor running at 25 mL/h ± 1 %',
  'expect motor stopped for 60 s',
  'expect alarm high sounding "OCCLUSION"',
  'expect journal ALARM with TEXT "a" PRIORITY 3 2 times',
  'expect no journal HARD_STOP',
  'set bag height -0.5 m',
  'power cut in flash operation 3',
  'offer library demonstration-hospital as sequence 2 that is corrupt',
  'choose "say \\"aah\\"" # and a comment with "quotes',
]) {
  test(`DERS-SIM-030 is read: ${line}`, () => assert.is(problem(line), 'is read'));
}

test('DERS-SIM-030 a line without words is no step', () => {
  assert.is(readStep(''), null);
  assert.is(readStep('   # only a comment'), null);
});

function mistakes(path: string): string {
  try {
    readScenario(path);
  } catch (error) {
    assert.instance(error, Mistakes);
    return (error as Error).message.replaceAll(path, basename(path));
  }
  return 'is read';
}

const STEPS = 'steps: |\n  power on\n';

for (const [what, text, ...said] of [
  ['a key nobody knows', `${HEAD}sed: 1\n${STEPS}`, ':4: a scenario has no "sed"', 'Did you mean "seed"?'],
  ['no title', `source: a\nrequirements: [DERS-SIM-030]\n${STEPS}`, ':1: "title:" is missing'],
  ['no source', `title: a\nrequirements: [DERS-SIM-030]\n${STEPS}`, ':1: "source:" is missing'],
  ['no requirement', `title: a\nsource: b\n${STEPS}`, '"requirements:" takes a list'],
  [
    'an id that is none',
    `title: a\nsource: b\nrequirements: [PUMP-1]\n${STEPS}`,
    ':3: "PUMP-1" is no requirement id',
  ],
  ['a seed that is none', `${HEAD}seed: many\n${STEPS}`, ':4: "seed:" takes a whole number'],
  [
    'a library that is not there',
    `${HEAD}library: demonstration-hopital\n${STEPS}`,
    ':4: there is no library source',
    'Did you mean "demonstration-hospital"?',
  ],
  [
    'a fault nobody knows',
    `${HEAD}fault: corupt\n${STEPS}`,
    ':4: "fault:" takes corrupt',
    'Did you mean "corrupt"?',
  ],
  ['a container that is none', `${HEAD}container: 250 ml bag\n${STEPS}`, ':4: "ml" is no unit of a volume'],
  [
    'a container of nothing',
    `${HEAD}container: 250 mL\n${STEPS}`,
    ':4: "container:" takes a volume and bag or bottle',
  ],
  ['a start that is none', `${HEAD}start: yesterday\n${STEPS}`, ':4: "yesterday" is no time'],
  ['no steps', HEAD, '"steps:" is missing'],
  ['steps in one line', `${HEAD}steps: power on\n`, ':4: "steps:" takes lines'],
  [
    'a list of steps with a colon',
    `${HEAD}steps:\n  - expect display contains "a: b"\n`,
    ':5: this step has a meaning of its own in YAML',
  ],
  ['no YAML', 'title: [a\n', 'Flow sequence'],
  ['a key twice', `title: a\ntitle: b\n${STEPS}`, ':2: Map keys must be unique'],
  ['nothing', '', ':1: a scenario begins with'],
  [
    'two wrong steps',
    `${HEAD}steps: |\n  pres OK\n\n  # fine\n  advance 1\n`,
    ':5: no step begins',
    ':8: the unit is missing',
  ],
  [
    'a file to follow that is not there',
    `${HEAD}steps: |\n  follow nowhere.yaml\n`,
    ':5: cannot read',
    'ENOENT',
  ],
] as const) {
  test(`DERS-SIM-031 ${what}`, () => {
    const message = mistakes(file(text));
    for (const part of said) assert.match(message, part);
  });
}

test('DERS-SIM-031 a step in a file that is followed is named by that file', () => {
  const followed = file('steps: |\n  power on\n  pres OK\n');
  const message = mistakes(scenario(`follow ${basename(followed)}\npress OK`));
  assert.match(message, `${followed}:3: no step begins with "pres"`);
});

test('DERS-SIM-031 files that follow each other without an end are refused', () => {
  file('steps: |\n  follow circle.yaml\n', 'circle.yaml');
  assert.match(mistakes(scenario('follow circle.yaml')), 'follow each other without an end');
});

test('DERS-SIM-030 a list of steps is read like lines, each with its line number', () => {
  const { steps } = readScenario(file(`${HEAD}steps:\n  - power on\n  - press OK\n`));
  assert.equal(
    steps.map(({ line, text }) => [line, text]),
    [
      [5, 'power on'],
      [6, 'press OK'],
    ],
  );
});

test('DERS-SIM-030 every step and condition stands in docs/scenarios.md', () => {
  const page = readFileSync(resolve(__dirname, '../../../docs/scenarios.md'), 'utf8').replaceAll('\\|', '|');
  for (const { pattern } of [...STEP_FORMS, ...CONDITION_FORMS])
    assert.ok(page.includes(`| \`${readable(pattern.text)}\` |`), pattern.text);
});

test.run();
