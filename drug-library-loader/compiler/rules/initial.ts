import {
  Field,
  type Library,
  type Limits,
  type Program,
  ProgramType,
  QUANTITY_NAMES,
  Quantity,
  Unit,
  VerdictCode,
  judgeProgram,
  outcome,
  reasonText,
  unitText,
} from '../../../engine/index';
import { acceptedRange, limitPoints } from '../../coverage/limit-points';
import { type Typed, decimalText } from '../../coverage/typed';
import { type Part, usualParts } from '../../coverage/usual-program';
import type { Findings } from '../../source/finding';
import { compareFractions } from '../../source/fraction';
import { exactly } from '../../source/quantity';
import type { SourceEntry } from '../entry';
import { subjectOf } from './rule-book';

/** Minutes over which a dose may be given where the entry suggests neither rate nor duration. */
const DURATIONS = [1, 2, 5, 10, 15, 30, 60, 120, 240];

/**
 * Asks the engine, on the compiled bytes, what it says to each entry's own suggestions. One that alerts for every patient, concentration
 * and duration tried is an error; one that only alerts for the usual patient (the middle of the bands) and not for the lightest, as a cap
 * does, is a warning. `sources` are the source entries in the order of the library's index.
 */
export function checkInitials(library: Library, sources: SourceEntry[], findings: Findings): void {
  const said = new Set<string>();
  sources.forEach((entry, number) => {
    // Without a suggestion of its own an entry has nothing that could alert.
    if (![...entry.limits.values()].some(({ points }) => points.initial !== undefined)) return;
    const key = library.key(number);
    const limits = key && library.limits(key.careArea, number);
    if (!limits) return;
    for (const usual of usualParts(limits)) {
      const part = asSuggested(usual, limits);
      if (!part?.usual || waysToGive(part, limits).some((program) => isAccepted(program, limits))) continue;
      const value = `${decimalText(part.usual.coefficient, part.usual.exponent)} ${unitText(part.unit)}`;
      isAccepted(part.program, limits);
      const why = crossed();
      const lightest = { ...part, program: lightestPatient(part.program, limits) };
      const some = waysToGive(lightest, limits).some((program) => isAccepted(program, limits));
      // The concentrations of one entry mostly say the same.
      const once = JSON.stringify([entry.careArea, entry.id, part.name]);
      if (said.has(once)) continue;
      said.add(once);
      findings.add(
        some ? 'initial-alerts-for-some' : 'initial-alerts',
        some
          ? `the initial ${part.name} ${value} alerts for the usual patient, though not for the lightest: ${why}`
          : `the initial ${part.name} ${value} would itself alert: ${why}`,
        entry.limits.get(part.quantity)?.place ?? entry.place,
        subjectOf(entry),
      );
    }
  });
}

/** The part with the entry's own initial value, where it has one: what is usually given stops at a cap, the suggestion does not. */
function asSuggested(part: Part, limits: Limits): Part | null {
  if (part.basis === 'initial') return part;
  const initial = part.basis === 'cap' ? limitPoints(limits.entry, part.quantity)?.initial : undefined;
  if (!initial || part.inSteps) return null;
  return { ...part, usual: initial, program: withValue(part.program, part.quantity, initial, part.unit) };
}

function isAccepted(program: Program, limits: Limits): boolean {
  return judgeProgram(program, limits, []) === VerdictCode.ACCEPT;
}

/** The findings of the last check: which quantity, and what of it. */
function crossed(): string {
  const flat = outcome.findings;
  const texts = new Set<string>();
  for (let at = 0; at < flat.length; at += Field.SIZE) {
    const quantity = QUANTITY_NAMES[flat[at + Field.QUANTITY] as number];
    texts.add(`${quantity}: ${reasonText(flat[at + Field.REASON] as number)}`);
  }
  return [...texts].join('; ');
}

function withValue(program: Program, quantity: Quantity, typed: Typed, unit: number): Program {
  const values = [...program.values];
  values[quantity * 3] = typed.coefficient;
  values[quantity * 3 + 1] = typed.exponent;
  values[quantity * 3 + 2] = unit;
  return { ...program, values };
}

/** The program at the ends of a custom concentration, and over other durations where the entry does not suggest one. */
function waysToGive(part: Part, limits: Limits): Program[] {
  const custom = limitPoints(limits.entry, Quantity.CONCENTRATION);
  const range = custom ? acceptedRange(custom) : {};
  const programs = [part.program];
  // The amount stands in 100 mL, so it is a hundredfold of the concentration.
  for (const end of [range.to, range.from]) {
    if (custom && end)
      programs.push(
        withValue(part.program, Quantity.AMOUNT, { ...end, exponent: end.exponent + 2 }, custom.unit & ~15),
      );
  }
  const [rate, duration] =
    part.program.type === ProgramType.BOLUS
      ? [Quantity.BOLUS_RATE, Quantity.BOLUS_DURATION]
      : part.program.type === ProgramType.LOADING
        ? [Quantity.LOADING_RATE, Quantity.LOADING_DURATION]
        : [Quantity.RATE, Quantity.DURATION];
  const settled = [rate, duration].some((quantity) => limitPoints(limits.entry, quantity)?.initial);
  const hasDuration = part.program.type !== ProgramType.CONTINUOUS && part.program.steps.length === 0;
  if (settled || !hasDuration) return programs;
  const timed = programs.flatMap((program) =>
    DURATIONS.map((minutes) =>
      withValue(
        withValue(program, rate, { coefficient: 0, exponent: 0 }, 0),
        duration,
        { coefficient: minutes, exponent: 0 },
        Unit.MINUTE,
      ),
    ),
  );
  return [...programs, ...timed];
}

/** The same program for the lightest and smallest patient that entry and care area let pass without asking. */
function lightestPatient(program: Program, limits: Limits): Program {
  let result = program;
  for (const quantity of [Quantity.WEIGHT, Quantity.BSA]) {
    if (program.values[quantity * 3 + 2] === 0) continue;
    const ends = [limits.entry, limits.careArea].flatMap((record) => {
      const points = limitPoints(record, quantity);
      const from = points && acceptedRange(points).from;
      return points && from ? [{ typed: from, unit: points.unit }] : [];
    });
    const exact = ({ typed, unit }: (typeof ends)[number]) =>
      exactly({ number: decimalText(typed.coefficient, typed.exponent), unit });
    ends.sort((a, b) => compareFractions(exact(b), exact(a)));
    if (ends[0]) result = withValue(result, quantity, ends[0].typed, ends[0].unit);
  }
  return result;
}
