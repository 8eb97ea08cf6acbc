// Numbers with units as docs/dose-check.md defines them, for the oracle: read from text, and expressed in another unit.
import { Ratio } from './oracle-ratio';

export type Kind =
  | 'duration'
  | 'mass'
  | 'activity'
  | 'amount'
  | 'charge'
  | 'volume'
  | 'energy'
  | 'body weight'
  | 'body surface'
  | 'per cent'
  | 'count'
  | 'pressure';

export interface Unit {
  substance: string;
  kind: Kind;
  /** Power of ten relative to the kind's base unit. */
  scale: number;
  basis: '' | 'kg' | 'm2' | 'mL';
  time: '' | 'min' | 'h' | 'day';
}

/** Something with a value that is not yet a number in a certain unit. */
export interface Measure {
  value: Ratio;
  unit: Unit;
}

/** A number as it was typed; what it is worth follows from its two whole numbers. */
export interface TypedMeasure extends Measure {
  coefficient: bigint;
  exponent: number;
}

/** Why something cannot be read or expressed. Without a quantity: it is said of the quantity in question. */
export class Obstacle {
  constructor(
    readonly code: number,
    readonly quantity?: 'weight' | 'bsa' | 'concentration',
  ) {}
}

/** What conversion may use. Concentration: base units of its kind in a millilitre. */
export interface Patient {
  weight?: Ratio;
  bsa?: Ratio;
  concentration?: { kind: Kind; perMillilitre: Ratio };
}

const SUBSTANCES: Record<string, [Kind, number, string?]> = {
  g: ['mass', 0],
  mg: ['mass', -3],
  mcg: ['mass', -6],
  micrograms: ['mass', -6, 'mcg'],
  nanogram: ['mass', -9],
  nanograms: ['mass', -9, 'nanogram'],
  unit: ['activity', 0],
  units: ['activity', 0, 'unit'],
  milliunit: ['activity', -3],
  milliunits: ['activity', -3, 'milliunit'],
  'million unit': ['activity', 6],
  'million units': ['activity', 6, 'million unit'],
  mmol: ['amount', -3],
  micromol: ['amount', -6],
  mEq: ['charge', -3],
  mL: ['volume', 0],
  microlitre: ['volume', -3],
  microlitres: ['volume', -3, 'microlitre'],
  kcal: ['energy', 0],
  kg: ['body weight', 0],
  m2: ['body surface', 0],
  'm²': ['body surface', 0, 'm2'],
  '%': ['per cent', 0],
  step: ['count', 0],
  steps: ['count', 0, 'step'],
  mmHg: ['pressure', 0],
};

/** What a drug is dosed in; only these may stand over a basis or a time. */
export const DOSED: readonly Kind[] = ['mass', 'activity', 'amount', 'charge', 'volume', 'energy'];

export const MILLILITRE_PER_HOUR: Unit = {
  substance: 'mL',
  kind: 'volume',
  scale: 0,
  basis: '',
  time: 'h',
};
export const MILLILITRE: Unit = { ...MILLILITRE_PER_HOUR, time: '' };
export const PER_CENT: Unit = { substance: '%', kind: 'per cent', scale: 0, basis: '', time: '' };
export const HOUR: Unit = { substance: '', kind: 'duration', scale: 0, basis: '', time: 'h' };

/** `mcg/kg/min`; undefined where there is no such unit. `ofBody`: a `g` is a gram of the patient. */
export function readUnit(text: string, ofBody = false): Unit | undefined {
  if (/^(min|h|day)$/.test(text)) return { ...HOUR, time: text as Unit['time'] };
  const parts = /^([^/]+)(?:\/(kg|m2|mL))?(?:\/(min|h|day))?$/.exec(text);
  const row = parts && Object.hasOwn(SUBSTANCES, parts[1]) ? SUBSTANCES[parts[1]] : undefined;
  if (!parts || !row) return undefined;
  const basis = (parts[2] ?? '') as Unit['basis'];
  const time = (parts[3] ?? '') as Unit['time'];
  if (ofBody && text === 'g')
    return { substance: 'g of body', kind: 'body weight', scale: -3, basis: '', time: '' };
  const [kind, scale, canonical] = row;
  if ((basis || time) && !DOSED.includes(kind)) return undefined;
  if (basis === 'mL' && time) return undefined;
  return { substance: canonical ?? parts[1], kind, scale, basis, time };
}

export function sameUnit(a: Unit, b: Unit): boolean {
  return a.substance === b.substance && a.basis === b.basis && a.time === b.time;
}

/** The plain decimals of the page's grammar; each other text has the code of its first slip. */
export function readNumber(text: unknown): { coefficient: bigint; exponent: number } | Obstacle {
  if (typeof text !== 'string') return new Obstacle(106);
  if (text === '') return new Obstacle(101);
  if (/^[+-]/.test(text)) return new Obstacle(105);
  if (/^[\d.]*\.[\d.]*\.[\d.]*$/.test(text)) return new Obstacle(103);
  const parts = /^(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text);
  if (!parts) return new Obstacle(102);
  const [, whole, places = ''] = parts;
  const digits = (whole + places).replace(/^0+/, '');
  if (digits.length > 9 || places.length > 12) return new Obstacle(104);
  return { coefficient: BigInt(digits || '0'), exponent: -places.length };
}

/** `"5 mcg/kg/min"`. */
export function readMeasure(text: unknown, ofBody = false): TypedMeasure | Obstacle {
  if (typeof text !== 'string') return new Obstacle(106);
  const [, digits, , unitText] = /^([^ ]*)( (.*))?$/s.exec(text) as RegExpExecArray;
  const number = readNumber(digits);
  if (number instanceof Obstacle) return number;
  const unit = unitText === undefined ? undefined : readUnit(unitText, ofBody);
  if (!unit) return new Obstacle(108);
  return { ...number, value: Ratio.decimal(number.coefficient, number.exponent), unit };
}

/** How many base units per hour (for a time: how many hours) one of this unit is; bases are left aside. */
function worth(unit: Unit): Ratio {
  const power = Ratio.decimal(1, unit.scale);
  const hours = { '': Ratio.ONE, min: Ratio.of(1, 60), h: Ratio.ONE, day: Ratio.of(24) }[unit.time];
  return unit.kind === 'duration' ? hours : power.over(hours);
}

/** The measure as a number of the wanted unit, by exact factors. */
export function express(measure: Measure, wanted: Unit, patient: Patient): Ratio | Obstacle {
  const from = measure.unit;
  // A rate is never an amount, whatever the patient.
  if (from.kind !== 'duration' && (from.time === '') !== (wanted.time === '')) return new Obstacle(201);
  let value = measure.value.times(worth(from)).over(worth(wanted));
  if (from.basis !== wanted.basis) {
    for (const [unit, above] of [
      [from, true],
      [wanted, false],
    ] as const) {
      if (unit.basis === 'mL') return new Obstacle(201);
      const factor = unit.basis === '' ? Ratio.ONE : unit.basis === 'kg' ? patient.weight : patient.bsa;
      if (!factor) return unit.basis === 'kg' ? new Obstacle(206, 'weight') : new Obstacle(207, 'bsa');
      value = above ? value.times(factor) : value.over(factor);
    }
  }
  if (from.kind !== wanted.kind) {
    if (from.kind !== 'volume' && wanted.kind !== 'volume') return new Obstacle(201);
    const drug = from.kind === 'volume' ? wanted.kind : from.kind;
    if (!DOSED.includes(drug)) return new Obstacle(201);
    if (!patient.concentration) return new Obstacle(208, 'concentration');
    if (patient.concentration.kind !== drug) return new Obstacle(201);
    const { perMillilitre } = patient.concentration;
    value = from.kind === 'volume' ? value.times(perMillilitre) : value.over(perMillilitre);
  }
  return value;
}

/** `400 mg/250 mL`, spaces around the slash allowed: as far as it can be read. */
export function readConcentration(text: unknown): {
  amount?: TypedMeasure;
  volume?: TypedMeasure;
  obstacle?: Obstacle;
} {
  if (typeof text !== 'string') return { obstacle: new Obstacle(106) };
  const slash = text.indexOf('/');
  const amount = readMeasure(slash < 0 ? text : text.slice(0, slash).replace(/ +$/, ''));
  if (amount instanceof Obstacle) return { obstacle: amount };
  if (slash < 0) return { amount, obstacle: new Obstacle(109) };
  const volume = readMeasure(text.slice(slash + 1).replace(/^ +/, ''));
  return volume instanceof Obstacle ? { amount, obstacle: volume } : { amount, volume };
}
