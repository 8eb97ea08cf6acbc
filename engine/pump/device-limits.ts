import type { Limits } from '../dose/check';
import { Bound, Key, type LimitRecord, Quantity } from '../dose/limit';
import { Unit } from '../dose/unit';

// What the mechanism can do, where no library says more: choices of this pump. Rates in hundredths of mL/h.
const LOWEST_RATE = 10;
/** Outside the library: hundredths of mL/h, and mL. */
const BASIC_RATE = 50000;
const BASIC_VOLUME = 3000;

function record(): LimitRecord {
  const at: number[] = [];
  for (let key = 0; key < Key.END; key++) at[key] = 0;
  return { at: at, items: [0] };
}

function put(into: LimitRecord, key: number, items: number[]): void {
  into.at[key] = into.items.length;
  into.items.push(items.length);
  for (let i = 0; i < items.length; i++) into.items.push(items[i]);
}

/** Limits of an infusion without any library: the device's own range and ceilings. `highest`: microlitres per hour. */
export function deviceLimits(highest: number): Limits {
  const pump = record();
  put(pump, Quantity.RATE, [
    Unit.MILLILITRE_PER_HOUR,
    -2,
    Bound.LOWER_HARD | Bound.UPPER_HARD,
    LOWEST_RATE,
    Math.floor(highest / 10),
  ]);
  // 0.1 mL/h below 100 mL/h, 1 mL/h above.
  put(pump, Key.STEPS, [-1, 1000, 1, 10]);
  const area = record();
  put(area, Quantity.BASIC_RATE, [Unit.MILLILITRE_PER_HOUR, -2, Bound.UPPER_HARD, BASIC_RATE]);
  put(area, Quantity.BASIC_VTBI, [Unit.MILLILITRE, 0, Bound.UPPER_HARD, BASIC_VOLUME]);
  return { entry: null, careArea: area, pump: pump };
}
