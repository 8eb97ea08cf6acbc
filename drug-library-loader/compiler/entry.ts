import {
  Basis,
  DELIVERY_NAMES,
  Delivery,
  EntryFlag,
  Kind,
  PROGRAM_TYPE_NAMES,
  ProgramType,
  Quantity,
  Time,
  Unit,
  basisOf,
  kindOf,
  timeOf,
  unitText,
} from '../../engine/index';
import type { Findings, Subject } from '../source/finding';
import { compareFractions, fraction, over, roundUp } from '../source/fraction';
import { type Place, type SourceMap, isMap, listAt, mapAt, placeOf, textAt } from '../source/place';
import { decimalFraction, exactly, isMisread, readQuantityText } from '../source/quantity';
import { didYouMean, nearest } from '../source/suggestion';
import { type DoseForm, type Limit, readLimit } from './limit';
import { shareExponent } from './limit-items';

/** How an entry's drug comes: a fixed amount in a volume, within limits per mL, or dosed in mL. */
export type Concentration =
  | { kind: 'fixed'; text: string; unit: number; amount: string; volume: string }
  | { kind: 'custom'; limit: Limit }
  | { kind: 'none' };

/** An entry of the source, read: every unit and number of it can be used. */
export interface SourceEntry {
  careArea: string;
  id: string;
  place: Place;
  drug: string;
  therapy?: string;
  type: ProgramType;
  flags: number;
  highAlert: boolean;
  anaesthesia: boolean;
  drugClass?: string;
  codes: string[];
  advisories: string[];
  waiver?: { reason: string; place: Place };
  concentrations: Concentration[];
  limits: Map<Quantity, Limit>;
  /** Seconds of the accumulated dose's window, and what counts towards it as bits. */
  window?: [number, number];
  /** Exponent and coefficient in mL/h. */
  kvo?: [number, number];
}

type Where = [keys: string[], quantity: Quantity, doseForm?: DoseForm];

/** Where the limits of each program type stand, from the entry down. */
const LIMITS: Record<string, Where[]> = {
  continuous: [
    [['dose'], Quantity.DOSE, 'amount-rate'],
    [['titration', 'up'], Quantity.TITRATION_UP],
    [['titration', 'down'], Quantity.TITRATION_DOWN],
    [['bolus', 'dose'], Quantity.BOLUS_DOSE],
    [['bolus', 'rate'], Quantity.BOLUS_RATE],
    [['bolus', 'duration'], Quantity.BOLUS_DURATION],
    [['loading', 'dose'], Quantity.LOADING_DOSE],
    [['loading', 'rate'], Quantity.LOADING_RATE],
    [['loading', 'duration'], Quantity.LOADING_DURATION],
    [['accumulated', 'dose'], Quantity.ACCUMULATED_DOSE],
  ],
  intermittent: [
    [['dose'], Quantity.DOSE, 'amount'],
    [['duration'], Quantity.DURATION],
    [['dose-rate'], Quantity.DOSE_RATE],
  ],
  pca: [
    [['demand'], Quantity.DEMAND_DOSE],
    [['lockout'], Quantity.LOCKOUT],
    [['basal'], Quantity.BASAL],
    [['loading'], Quantity.LOADING_DOSE],
    [['clinician-bolus'], Quantity.CLINICIAN_BOLUS],
    [['accumulated', 'dose'], Quantity.ACCUMULATED_DOSE],
  ],
  fluid: [[['rate'], Quantity.RATE]],
  'multi-step': [
    [['dose'], Quantity.DOSE, 'amount-rate'],
    [['rate'], Quantity.RATE],
    [['step-duration'], Quantity.STEP_DURATION],
  ],
};

/** Limits that any entry may have. */
const COMMON: Where[] = [
  [['patient', 'weight'], Quantity.WEIGHT],
  [['patient', 'bsa'], Quantity.BSA],
  [['rate'], Quantity.RATE],
  [['vtbi'], Quantity.VTBI],
];

/** What counts towards the accumulated dose of a continuous infusion unless its source says otherwise: all it can deliver. */
const CONTINUOUS_COUNTS = Delivery.BASAL | Delivery.BOLUS | Delivery.LOADING;

const STEP_UNIT = 17 * 16;

/**
 * Reads one entry of a care area; null, with findings, when anything of it cannot be compiled. `advisories` are the texts of the library.
 */
export function readEntry(
  map: SourceMap,
  careArea: string,
  weightInGrams: boolean,
  advisories: SourceMap | undefined,
  findings: Findings,
): SourceEntry | null {
  const id = textAt(map, 'id') ?? '';
  const subject: Subject = { careArea, entry: id };
  const before = findings.faults;
  const name = PROGRAM_TYPE_NAMES.find((type) => type !== '' && type in map) as string;
  const program = mapAt(map, name) as SourceMap;
  const entry: SourceEntry = {
    careArea,
    id,
    place: placeOf(map),
    drug: textAt(map, 'drug') ?? '',
    therapy: textAt(map, 'therapy'),
    type: PROGRAM_TYPE_NAMES.indexOf(name),
    flags: readFlags(map, program),
    highAlert: textAt(map, 'high-alert') === 'true',
    anaesthesia: textAt(map, 'mode') === 'anaesthesia',
    drugClass: textAt(map, 'class'),
    codes: readCodes(mapAt(map, 'code')),
    advisories: readAdvisories(map, advisories, subject, findings),
    concentrations: readConcentrations(map, subject, findings),
    limits: new Map(),
  };
  const waiver = textAt(map, 'waiver');
  if (waiver !== undefined) entry.waiver = { reason: waiver, place: placeOf(map, 'waiver') };
  readLimits(map, COMMON, '', entry, findings);
  readLimits(program, LIMITS[name] as Where[], `${name}.`, entry, findings);
  readSteps(program, entry);
  readWindow(program, entry, name, subject, findings);
  readKvo(program, entry, subject, findings);
  checkWeightUnit(entry, weightInGrams, subject, findings);
  const dose = entry.limits.get(Quantity.DOSE);
  const byRate = (entry.flags & EntryFlag.BY_RATE_ONLY) !== 0;
  const needsDose = entry.type === ProgramType.CONTINUOUS || entry.type === ProgramType.MULTI_STEP;
  if (needsDose && !byRate && !('dose' in program)) {
    findings.add(
      'missing-key',
      `"dose" is missing in ${name}: only an entry entered by rate can do without`,
      placeOf(map, name),
      subject,
    );
  } else if (dose && dose.unit === 0) {
    findings.add('missing-key', `${name}.dose has no unit`, dose.place, subject);
  }
  return findings.faults > before ? null : entry;
}

function readFlags(map: SourceMap, program: SourceMap): number {
  const secondPerson = textAt(map, 'second-person');
  const enterBy = textAt(program, 'enter-by');
  const availableAs = listAt(program, 'available-as') ?? [];
  const flags: [boolean, EntryFlag][] = [
    [textAt(map, 'high-alert') === 'true', EntryFlag.HIGH_ALERT],
    [secondPerson === 'before', EntryFlag.SECOND_PERSON_BEFORE],
    [secondPerson === 'deferred', EntryFlag.SECOND_PERSON_DEFERRED],
    [enterBy === 'rate', EntryFlag.BY_RATE_ONLY],
    [enterBy === 'dose', EntryFlag.BY_DOSE_ONLY],
    [textAt(map, 'mode') === 'anaesthesia', EntryFlag.ANAESTHESIA],
    [textAt(program, 'kvo') === 'none', EntryFlag.KVO_NONE],
    [textAt(program, 'supports-secondary') === 'true', EntryFlag.SUPPORTS_SECONDARY],
    [availableAs.includes('primary'), EntryFlag.AS_PRIMARY],
    [availableAs.includes('secondary'), EntryFlag.AS_SECONDARY],
  ];
  return flags.reduce((sum, [set, flag]) => (set ? sum | flag : sum), 0);
}

/** `dmd=322236009`, in the order of the systems' names. */
function readCodes(codes: SourceMap | undefined): string[] {
  if (!codes) return [];
  return Object.keys(codes)
    .sort()
    .map((system) => `${system}=${codes[system]}`);
}

function readAdvisories(
  map: SourceMap,
  texts: SourceMap | undefined,
  subject: Subject,
  findings: Findings,
): string[] {
  const list = listAt(map, 'advisories') ?? [];
  return list.flatMap((id, i) => {
    const text = textAt(texts, String(id));
    if (text !== undefined) return [text];
    findings.add(
      'unknown-advisory',
      `there is no advisory "${id}".${didYouMean(nearest(String(id), Object.keys(texts ?? {})))}`,
      placeOf(list, i),
      subject,
    );
    return [];
  });
}

function readConcentrations(map: SourceMap, subject: Subject, findings: Findings): Concentration[] {
  const value = map.concentration;
  const place = placeOf(map, 'concentration');
  if (isMap(value)) {
    const custom = mapAt(value, 'custom') as SourceMap;
    const limit = readLimit(custom, Quantity.CONCENTRATION, 'concentration.custom', place, subject, findings);
    if (limit && limit.unit === 0) {
      findings.add('missing-key', 'concentration.custom has no unit', place, subject);
      return [];
    }
    return limit ? [{ kind: 'custom', limit }] : [];
  }
  const texts = Array.isArray(value) ? value : [value];
  return texts.flatMap((text, i) => {
    const at = Array.isArray(value) ? placeOf(value, i) : place;
    const read = readConcentration(String(text), at, subject, findings);
    return read ? [read] : [];
  });
}

function readConcentration(
  text: string,
  place: Place,
  subject: Subject,
  findings: Findings,
): Concentration | null {
  if (text === 'none') return { kind: 'none' };
  const slash = text.indexOf('/');
  const amount = readQuantityText(text.substring(0, slash).trim(), false);
  const volume = readQuantityText(text.substring(slash + 1).trim(), false);
  for (const read of [amount, volume]) {
    if (!isMisread(read)) continue;
    findings.add(read.code, `concentration: ${read.message}`, place, subject);
    return null;
  }
  if (isMisread(amount) || isMisread(volume)) return null;
  const kind = kindOf(amount.unit);
  const plain = basisOf(amount.unit) === Basis.NONE && timeOf(amount.unit) === Time.NONE;
  if (!(kind >= Kind.MASS && kind <= Kind.ENERGY && kind !== Kind.VOLUME && plain)) {
    findings.add(
      'wrong-unit',
      `concentration: ${unitText(amount.unit)} is not an amount of a drug`,
      place,
      subject,
    );
    return null;
  }
  if (volume.unit !== Unit.MILLILITRE) {
    findings.add(
      'wrong-unit',
      `concentration: the volume is in ${unitText(volume.unit)}; expected is mL`,
      place,
      subject,
    );
    return null;
  }
  const zero = [amount, volume].find((part) => decimalFraction(part.number).n === 0n);
  if (zero) {
    findings.add('wrong-number', `concentration: "${text}" has nothing in it`, place, subject);
    return null;
  }
  try {
    shareExponent([amount.number, volume.number]);
  } catch (error) {
    findings.add('does-not-fit', `concentration: ${(error as Error).message}`, place, subject);
    return null;
  }
  return { kind: 'fixed', text, unit: amount.unit, amount: amount.number, volume: volume.number };
}

function readLimits(
  map: SourceMap,
  where: Where[],
  prefix: string,
  entry: SourceEntry,
  findings: Findings,
): void {
  const subject = { careArea: entry.careArea, entry: entry.id };
  for (const [keys, quantity, doseForm] of where) {
    const last = keys[keys.length - 1] as string;
    const holder = keys.length > 1 ? mapAt(map, keys[0] as string) : map;
    const limits = mapAt(holder, last);
    if (!holder || !limits) continue;
    const place = placeOf(holder, last);
    const name = prefix + keys.join('.');
    const limit = readLimit(limits, quantity, name, place, subject, findings, doseForm);
    if (!limit) continue;
    const known = entry.limits.get(quantity);
    if (known) {
      findings.add(
        'duplicate-key',
        `${name} and ${known.name} limit the same: a ${PROGRAM_TYPE_NAMES[entry.type]} entry has one rate`,
        place,
        subject,
      );
    } else entry.limits.set(quantity, limit);
  }
}

/** `steps: 8` is an upper hard limit on their number. */
function readSteps(program: SourceMap, entry: SourceEntry): void {
  const steps = textAt(program, 'steps');
  if (steps === undefined) return;
  entry.limits.set(Quantity.STEPS, {
    quantity: Quantity.STEPS,
    name: 'multi-step.steps',
    place: placeOf(program, 'steps'),
    unit: STEP_UNIT,
    points: { upperHard: steps },
    ordered: true,
  });
}

function readWindow(
  program: SourceMap,
  entry: SourceEntry,
  name: string,
  subject: Subject,
  findings: Findings,
): void {
  const accumulated = mapAt(program, 'accumulated');
  if (!accumulated) return;
  const place = placeOf(accumulated, 'window');
  const window = readQuantityText(textAt(accumulated, 'window') ?? '', false);
  if (isMisread(window)) {
    findings.add(window.code, `${name}.accumulated.window: ${window.message}`, place, subject);
    return;
  }
  if (kindOf(window.unit) !== Kind.DURATION) {
    findings.add(
      'wrong-unit',
      `${name}.accumulated.window is in ${unitText(window.unit)}; expected is min, h or day`,
      place,
      subject,
    );
    return;
  }
  const seconds = over(exactly(window), fraction(1n, 3600n));
  // The record carries whole seconds up to 10^7, nearly four months.
  if (seconds.d !== 1n || seconds.n === 0n || compareFractions(seconds, fraction(10_000_000n)) > 0) {
    findings.add(
      'does-not-fit',
      `${name}.accumulated.window is not from 1 to 10,000,000 whole seconds`,
      place,
      subject,
    );
    return;
  }
  const counts = listAt(accumulated, 'counts');
  if (!counts && entry.type === ProgramType.PCA) {
    findings.add(
      'missing-key',
      `"counts" is missing in ${name}.accumulated: say what counts towards it (${DELIVERY_NAMES.join(', ')})`,
      placeOf(program, 'accumulated'),
      subject,
    );
  }
  const mask = counts?.reduce((sum: number, kind) => sum | (1 << DELIVERY_NAMES.indexOf(String(kind))), 0);
  entry.window = [Number(roundUp(seconds)), mask ?? CONTINUOUS_COUNTS];
}

function readKvo(program: SourceMap, entry: SourceEntry, subject: Subject, findings: Findings): void {
  const text = textAt(program, 'kvo');
  if (text === undefined || text === 'none') return;
  const items = readRate(text, 'kvo', placeOf(program, 'kvo'), subject, findings);
  if (items) entry.kvo = items;
}

/** A rate in mL/h as exponent and coefficient. */
export function readRate(
  text: string,
  name: string,
  place: Place,
  subject: Subject,
  findings: Findings,
): [number, number] | null {
  const read = readQuantityText(text, false);
  if (isMisread(read)) {
    findings.add(read.code, `${name}: ${read.message}`, place, subject);
    return null;
  }
  if (read.unit !== Unit.MILLILITRE_PER_HOUR) {
    findings.add('wrong-unit', `${name} is in ${unitText(read.unit)}; expected is mL/h`, place, subject);
    return null;
  }
  const { exponent, coefficients } = shareExponent([read.number]);
  return [exponent, coefficients[0] as number];
}

function checkWeightUnit(
  entry: SourceEntry,
  weightInGrams: boolean,
  subject: Subject,
  findings: Findings,
): void {
  const weight = entry.limits.get(Quantity.WEIGHT);
  if (!weight || weight.unit === 0 || (weight.unit === Unit.KILOGRAM) === !weightInGrams) return;
  const unit = weightInGrams ? 'g' : 'kg';
  findings.add(
    'wrong-unit',
    `${weight.name} is in ${unitText(weight.unit)}; in this care area weight is entered in ${unit}`,
    weight.place,
    subject,
  );
}

/** Whether the entry has a limit by this basis, so that weight or body surface is asked for. */
export function usesBasis(entry: SourceEntry, basis: Basis): boolean {
  return [...entry.limits.values()].some(
    (limit) => limit.unit >= 16 && kindOf(limit.unit) <= Kind.ENERGY && basisOf(limit.unit) === basis,
  );
}

/** Unit that the entry is dosed by; of its rate where it has no dose. */
export function dosingUnitOf(entry: SourceEntry): number {
  const quantity = entry.type === ProgramType.PCA ? Quantity.DEMAND_DOSE : Quantity.DOSE;
  return (entry.limits.get(quantity) ?? entry.limits.get(Quantity.RATE))?.unit ?? 0;
}
