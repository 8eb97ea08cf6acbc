import { Key, Kind, Quantity, Unit, kindOf, unitText } from '../../engine/index';
import type { Findings, Subject } from '../source/finding';
import { over } from '../source/fraction';
import { type SourceMap, mapAt, placeOf, textAt } from '../source/place';
import { exactly, isMisread, readQuantityText } from '../source/quantity';
import type { RecordModel } from './encode';
import { readRate } from './entry';
import { type Limit, readLimit } from './limit';
import { limitItems } from './limit-items';

export interface SourceCareArea {
  id: string;
  title: string;
  weightInGrams: boolean;
  limits: Map<Quantity, Limit>;
  basicText?: string;
  record: RecordModel;
}

/** Reads the limits and settings of a care area; whatever cannot be used is left out, with a finding. */
export function readCareArea(id: string, map: SourceMap, findings: Findings): SourceCareArea {
  const subject: Subject = { careArea: id };
  const area: SourceCareArea = {
    id,
    title: textAt(map, 'title') ?? id,
    weightInGrams: textAt(map, 'weight-unit') === 'g',
    limits: new Map(),
    basicText: undefined,
    record: new Map(),
  };
  const basic = mapAt(map, 'basic-infusion');
  const limits: [SourceMap | undefined, string, Quantity, string][] = [
    [map, 'weight', Quantity.WEIGHT, 'weight'],
    [map, 'bsa', Quantity.BSA, 'bsa'],
    [map, 'rate', Quantity.RATE, 'rate'],
    [map, 'vtbi', Quantity.VTBI, 'vtbi'],
    [basic, 'rate', Quantity.BASIC_RATE, 'basic-infusion.rate'],
    [basic, 'vtbi', Quantity.BASIC_VTBI, 'basic-infusion.vtbi'],
  ];
  for (const [holder, key, quantity, name] of limits) {
    const given = mapAt(holder, key);
    if (!holder || !given) continue;
    const limit = readLimit(given, quantity, name, placeOf(holder, key), subject, findings);
    if (!limit || limit.unit === 0) continue;
    if (quantity === Quantity.WEIGHT && (limit.unit === Unit.KILOGRAM) === area.weightInGrams) {
      const unit = area.weightInGrams ? 'g' : 'kg';
      findings.add(
        'wrong-unit',
        `weight is in ${unitText(limit.unit)}; in this care area weight is entered in ${unit}`,
        limit.place,
        subject,
        'Write the limits in this unit, or change "weight-unit".',
      );
      continue;
    }
    area.limits.set(quantity, limit);
    if (limit.ordered) area.record.set(quantity, limitItems(limit.unit, limit.points));
  }
  area.basicText = textAt(basic, 'text');
  readSettings(map, area, subject, findings);
  return area;
}

function readSettings(map: SourceMap, area: SourceCareArea, subject: Subject, findings: Findings): void {
  const kvo = textAt(map, 'kvo');
  const kvoItems = kvo === undefined ? null : readRate(kvo, 'kvo', placeOf(map, 'kvo'), subject, findings);
  if (kvoItems) area.record.set(Key.KVO, kvoItems);
  const air = mapAt(map, 'air');
  if (air) {
    const volumes = ['bubble', 'accumulated'].map((key) =>
      readWhole(air, key, `air.${key}`, Kind.VOLUME, 'microlitre', subject, findings),
    );
    if (volumes.every((volume) => volume !== null)) area.record.set(Key.AIR, volumes as number[]);
  }
  if ('occlusion' in map) {
    const pressure = readWhole(map, 'occlusion', 'occlusion', Kind.PRESSURE, 'mmHg', subject, findings);
    if (pressure !== null) area.record.set(Key.OCCLUSION, [pressure]);
  }
}

/** A quantity as a whole number of the given unit. */
function readWhole(
  map: SourceMap,
  key: string,
  name: string,
  kind: Kind,
  unit: string,
  subject: Subject,
  findings: Findings,
): number | null {
  const place = placeOf(map, key);
  const read = readQuantityText(textAt(map, key) ?? '', false);
  if (isMisread(read)) {
    findings.add(read.code, `${name}: ${read.message}`, place, subject);
    return null;
  }
  const one = readQuantityText(`1 ${unit}`, false);
  if (isMisread(one)) throw new Error(`${unit} is not a unit`);
  if (kindOf(read.unit) !== kind || (read.unit & 15) !== 0) {
    findings.add('wrong-unit', `${name} is in ${unitText(read.unit)}; expected is ${unit}`, place, subject);
    return null;
  }
  const count = over(exactly(read), exactly(one));
  if (count.d !== 1n || count.n > 1_000_000n) {
    findings.add('does-not-fit', `${name} is not a whole number of ${unit} up to 1,000,000`, place, subject);
    return null;
  }
  return Number(count.n);
}
