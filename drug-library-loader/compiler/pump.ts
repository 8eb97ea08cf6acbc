import { Key, Quantity, Unit, unitText } from '../../engine/index';
import type { Findings } from '../source/finding';
import { compareFractions } from '../source/fraction';
import { type SourceMap, isMap, listAt, mapAt, placeOf, textAt } from '../source/place';
import { decimalFraction, isMisread, readQuantityText } from '../source/quantity';
import type { RecordModel } from './encode';
import { limitItems, shareExponent } from './limit-items';

/** Largest count of a step or of the rate below which it holds, over their shared power of ten. */
const MAX_STEP = 1_000_000;

export interface SourcePump {
  record: RecordModel;
  /** Hard limits of the rate in mL/h, as typed. */
  min: string;
  max: string;
  /** Rates below which each step holds, and the steps; the last one holds above all of them. */
  steps: { below?: string; step: string }[];
  /** Per cent. */
  tolerance: string;
}

/** Reads the pump's range, steps and tolerance; null, with findings, when they cannot be used. */
export function readPump(map: SourceMap, findings: Findings): SourcePump | null {
  const rate = mapAt(map, 'rate');
  const list = listAt(rate, 'steps');
  if (!rate || !list) return null;
  const before = findings.list.length;
  const min = readIn(rate, 'min', 'pump.rate.min', Unit.MILLILITRE_PER_HOUR, findings);
  const max = readIn(rate, 'max', 'pump.rate.max', Unit.MILLILITRE_PER_HOUR, findings);
  const steps = list.filter(isMap).map((tier, i) => ({
    below: readIn(tier, 'below', `pump.rate.steps.${i}.below`, Unit.MILLILITRE_PER_HOUR, findings),
    step: readIn(tier, 'step', `pump.rate.steps.${i}.step`, Unit.MILLILITRE_PER_HOUR, findings) ?? '1',
  }));
  const tolerance = readIn(map, 'rate-tolerance', 'pump.rate-tolerance', Unit.PER_CENT, findings) ?? '5';
  if (findings.list.length > before || min === undefined || max === undefined) return null;
  if (compareFractions(decimalFraction(min), decimalFraction(max)) > 0) {
    findings.add(
      'limits-out-of-order',
      `pump.rate: max ${max} is less than min ${min} (mL/h)`,
      placeOf(rate, 'max'),
    );
    return null;
  }
  const items = stepItems(steps, rate, findings);
  const shared = shareExponent([tolerance]);
  const share = shared.coefficients[0] as number;
  if (!(share <= MAX_STEP && shared.exponent >= -4)) {
    findings.add(
      'does-not-fit',
      'pump.rate-tolerance has more than four decimal places',
      placeOf(map, 'rate-tolerance'),
    );
    return null;
  }
  if (!items) return null;
  const record: RecordModel = new Map<number, number[]>([
    [Quantity.RATE, limitItems(Unit.MILLILITRE_PER_HOUR, { lowerHard: min, upperHard: max })],
    [Key.STEPS, items],
    [Key.TOLERANCE, [shared.exponent, share]],
  ]);
  return { record, min, max, steps, tolerance };
}

function readIn(
  map: SourceMap,
  key: string,
  name: string,
  unit: number,
  findings: Findings,
): string | undefined {
  const text = textAt(map, key);
  if (text === undefined) return undefined;
  const read = readQuantityText(text, false);
  if (isMisread(read)) findings.add(read.code, `${name}: ${read.message}`, placeOf(map, key));
  else if (read.unit !== unit) {
    findings.add(
      'wrong-unit',
      `${name} is in ${unitText(read.unit)}; expected is ${unitText(unit)}`,
      placeOf(map, key),
    );
  } else return read.number;
  return undefined;
}

/** Exponent, pairs of "below this rate" and its step, then the step above all of them. */
function stepItems(steps: SourcePump['steps'], rate: SourceMap, findings: Findings): number[] | null {
  const place = placeOf(rate, 'steps');
  const open = steps.findIndex((tier) => tier.below === undefined);
  if (open !== steps.length - 1) {
    findings.add(
      'missing-key',
      'pump.rate.steps: every step but the last says "below" which rate it holds, and the last does not',
      place,
    );
    return null;
  }
  const texts = steps.flatMap(({ below, step }) => (below === undefined ? [step] : [below, step]));
  const { exponent, coefficients } = shareExponent(texts);
  const limits = coefficients.filter((_, i) => i % 2 === 0 && i < coefficients.length - 1);
  if (limits.some((below, i) => i > 0 && !(below > (limits[i - 1] as number)))) {
    findings.add('limits-out-of-order', 'pump.rate.steps: the rates after "below" do not rise', place);
    return null;
  }
  if (!coefficients.every((count) => count > 0 && count <= MAX_STEP)) {
    findings.add(
      'does-not-fit',
      `pump.rate.steps: each is from 1 to ${MAX_STEP} times the smallest decimal place used`,
      place,
    );
    return null;
  }
  return [exponent, ...coefficients];
}
