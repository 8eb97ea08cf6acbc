// What a step may expect or wait for. The first column is how it is written, the second what it means (docs/scenarios.md prints both).
import { Priority, type Style } from '../../hal/hal';
import { type Dimension, type NotTaken, type Taken, measureText } from './measure';
import { type Pattern, type Values, match, pattern, problemOf } from './pattern';
import { type Comparison, SLOTS } from './slot';
import { ROW, type Stage } from './stage';
import type { Word } from './word';

/** Whether it holds now, and what is so instead. */
export interface Observation {
  holds: boolean;
  /** What was seen, for a failure. */
  seen: string;
}

export type Condition = (stage: Stage) => Observation;

export interface ConditionForm {
  pattern: Pattern;
  means: string;
  read: (values: Values) => Condition;
}

const PRIORITIES: Record<string, Priority> = {
  none: Priority.NONE,
  low: Priority.LOW,
  medium: Priority.MEDIUM,
  high: Priority.HIGH,
};
const PRIORITY_NAMES = Object.keys(PRIORITIES);
const TONES = ['', 'key', 'refused', 'reminder'];

function quantity(dimension: Dimension, value: (stage: Stage) => number) {
  return ({ value: expected }: Values): Condition =>
    (stage) => {
      const actual = value(stage);
      const { says, holds } = expected as Comparison;
      return {
        holds: holds(actual),
        seen: `${measureText(actual, dimension)} instead of ${says}`,
      };
    };
}

function row(at: number, text: (shown: string) => boolean, style?: Style): Condition {
  return (stage) => {
    const shown = stage.rows()[at];
    return {
      holds: shown !== undefined && text(shown.text.trim()) && (style === undefined || shown.style === style),
      seen: `row ${at} shows "${shown?.text.trim() ?? ''}"`,
    };
  };
}

function displayed(text: string): Condition {
  return (stage) => {
    const near = stage.nearestRow(text);
    const nearest = near < 0 ? '' : `; nearest is row ${near}, "${stage.rows()[near]?.text.trim()}"`;
    return { holds: stage.shows(text), seen: `the display does not show "${text}"${nearest}` };
  };
}

function lacking(text: string): Condition {
  return (stage) => ({ holds: !stage.shows(text), seen: `the display shows "${text}"` });
}

function alarm(values: Values): Condition {
  return (stage) => {
    const { alarm: priority, audible } = stage.bench.lamps();
    const sound = values.sound as string | undefined;
    const text = values.text as string | undefined;
    const shown = stage.rows()[ROW.ALARM]?.text.trim() ?? '';
    return {
      holds:
        priority === PRIORITIES[values.priority as string] &&
        (sound === undefined || audible === (sound === 'sounding')) &&
        (text === undefined || shown.includes(text)),
      seen: `the alarm is ${PRIORITY_NAMES[priority]}, ${audible ? 'sounding' : 'silent'}; row 1 shows "${shown}"`,
    };
  };
}

function journal({ kind, details = [], times }: Values): Condition {
  return (stage) => {
    const wanted = details as [string, string][];
    const ofKind = stage.journal().filter((record) => record.kind === kind);
    const fitting = ofKind.filter((record) =>
      wanted.every(([name, value]) => String(record.details[name] ?? '') === value),
    );
    const last = ofKind[ofKind.length - 1];
    const having = last === undefined ? '' : `; the last is ${JSON.stringify(last.details)}`;
    return {
      holds: times === undefined ? fitting.length > 0 : fitting.length === times,
      seen: `the journal has ${fitting.length} such ${kind} of ${ofKind.length}${having}`,
    };
  };
}

function offered(answer: string | undefined): string {
  if (answer === undefined) return 'no library was offered';
  return answer === '' ? 'it was taken' : `it said "${answer}"`;
}

type FormRow = [string, string, (values: Values) => Condition];

// biome-ignore format: a table
const FORMS: FormRow[] = [
  ['display contains <text:text>', 'the text stands on the display, in a row or across rows', ({ text }) => displayed(text as string)],
  ['display lacks <text:text>', 'it does not', ({ text }) => lacking(text as string)],
  ['title <text:text>', 'the title (row 2) begins with the text', ({ text }) => row(ROW.TITLE, (shown) => shown.startsWith(text as string))],
  ['message <text:text>', 'the row for messages (row 12) contains the text', ({ text }) => row(ROW.MESSAGE, (shown) => shown.includes(text as string))],
  ['row <row:count> contains <text:text>', 'that row of the display, 0 to 13, contains the text', ({ row: at, text }) => row(at as number, (shown) => shown.includes(text as string))],
  ['selected <text:text>', 'the highlighted row of a list begins with the text', ({ text }) => (stage) => {
    const shown = stage.rows()[stage.selected()]?.text.trim() ?? 'nothing';
    return { holds: shown.startsWith(text as string), seen: `selected is "${shown}"` };
  }],
  ['motor running at <value:rate?>', 'the motor is told to make this flow', quantity('rate', ({ bench }) => bench.rate())],
  ['motor <state:running|stopped>', 'the motor is told to turn, or stands', ({ state }) => ({ bench }) => ({
    holds: bench.rate() > 0 === (state === 'running'),
    seen: bench.rate() > 0 ? `the motor runs at ${measureText(bench.rate(), 'rate')}` : 'the motor stands',
  })],
  ['delivered <value:volume?>', 'truly into the patient, since `count from here` or the start', quantity('volume', (stage) => stage.delivered())],
  ['pump believes <value:volume?>', 'delivered by the pump’s own count, since `count from here` or power-on', quantity('volume', (stage) => stage.counted())],
  ['flow <value:rate?>', 'truly into the patient at this moment', quantity('rate', ({ bench }) => bench.truth().flow)],
  ['air delivered <value:volume?>', 'air truly into the patient since the start', quantity('volume', ({ bench }) => bench.truth().airDelivered)],
  ['reservoir <value:volume?>', 'truly left in the container', quantity('volume', ({ bench }) => bench.truth().reservoir)],
  ['upstream pressure <value:pressure?>', 'before the pump', quantity('pressure', ({ bench }) => bench.truth().upstreamPressure)],
  ['downstream pressure <value:pressure?>', 'behind the pump', quantity('pressure', ({ bench }) => bench.truth().downstreamPressure)],
  ['alarm <priority:none|low|medium|high> [<sound:sounding|silent>] [<text:text>]', 'priority of the alarm lamp; whether it sounds; what row 1 contains', alarm],
  ['power-failure alarm <state:sounding|silent>', 'the alarm that outlives the supply', ({ state }) => ({ bench }) => ({
    holds: bench.lamps().powerFailure === (state === 'sounding'),
    seen: `it is ${bench.lamps().powerFailure ? 'sounding' : 'silent'}`,
  })],
  ['tone <tone:key|refused|reminder>', 'the last tone of the pump', ({ tone }) => (stage) => ({
    holds: TONES[stage.bench.lastTone] === tone,
    seen: `the last tone was ${TONES[stage.bench.lastTone] || 'none'}`,
  })],
  ['running lamp <state:on|off>', 'the lamp that says whether the motor is meant to turn', ({ state }) => ({ bench }) => ({
    holds: bench.lamps().running === (state === 'on'),
    seen: `it is ${bench.lamps().running ? 'on' : 'off'}`,
  })],
  ['pump <state:on|off>', 'whether the pump is switched on', ({ state }) => ({ bench }) => ({
    holds: bench.on === (state === 'on'),
    seen: `the pump is ${bench.on ? 'on' : 'off'}`,
  })],
  ['library refused <text:text>', 'the pump refused the library that was offered last, for a reason that contains the text', ({ text }) => ({ answered }) => ({
    holds: answered?.includes(text as string) === true && answered !== '',
    seen: offered(answered),
  })],
  ['library taken', 'the pump took the library that was offered last', () => ({ answered }) => ({
    holds: answered === '',
    seen: offered(answered),
  })],
  ['no journal <kind:kind> [with <details:detail>…]', 'the journal has no such record', (values) => journal({ ...values, times: 0 })],
  ['journal <kind:kind> [with <details:detail>…] <times:count> times', 'the journal has exactly so many such records', journal],
  ['journal <kind:kind> [with <details:detail>…]', 'the journal has such a record, with these details', journal],
];

export const CONDITION_FORMS: readonly ConditionForm[] = FORMS.map(([text, means, read]) => ({
  pattern: pattern(text, SLOTS),
  means,
  read,
}));

/** The condition that begins at words[at]; it takes as many words as it can. */
export function takeCondition(words: readonly Word[], at: number): Taken<Condition> | NotTaken {
  const result = match(CONDITION_FORMS, words, at, false);
  if ('form' in result) {
    const { form, values, next, furthest } = result;
    const further = { problem: problemOf(furthest, words, at, 'condition'), at: furthest.at };
    return { value: form.read(values), next, ...(furthest.at > next ? { further } : {}) };
  }
  return { problem: problemOf(result, words, at, 'condition'), at: result.at };
}
