import {
  type LimitRecord,
  type Program,
  ProgramType,
  Quantity,
  Time,
  Unit,
  timeOf,
} from '../../engine/index';
import { type Typed, numberOf, roundedTo, times } from './typed';
import { type Part, hasThousandfold, put } from './usual-program';

/** A known slip: what a person meant to type becomes something else. */
export interface Slip {
  id: string;
  /** Heading of a column. */
  short: string;
  /** In a sentence: what went wrong. */
  text: string;
  /** Puts the slip into a copy of the usual program; false where this part has no such slip. */
  apply(program: Program, part: Part, entry: LimitRecord): boolean;
}

/** A number that comes out this near to the right one is no slip worth a stop. */
const SAME = 0.1;

function retype(program: Program, part: Part, typed: Typed): boolean {
  const numbers = part.inSteps ? program.steps : program.values;
  const at = part.inSteps ? 0 : part.quantity * 3;
  numbers[at] = typed.coefficient;
  numbers[at + 1] = typed.exponent;
  return true;
}

function factor(id: string, short: string, text: string, over: number, under: number): Slip {
  return {
    id,
    short,
    text,
    apply: (program, part) => retype(program, part, times(part.usual as Typed, over, under)),
  };
}

function thousandfold(id: string, short: string, text: string, over: number, under: number): Slip {
  const slip = factor(id, short, text, over, under);
  return {
    ...slip,
    apply: (program, part, entry) => hasThousandfold(part.unit) && slip.apply(program, part, entry),
  };
}

/** Only a dose per time is mistaken for the same per another time; a rate field is in mL/h and nothing else. */
function timeUnit(id: string, short: string, text: string, up: boolean): Slip {
  return {
    id,
    short,
    text,
    apply(program, part) {
      const time = timeOf(part.unit);
      if (time === Time.NONE || part.quantity === Quantity.RATE) return false;
      const fold = time === Time.DAY ? 24 : 60;
      const usual = part.usual as Typed;
      return retype(program, part, up ? times(usual, fold) : times(usual, 1, fold));
    },
  };
}

/** Types a rate in the rate field instead of what belongs there. */
function typeRate(program: Program, part: Part, rate: Typed): boolean {
  if (!(part.rate > 0) || Math.abs(numberOf(rate) / part.rate - 1) <= SAME) return false;
  if (part.inSteps) {
    program.steps[2] = Unit.MILLILITRE_PER_HOUR;
    return retype(program, part, rate);
  }
  // An intermittent dose keeps its dose, and the rate takes the place of the duration.
  const gone = program.type === ProgramType.INTERMITTENT ? Quantity.DURATION : part.quantity;
  program.values[gone * 3 + 2] = 0;
  put(program, Quantity.RATE, rate, Unit.MILLILITRE_PER_HOUR);
  return true;
}

const doseAsRate: Slip = {
  id: 'dose-as-rate',
  short: 'dose as rate',
  text: 'the number of the dose typed in the rate field',
  apply(program, part) {
    if (!part.main || part.quantity !== Quantity.DOSE) return false;
    return typeRate(program, part, part.usual as Typed);
  },
};

const dayVolumeAsRate: Slip = {
  id: 'day-volume-as-rate',
  short: 'day volume as rate',
  text: 'the volume of a day (of the whole dose, when intermittent) typed as an hourly rate',
  apply(program, part) {
    if (!part.main || !(part.rate > 0)) return false;
    if (program.type !== ProgramType.INTERMITTENT)
      return typeRate(program, part, roundedTo(part.rate * 24, 3));
    const at = Quantity.DURATION * 3;
    const duration = Number(`${program.values[at]}e${program.values[at + 1]}`);
    const unit = program.values[at + 2];
    const hours = unit === Unit.HOUR ? duration : unit === Unit.MINUTE ? duration / 60 : duration * 24;
    return hours > 0 && typeRate(program, part, roundedTo(part.rate * hours, 3));
  },
};

/**
 * The neighbouring concentration of the same drug is replayed by the report, which knows the neighbours; here only the mixed one:
 * a tenth of the amount in the same volume, which a custom concentration without a floor lets through.
 */
export const neighbourConcentration: Slip = {
  id: 'concentration',
  short: 'concentration',
  text: 'the neighbouring concentration of the same drug chosen; for a custom one, a tenth of the amount typed',
  apply(program, _part, entry) {
    if (!(entry.at[Quantity.CONCENTRATION] > 0)) return false;
    program.values[Quantity.AMOUNT * 3 + 1] -= 1;
    return true;
  },
};

const tenfoldPatient: Slip = {
  id: 'weight',
  short: 'weight ×10',
  text: 'weight (or body surface) typed tenfold',
  apply(program) {
    let any = false;
    for (const quantity of [Quantity.WEIGHT, Quantity.BSA]) {
      if (program.values[quantity * 3 + 2] === 0) continue;
      program.values[quantity * 3 + 1] += 1;
      any = true;
    }
    return any;
  },
};

/** The slips that are replayed, in the order of the report. */
export const SLIPS: readonly Slip[] = [
  factor('x2', '×2', 'twice the dose', 2, 1),
  factor('x5', '×5', 'five times the dose', 5, 1),
  factor('x10', '×10', 'a tenfold dose', 10, 1),
  factor('x100', '×100', 'a hundredfold dose', 100, 1),
  factor('d10', '÷10', 'a tenth of the dose', 1, 10),
  thousandfold('x1000', '×1000', 'mg typed for mcg: a thousandfold dose', 1000, 1),
  thousandfold('d1000', '÷1000', 'mcg typed for mg: a thousandth of the dose', 1, 1000),
  timeUnit('x60', '×60', 'per hour typed as per minute (per day as per hour: ×24)', true),
  timeUnit('d60', '÷60', 'per minute typed as per hour (per hour as per day: ÷24)', false),
  doseAsRate,
  dayVolumeAsRate,
  neighbourConcentration,
  tenfoldPatient,
];

export const TENFOLD = 'x10';
