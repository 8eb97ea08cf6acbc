import { ProgramType } from '../dose/infusion-program';
import { Bound, EntryFlag, type LimitRecord, Quantity } from '../dose/limit';
import { Unit } from '../dose/unit';
import { placePoint } from '../number/decimal';
import { STEP } from './alert';
import type { Chosen } from './desk';

/** What each type of program asks for, in this order. */
export const FIELDS: number[][] = [
  [],
  [Quantity.DOSE, Quantity.VTBI],
  [Quantity.DOSE, Quantity.DURATION],
  [Quantity.DEMAND_DOSE, Quantity.LOCKOUT, Quantity.BASAL, Quantity.VTBI],
  [Quantity.RATE, Quantity.VTBI],
  [STEP, STEP + 1],
];

/** What a summary says of a program although it was not typed now. */
export const MAIN = [
  Quantity.DOSE,
  Quantity.RATE,
  Quantity.DEMAND_DOSE,
  Quantity.LOCKOUT,
  Quantity.BASAL,
  Quantity.WEIGHT,
  Quantity.BSA,
];

/** Quantities that stand for each other; OPTIONS changes between them where the entry allows both. */
const OTHERS: number[] = [];
OTHERS[Quantity.DOSE] = Quantity.RATE;
OTHERS[Quantity.RATE] = Quantity.DOSE;
OTHERS[Quantity.VTBI] = Quantity.DURATION;
OTHERS[Quantity.DURATION] = Quantity.VTBI;
OTHERS[Quantity.BOLUS_RATE] = Quantity.BOLUS_DURATION;
OTHERS[Quantity.BOLUS_DURATION] = Quantity.BOLUS_RATE;
OTHERS[Quantity.LOADING_RATE] = Quantity.LOADING_DURATION;
OTHERS[Quantity.LOADING_DURATION] = Quantity.LOADING_RATE;
/** The same of an intermittent dose, which is a dose or a volume over a time or at a rate. */
const INTERMITTENT: number[] = [];
INTERMITTENT[Quantity.DOSE] = Quantity.VTBI;
INTERMITTENT[Quantity.VTBI] = Quantity.DOSE;
INTERMITTENT[Quantity.DURATION] = Quantity.RATE;
INTERMITTENT[Quantity.RATE] = Quantity.DURATION;

const DEFAULT_UNITS: number[] = [];
DEFAULT_UNITS[Quantity.RATE] = Unit.MILLILITRE_PER_HOUR;
DEFAULT_UNITS[Quantity.VTBI] = DEFAULT_UNITS[Quantity.DILUENT_VOLUME] = Unit.MILLILITRE;
DEFAULT_UNITS[Quantity.WEIGHT] = Unit.KILOGRAM;
DEFAULT_UNITS[Quantity.BSA] = Unit.SQUARE_METRE;
DEFAULT_UNITS[Quantity.DURATION] = DEFAULT_UNITS[Quantity.LOCKOUT] = Unit.MINUTE;
DEFAULT_UNITS[Quantity.BOLUS_DURATION] = DEFAULT_UNITS[Quantity.LOADING_DURATION] = Unit.MINUTE;
DEFAULT_UNITS[Quantity.STEP_DURATION] = Unit.MINUTE;

/** Body weight in grams, in care areas that weigh so. */
const GRAM_OF_PATIENT = 16 * 16;

/** What a quantity stands for in a program of this type; 0 nothing. */
export function otherOf(type: number, quantity: number): number {
  return (type === ProgramType.INTERMITTENT ? INTERMITTENT : OTHERS)[quantity] || 0;
}

/** Whether an entry, with its `EntryFlag`s, lets this quantity be typed; outside the library rate, volume and time alone are. */
export function allows(entry: LimitRecord | null, flags: number, quantity: number): boolean {
  if (!entry)
    return quantity === Quantity.RATE || quantity === Quantity.VTBI || quantity === Quantity.DURATION;
  if (quantity === Quantity.DOSE) return entry.at[quantity] > 0 && !(flags & EntryFlag.BY_RATE_ONLY);
  if (quantity === Quantity.RATE) return !(flags & EntryFlag.BY_DOSE_ONLY);
  if (quantity === Quantity.BASAL || quantity === Quantity.BOLUS_RATE || quantity === Quantity.LOADING_RATE)
    return entry.at[quantity] > 0;
  return true;
}

/** The unit that this quantity is typed in: the entry's own. */
export function unitOf(entry: LimitRecord | null, chosen: Chosen, quantity: number): number {
  if (quantity === Quantity.WEIGHT && chosen.weightInGrams) return GRAM_OF_PATIENT;
  const key = quantity === Quantity.AMOUNT ? Quantity.CONCENTRATION : quantity;
  const at = entry && quantity > Quantity.BSA ? entry.at[key] : 0;
  const unit = entry && at > 0 ? entry.items[at + 1] : DEFAULT_UNITS[quantity];
  return quantity === Quantity.AMOUNT ? unit & ~15 : unit;
}

/** The initial value of the library; empty where there is none. */
export function initialOf(entry: LimitRecord | null, quantity: number): string {
  const at = entry ? entry.at[quantity] : 0;
  if (!entry || !(at > 0) || !(entry.items[at + 3] & Bound.INITIAL)) return '';
  let point = at + 4;
  for (let bit = 1; bit < Bound.INITIAL; bit <<= 1) if (entry.items[at + 3] & bit) point++;
  return placePoint(String(entry.items[point]), entry.items[at + 2]);
}
