// Every screen: no row longer than the display, nothing cut, no two answers alike, and never a rate that is not the motor's.
import * as assert from 'uvu/assert';
import { Phase } from '../../../engine/pump/delivery';
import { Dialog, type Question } from '../../../engine/pump/question';
import { Row, Screen } from '../../../engine/pump/screen';
import { KeyCode, Motion, Sensor, Style } from '../../../hal/hal';
import { provisionLibrary } from '../../../simulator/bench/factory';
import { librarySource, signedDemonstration } from '../../../simulator/demonstration';
import { suite } from '../../suite';
import { type TestPump, factoryFlash, testPump } from './test-pump';

const test = suite('engine/pump/screens');

/** What was drawn against the rules. */
const faults: string[] = [];
/** Titles of all questions that were asked. */
const titles = new Set<string>();

const row = Screen.prototype.row;
Screen.prototype.row = function (this: Screen, number: number, style: Style, text: string) {
  if (text.length > Row.COLUMNS) faults.push(`row ${number} has ${text.length} characters: "${text}"`);
  row.call(this, number, style, text);
};

function alike(question: Question): void {
  const items = question.items ?? question.search?.('') ?? [];
  const seen = items.map((item) => item.trim());
  if (new Set(seen).size !== seen.length) faults.push(`"${question.title}" has answers alike: ${seen}`);
  if (seen.includes('')) faults.push(`"${question.title}" has an empty answer`);
}

const ask = Dialog.prototype.ask;
Dialog.prototype.ask = function (this: Dialog, question: Question) {
  titles.add(question.title.replace(/\d+/g, '#'));
  alike(question);
  ask.call(this, question);
};

/** What must hold on the screen at any time. */
function look(pump: TestPump): void {
  const { dialog, delivery } = pump.pump;
  const { question } = dialog;
  const rows = pump.display.rows();
  if (question) {
    if (pump.title() !== question.title.trim())
      faults.push(`title "${question.title}" is shown as "${pump.title()}"`);
    const list = question.items ?? question.search;
    const none = pump.content().includes('The library has none here in this mode');
    if (list && !none && !rows.some(({ style }) => style === Style.SELECTED))
      faults.push(`"${question.title}" shows no answer:\n${pump.picture()}`);
    if (!list && !dialog.reading() && !rows.some(({ style }) => style === Style.FIELD))
      faults.push(`"${question.title}" shows no field`);
  }
  // The rate on the screen is the motor's.
  const moves = pump.supervisor.motion() === Motion.MOVING || (pump.pump.training && delivery.moving());
  const shown = question
    ? delivery.infusion
      ? (rows[0]?.text ?? '')
      : ''
    : (rows.find(({ style }) => style === Style.BIG)?.text ?? '');
  const rate = /([\d.]+) mL\/h/.exec(shown)?.[1];
  if (delivery.infusion && delivery.phase !== Phase.NONE) {
    if (moves && rate !== String(delivery.rate / 1000))
      faults.push(`it moves at ${delivery.rate}, and shows "${shown}":\n${pump.picture()}`);
    if (!moves && rate !== undefined && rate !== '0') faults.push(`it stands, and shows "${shown}"`);
  }
}

function demonstration(): TestPump {
  const flash = factoryFlash(false);
  provisionLibrary(flash, signedDemonstration(librarySource('demonstration-hospital')));
  return testPump({ flash });
}

const OK = KeyCode.OK;
const BACK = KeyCode.BACK;
const DOWN = KeyCode.DOWN;
const UP = KeyCode.UP;
const START = KeyCode.START;
const STOP = KeyCode.STOP;
const OPTIONS = KeyCode.OPTIONS;
const BOLUS = KeyCode.BOLUS;
const SILENCE = KeyCode.SILENCE;
const HANDSET = KeyCode.HANDSET;
const POINT = KeyCode.POINT;

/** Takes every answer of every list, one after the other, down to the first number that is asked for. */
function walk(pump: TestPump, depth: number): number {
  const { dialog } = pump.pump;
  let seen = 1;
  while (dialog.reading()) {
    look(pump);
    pump.key(OK);
  }
  look(pump);
  const { question } = dialog;
  if (!question || depth === 0 || !(question.items || question.search) || question.start) return seen;
  const count = (question.items ?? question.search?.('') ?? []).length;
  for (let i = 0; i < count; i++) {
    pump.key(...Array<KeyCode>(i).fill(DOWN));
    look(pump);
    pump.key(OK);
    const advice = pump.title().startsWith('ADVICE');
    seen += walk(pump, advice ? 1 : depth - 1);
    // BACK from the first value leads behind the advice.
    if (question.title.startsWith('ADVICE')) return seen;
    // Back to this very list.
    for (let n = 0; n < 6 && dialog.question?.title !== question.title; n++) pump.key(BACK);
    if (dialog.question?.title !== question.title) return seen;
    pump.key(...Array<KeyCode>(i).fill(UP));
  }
  return seen;
}

for (const [what, make, least] of [
  ['the demonstration library', demonstration, 300],
  ['the library of these tests', testPump, 40],
] as const) {
  test(`DERS-PUMP-046 every way through ${what}: rows, titles and answers`, () => {
    faults.length = 0;
    const pump = make().choose('Yes');
    const areas = pump.pump.dialog.question?.items?.length ?? 0;
    let seen = 0;
    for (let area = 0; area < areas; area++) {
      pump.key(...Array<KeyCode>(area).fill(DOWN), OK);
      seen += walk(pump, 5);
      for (let n = 0; n < 6 && pump.title() !== 'Care area'; n++) pump.key(BACK);
    }
    assert.equal([...new Set(faults)], []);
    assert.ok(seen > least, `${seen}`);
  });
}

/** Numbers that look drawn and are the same every time (Lehmer, 2^31 − 1). */
function drawer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const KEYS = [
  OK,
  OK,
  OK,
  OK,
  OK,
  DOWN,
  DOWN,
  UP,
  UP,
  BACK,
  START,
  START,
  STOP,
  OPTIONS,
  BOLUS,
  SILENCE,
  HANDSET,
  POINT,
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  8,
] as KeyCode[];
const FAULTS: [Sensor, number][] = [
  [Sensor.DOOR, 0],
  [Sensor.DOWNSTREAM_PRESSURE, 900],
  [Sensor.MAINS, 0],
  [Sensor.RESERVOIR_LOW, 1],
  [Sensor.RESERVOIR_EMPTY, 1],
  [Sensor.HANDSET, 0],
  [Sensor.AIR_BUBBLE, 300],
];

for (let seed = 1; seed <= 6; seed++) {
  test(`DERS-PUMP-046 any keys, faults and power cuts, run ${seed}: rows, titles, answers, and the rate that is shown`, () => {
    faults.length = 0;
    const draw = drawer(seed * 7919);
    const pump = seed % 2 === 0 ? demonstration() : testPump();
    const sound = { ...pump.sensors };
    for (let n = 0; n < 3000; n++) {
      const what = draw(100);
      if (what === 0 && draw(4) === 0) pump.cut().advance(draw(100_000)).powerOn();
      else if (what < 4) {
        const [sensor, reading] = FAULTS[draw(FAULTS.length)] as [Sensor, number];
        pump.sensors[sensor] = draw(3) === 0 ? reading : (sound[sensor] as number);
      } else if (what < 10) pump.advance(draw(200_000));
      else pump.key(KEYS[draw(KEYS.length)] as KeyCode);
      if (pump.on) look(pump);
      else pump.powerOn();
      if (draw(20) === 0) Object.assign(pump.sensors, sound);
    }
    assert.equal([...new Set(faults)].slice(0, 3), []);
  });
}

test('DERS-PUMP-046 the walks have seen what can be asked', () => {
  for (const title of [
    'New patient?',
    'Care area',
    'Drug',
    'Therapy',
    'Concentration',
    'Dosing unit',
    'ADVICE # of #',
    'Weight',
    'Dose',
    'SOFT LIMIT',
    'NOT POSSIBLE',
    'WHY?',
    'CHECK, THEN START',
    'Options',
    'Pump',
    'OUTSIDE THE DRUG LIBRARY',
  ])
    assert.ok(titles.has(title), `"${title}" was never asked; seen: ${[...titles]}`);
});

const STATES: [string, () => TestPump][] = [
  ['the first question', () => testPump()],
  ['care areas', () => testPump().choose('Yes')],
  ['a search', () => testPump().adult()],
  ['an advice', () => testPump().adult().choose('EXAMPLamine').choose('400 mg')],
  ['a number', () => testPump().adult().drug('SALine')],
  ['a number begun', () => testPump().adult().drug('SALine').type('1')],
  ['a soft limit', () => testPump().adult().drug('SALine').enter('400')],
  ['a hard limit', () => testPump().adult().drug('SALine').enter('501')],
  ['the summary', () => testPump().adult().drug('SALine').enter('100').enter('50')],
  ['a code', () => testPump().adult().drug('THINNarin', '25000').enter('1000').enter('50')],
  ['running', () => testPump().examplamine()],
  ['a bolus', () => testPump().examplamine().key(BOLUS).enter('4').enter('30').start()],
  ['paused', () => testPump().examplamine().key(STOP)],
  ['the vein kept open', () => testPump().saline('100', '1').advance(60_000)],
  ['ready for a demand', () => testPump().pca()],
  ['options', () => testPump().examplamine().key(OPTIONS)],
  ['the pump’s own options', () => testPump().choose('Yes').key(OPTIONS)],
  [
    'an alarm',
    () => {
      const pump = testPump().saline();
      pump.sensors[Sensor.DOOR] = 0;
      return pump.advance(3000);
    },
  ],
];

for (const [what, make] of STATES) {
  test(`DERS-PUMP-007 ${what}: every key does something that can be seen, or is refused with a word`, () => {
    for (let key = 0 as KeyCode; key < KeyCode.COUNT; key++) {
      const pump = make();
      // What was said to the key before is gone.
      pump.tones();
      const before = JSON.stringify([
        pump.display.rows().slice(0, 12),
        pump.display.rows()[13],
        pump.signals.audible,
        pump.on,
      ]);
      pump.press(key);
      const after = JSON.stringify([
        pump.display.rows().slice(0, 12),
        pump.display.rows()[13],
        pump.signals.audible,
        pump.on,
      ]);
      // The first line of a list is highlighted already; a demand may be the patient's second.
      if (before === after && !(key === 1 && pump.selected() !== ''))
        assert.ok(pump.message() !== '', `key ${key}\n${pump.picture()}`);
      if (pump.on) assert.is(pump.tones().length, 1, `key ${key}`);
    }
  });
}

test.run();
