// What a step may do. The first column is how it is written, the second what it means (docs/scenarios.md prints both).
import { type LibraryFault, NoLibrary, librarySource, signedDemonstration } from '../demonstration';
import type { Conditions } from '../plant/conditions';
import type { SensorName } from '../plant/sensors';
import { type Condition, takeCondition } from './condition';
import { didYouMean, measureText } from './measure';
import { Failure, TimeOut } from './mistake';
import { type Pattern, type Slot, type Values, match, pattern, problemOf } from './pattern';
import { SLOTS } from './slot';
import type { Stage } from './stage';
import { wordsOf } from './word';

export type Act = (stage: Stage) => void;

export interface StepForm {
  pattern: Pattern;
  means: string;
  act: (values: Values) => Act;
}

/** How often a condition is looked at while time passes, ms. */
const LOOK = 100;
/** ms that `wait until` waits unless told. */
const PATIENCE = 60_000;

const SENSORS: Record<string, SensorName> = {
  'upstream-pressure': 'upstreamPressure',
  'downstream-pressure': 'downstreamPressure',
  encoder: 'encoder',
  drops: 'drops',
  door: 'door',
  set: 'set',
  clamp: 'clamp',
  'reservoir-low': 'reservoirLow',
  'reservoir-empty': 'reservoirEmpty',
  battery: 'battery',
  'battery-minutes': 'batteryMinutes',
  mains: 'mains',
  handset: 'handset',
};

const sensor: Slot = (words, at) => {
  const text = words[at]?.text ?? '';
  const name = SENSORS[text];
  if (name !== undefined) return { value: name, next: at + 1 };
  const names = Object.keys(SENSORS);
  return { problem: `there is no sensor "${text}": use ${names.join(', ')}${didYouMean(text, names)}`, at };
};

/** `full`, `none`, or a share of the tube's diameter. */
const occlusion: Slot = (words, at) => {
  const text = words[at]?.text;
  if (text === 'full' || text === 'none') return { value: text === 'full' ? 1 : 0, next: at + 1 };
  const share = (SLOTS.share as Slot)(words, at);
  return 'next' in share
    ? share
    : { problem: `expected full, none or a share such as 80 %, found "${text ?? 'nothing'}"`, at };
};

const CLOCK = /^\d{4}-\d\d-\d\d \d\d:\d\d$/;

/** Seconds UTC of "2027-03-02 08:00"; NaN where it is no time. */
export function secondsOf(time: string): number {
  return CLOCK.test(time) ? Date.parse(`${time.replace(' ', 'T')}:00Z`) / 1000 : Number.NaN;
}

export const NO_TIME = 'is no time: write it as "2027-03-02 08:00"';

const clock: Slot = (words, at) => {
  const seconds = secondsOf(words[at]?.text ?? '');
  if (!Number.isNaN(seconds)) return { value: seconds, next: at + 1 };
  return { problem: `"${words[at]?.text ?? ''}" ${NO_TIME}`, at };
};

const condition: Slot = takeCondition;

const ALL: Record<string, Slot> = { ...SLOTS, sensor, occlusion, clock, condition };

function set(changes: Partial<Conditions>): Act {
  return ({ bench }) => bench.act({ do: 'set', changes });
}

function expectNow(condition: Condition): Act {
  return (stage) => {
    const { holds, seen } = condition(stage);
    if (!holds) throw new Failure(seen);
  };
}

function expectThroughout(condition: Condition, ms: number): Act {
  return (stage) => {
    const end = stage.bench.now + ms;
    for (;;) {
      const { holds, seen } = condition(stage);
      const left = end - stage.bench.now;
      if (!holds) throw new Failure(`${measureText(left, 'duration')} before the end ${seen}`);
      if (left <= 0) return;
      stage.pass(Math.min(LOOK, left));
    }
  };
}

function waitUntil(condition: Condition, ms = PATIENCE): Act {
  return (stage) => {
    const end = stage.bench.now + ms;
    for (;;) {
      const { holds, seen } = condition(stage);
      if (holds) return;
      if (stage.bench.now >= end) throw new TimeOut(`not within ${measureText(ms, 'duration')}: ${seen}`);
      stage.pass(Math.min(LOOK, end - stage.bench.now));
    }
  };
}

const FAULTS: Record<string, LibraryFault> = {
  corrupt: 'corrupt',
  'not-authentic': 'not authentic',
  'signed-once': 'one signature',
};

function signed(name: string, sequence: number | undefined, stage: Stage, fault?: LibraryFault): Buffer {
  try {
    return signedDemonstration(librarySource(name, stage.folder), { sequence, fault });
  } catch (error) {
    if (error instanceof NoLibrary) throw new Failure(error.message);
    throw error;
  }
}

type FormRow = [string, string, (values: Values) => Act];

// biome-ignore format: a table
const FORMS: FormRow[] = [
  ['press <key:key> <times:count> times', 'one key, again and again', ({ key, times }) => (stage) => stage.press(key as string, times as number)],
  ['press <key:key> every <time:duration> <times:count> times', 'one key, again and again, so far apart', ({ key, time, times }) => (stage) => {
    for (let i = 0; i < (times as number); i++) {
      const next = stage.bench.now + (time as number);
      stage.press(key as string);
      stage.pass(Math.max(0, next - stage.bench.now));
    }
  }],
  ['press <keys:key>…', 'keys, one after the other, each for 0.1 s: 0 … 9, POINT, UP, DOWN, OK, BACK, START, STOP, SILENCE, BOLUS, OPTIONS, POWER, HANDSET', ({ keys }) => (stage) => {
    for (const key of keys as string[]) stage.press(key);
  }],
  ['hold <key:key> for <time:duration>', 'a finger stays on the key', ({ key, time }) => ({ bench }) => bench.tap(key as string, time as number)],
  ['hold <key:key>', 'a finger goes down on the key and stays', ({ key }) => (stage) => stage.hold(key as string)],
  ['release <key:key>', 'and leaves it', ({ key }) => (stage) => stage.release(key as string)],
  ['type <text:typed>', 'the keys of a number, as written', ({ text }) => (stage) => stage.type(text as string)],
  ['enter <text:typed> [<unit:unit>]', 'the keys of a number and OK, into a field that has this unit', ({ text, unit }) => (stage) => stage.enter(text as string, unit as string | undefined)],
  ['search <text:text>', 'the keys that carry these letters, as on a telephone', ({ text }) => (stage) => stage.search(text as string)],
  ['choose <text:text>', 'UP and DOWN to the line of a list that begins with the text, then OK', ({ text }) => (stage) => stage.choose(text as string)],
  ['advance <time:duration>', 'time passes', ({ time }) => (stage) => stage.pass(time as number)],
  ['wait until <condition:condition> [within <time:duration>]', 'time passes until it is so; a time-out where it is not so in time (60 s unless told)', ({ condition: c, time }) => waitUntil(c as Condition, time as number | undefined)],
  ['expect <condition:condition> for <time:duration>', 'it is so now and stays so', ({ condition: c, time }) => expectThroughout(c as Condition, time as number)],
  ['expect <condition:condition>', 'it is so now', ({ condition: c }) => expectNow(c as Condition)],
  ['count from here', 'volumes that are expected count from here', () => (stage) => stage.countFromHere()],

  ['set occlusion <side:upstream|downstream> <value:occlusion>', 'the tube is closed before or behind the pump: full, none, or a share of its diameter', ({ side, value }) => set({ [`${side}Occlusion`]: value as number })],
  ['set venous pressure <value:pressure>', '', ({ value }) => set({ venousPressure: value as number })],
  ['set bag height <value:length>', 'above the pump', ({ value }) => set({ bagHeight: value as number })],
  ['set patient height <value:length>', 'above the pump', ({ value }) => set({ patientHeight: value as number })],
  ['set missed steps <value:share>', 'of the motor', ({ value }) => set({ missedSteps: value as number })],
  ['set encoder slip <value:share>', 'counts that get lost', ({ value }) => set({ encoderSlip: value as number })],
  ['set runaway <value:steps>', 'steps that nobody commanded', ({ value }) => set({ runaway: value as number })],
  ['<what:jam|free> motor', '', ({ what }) => set({ motor: what === 'jam' ? 'jammed' : 'sound' })],
  ['bubble <volume:volume> [at <place:pump|reservoir>]', 'liquid turns into air, at the pump unless told', ({ volume, place }) => ({ bench }) => bench.act({ do: 'bubble', volume: volume as number, place: (place ?? 'pump') as 'pump' })],
  ['open door', '', () => set({ door: 'open' })],
  ['close door', '', () => set({ door: 'closed' })],
  ['load set', 'the administration set sits where it belongs', () => set({ set: 'loaded' })],
  ['misload set', 'in the pump, but not squeezed', () => set({ set: 'misloaded' })],
  ['remove set', '', () => set({ set: 'removed' })],
  ['hold clamp open', 'the set’s clamp against free flow does not close', () => set({ clamp: 'open' })],
  ['free clamp', 'it works again', () => set({ clamp: 'automatic' })],
  ['hang <volume:volume> <container:bag|bottle>', 'another container', ({ volume, container }) => ({ bench }) => bench.act({ do: 'hang', volume: volume as number, container: container as 'bag' })],
  ['lose mains', '', () => set({ mains: 'lost' })],
  ['restore mains', '', () => set({ mains: 'on' })],
  ['battery <value:share>', 'its charge', ({ value }) => ({ bench }) => bench.act({ do: 'charge', fraction: value as number })],
  ['unplug handset', '', () => set({ handset: 'unplugged' })],
  ['plug handset', '', () => set({ handset: 'connected' })],
  ['stick key <key:key> <contact:closed|open>', 'the contact stays so, whatever a finger does', ({ key, contact }) => (stage) => stage.stick(key as string, contact as 'open')],
  ['free key <key:key>', '', ({ key }) => (stage) => stage.free(key as string)],
  ['stick sensor <sensor:sensor> [at <value:plain>]', 'it reads this, or what it reads now, from now on', ({ sensor: s, value }) => ({ bench }) => bench.act({ do: 'stick-sensor', sensor: s as SensorName, ...(value === undefined ? {} : { reading: Number(value) }) })],
  ['free sensor <sensor:sensor>', '', ({ sensor: s }) => ({ bench }) => bench.act({ do: 'free-sensor', sensor: s as SensorName })],

  ['power cut', 'all power is gone at once, battery included', () => ({ bench }) => bench.powerCut()],
  ['power cut in flash operation <n:count>', 'power goes in the n-th writing or erasing of the flash from now', ({ n }) => ({ bench }) => bench.act({ do: 'power-cut', operation: n as number })],
  ['power on', 'power is back, and the pump is switched on', () => (stage) => {
    stage.bench.powerOn();
    if (!stage.bench.on) throw new Failure('the pump does not come on: it has neither mains nor battery');
    stage.switchedOn();
    stage.bench.advance(1000);
  }],
  ['lose clock', 'the battery of the wall clock is empty', () => ({ bench }) => bench.act({ do: 'wall', seconds: 0 })],
  ['set clock <time:clock>', 'the wall clock, as "2027-03-02 08:00" (UTC), behind the pump’s back', ({ time }) => ({ bench }) => bench.act({ do: 'wall', seconds: time as number })],
  ['install library <file:file> [as sequence <sequence:count>]', 'built from its source, signed with the demonstration keys, and sent over the service cable', ({ file, sequence }) => (stage) => stage.install(signed(file as string, sequence as number | undefined, stage))],
  ['offer library <file:file> [as sequence <sequence:count>] [that is <fault:corrupt|not-authentic|signed-once>]', 'the same, but the pump may refuse it', ({ file, sequence, fault }) => (stage) => stage.offer(signed(file as string, sequence as number | undefined, stage, FAULTS[fault as string]))],
];

export const STEP_FORMS: readonly StepForm[] = FORMS.map(([text, means, act]) => ({
  pattern: pattern(text, ALL),
  means,
  act,
}));

/** What the line says, or what is wrong with it. `null` for a line without words. */
export function readStep(line: string): Act | { problem: string } | null {
  let words: ReturnType<typeof wordsOf>;
  try {
    words = wordsOf(line);
  } catch (error) {
    return { problem: (error as Error).message };
  }
  if (words.length === 0) return null;
  const result = match(STEP_FORMS, words, 0, true);
  if ('form' in result) return result.form.act(result.values);
  return { problem: problemOf(result, words, 0, 'step') };
}
