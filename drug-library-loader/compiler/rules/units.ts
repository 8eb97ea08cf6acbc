import { Basis, Kind, ProgramType, Quantity, basisOf, kindOf, timeOf, unitText } from '../../../engine/index';
import { approximately } from '../../source/fraction';
import { unitFactor } from '../../source/quantity';
import type { SourceCareArea } from '../care-area';
import { type SourceEntry, dosingUnitOf } from '../entry';
import { type Limit, upperHard } from '../limit';
import type { SourcePump } from '../pump';
import { type RuleBook, subjectOf } from './rule-book';

/** The slip of a thousandfold (mg and mcg, unit and milliunit) that real change logs record again and again. */
export function checkUnits(book: RuleBook): void {
  for (const entry of book.entries) farFromConcentration(entry, book);
  outliers(book);
}

/** The quantity that an entry is dosed by. */
function doseOf(entry: SourceEntry): Limit | undefined {
  return entry.limits.get(entry.type === ProgramType.PCA ? Quantity.DEMAND_DOSE : Quantity.DOSE);
}

/** The dose that is usually given, in base units and hours: the initial value, else the middle of the range; roughly. */
function usual(limit: Limit | undefined): number | undefined {
  if (!limit || limit.unit === 0) return undefined;
  const { initial, lowerSoft, lowerHard, upperSoft, upperHard } = limit.points;
  const factor = approximately(unitFactor(limit.unit));
  if (initial !== undefined && Number(initial) > 0) return Number(initial) * factor;
  const low = Number(lowerSoft ?? lowerHard ?? 'NaN');
  const high = Number(upperSoft ?? upperHard ?? 'NaN');
  return low > 0 && high > 0 ? Math.sqrt(low * high) * factor : undefined;
}

/** The usual patient: the middle of the inner points; roughly. */
function usualPatient(entry: SourceEntry, area: SourceCareArea | undefined, basis: Basis): number {
  if (basis === Basis.NONE) return 1;
  const quantity = basis === Basis.KILOGRAM ? Quantity.WEIGHT : Quantity.BSA;
  const own = usual(entry.limits.get(quantity));
  return own ?? usual(area?.limits.get(quantity)) ?? (basis === Basis.KILOGRAM ? 70 : 1.8);
}

/** What of a usual dose is out of the ordinary, in mL/h or mL. */
function plausible(
  entry: SourceEntry,
  area: SourceCareArea | undefined,
  pump: SourcePump,
): [number, number, string] {
  if (entry.type === ProgramType.INTERMITTENT) {
    const most = upperHard(area?.limits.get(Quantity.VTBI));
    return [0.1, most ? Number(most.number) : 3000, 'mL'];
  }
  if (entry.type === ProgramType.PCA) return [0.01, 50, 'mL'];
  return [Number(pump.min), Number(pump.max), 'mL/h'];
}

function farFromConcentration(entry: SourceEntry, { careAreas, pump, findings }: RuleBook): void {
  const limit = doseOf(entry);
  if (!pump || !limit || limit.unit === 0 || kindOf(limit.unit) === Kind.VOLUME) return;
  const area = careAreas.get(entry.careArea);
  const dose = usual(limit);
  const unit = unitText(limit.unit);
  for (const concentration of entry.concentrations) {
    if (concentration.kind === 'none') continue;
    const counted = concentration.kind === 'custom' ? concentration.limit.unit : concentration.unit;
    if (kindOf(counted) !== kindOf(limit.unit)) continue;
    if (dose === undefined) {
      const apart = scaleOf(limit.unit) - scaleOf(counted);
      if (apart > -6 && apart < 3) continue;
      findings.add(
        'unit-far-from-concentration',
        `${limit.name} is in ${unit}, the concentration in ${unitText(counted)}`,
        limit.place,
        subjectOf(entry),
      );
      return;
    }
    const per =
      concentration.kind === 'custom'
        ? usual(concentration.limit)
        : (Number(concentration.amount) * approximately(unitFactor(counted))) / Number(concentration.volume);
    if (per === undefined) continue;
    const volume = (dose * usualPatient(entry, area, basisOf(limit.unit))) / per;
    const [from, to, what] = plausible(entry, area, pump);
    if (volume >= from && volume <= to) continue;
    const text = concentration.kind === 'custom' ? 'the middle concentration' : concentration.text;
    findings.add(
      'unit-far-from-concentration',
      `${limit.name}: a usual dose in ${unit} is ${Number(volume.toPrecision(2))} ${what} of ${text}`,
      limit.place,
      subjectOf(entry),
    );
    return;
  }
}

interface Member {
  entry: SourceEntry;
  /** Power of ten of its dosing unit. */
  scale: number;
  usual: number | undefined;
}

/** Doses of a drug can be set side by side when kind and basis agree, and whether they are per time. */
function outliers({ entries, findings }: RuleBook): void {
  const groups = new Map<string, Member[]>();
  for (const entry of entries) {
    const unit = dosingUnitOf(entry);
    if (unit < 16 || kindOf(unit) === Kind.VOLUME) continue;
    const key = JSON.stringify([entry.drug.toLowerCase(), kindOf(unit), basisOf(unit), timeOf(unit) > 0]);
    const member = { entry, scale: scaleOf(unit), usual: usual(doseOf(entry)) };
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }
  for (const group of groups.values()) if (group.length > 1) judgeGroup(group, findings);
}

function judgeGroup(group: Member[], findings: RuleBook['findings']): void {
  const counts = new Map<number, number>();
  for (const { scale } of group) counts.set(scale, (counts.get(scale) ?? 0) + 1);
  const usuals = group.flatMap((member) => member.usual ?? []).sort((a, b) => a - b);
  for (const member of group) {
    const { entry, scale, usual: own } = member;
    // Of two that are far apart either may be the slip: both are named.
    const theirs =
      group.length === 2 ? group.find((other) => other !== member)?.usual : usuals[usuals.length >> 1];
    const fold = own !== undefined && theirs !== undefined ? own / theirs : 1;
    const far = !(fold <= 100 && fold >= 0.01);
    const alone = group.length > 2 && counts.size === 2 && counts.get(scale) === 1;
    if (!far && !alone) continue;
    const unit = dosingUnitOf(entry);
    const other = group.find((each) => each.scale !== scale);
    const texts = [
      ...(alone && other
        ? [`is dosed in ${unitText(unit)} here and in ${unitText(dosingUnitOf(other.entry))} elsewhere`]
        : []),
      ...(far ? [`has a usual dose here that is ${foldText(fold)} that of its other entries`] : []),
    ];
    findings.add(
      'unit-outlier',
      `${entry.drug} ${texts.join(', and ')}`,
      doseOf(entry)?.place ?? entry.place,
      subjectOf(entry),
    );
  }
}

function foldText(fold: number): string {
  return fold > 1 ? `${Math.round(fold)} times` : `1/${Math.round(1 / fold)} of`;
}

/** Power of ten of a unit among those of its kind: 3 more for mg than for mcg. */
function scaleOf(unit: number): number {
  return Math.round(Math.log10(approximately(unitFactor(unit & ~15))));
}
