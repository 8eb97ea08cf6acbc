/**
 * A second dose check, written from docs/dose-check.md alone, in exact fractions: slow, plain, and built differently from the engine's.
 * Where the two differ, one of them or the page is wrong.
 */
import type { InfusionProgram } from '../../../engine/index';
import type { EntryLimits } from './limits';
import {
  HOUR,
  MILLILITRE,
  MILLILITRE_PER_HOUR,
  type Measure,
  Obstacle,
  PER_CENT,
  type Patient,
  type TypedMeasure,
  type Unit,
  express,
  sameUnit,
} from './oracle-measure';
import {
  FIELDS,
  type FieldName,
  type LimitSets,
  type PointSet,
  QUANTA,
  type ReadProgram,
  TYPES,
  readProgram,
  unusable,
} from './oracle-program';
import { Ratio } from './oracle-ratio';

export { type LimitSets, readLimits } from './oracle-program';

export type Severity = 'problem' | 'hard' | 'soft' | 'confirmed';
export type BoundName = 'none' | 'lower-hard' | 'lower-soft' | 'upper-soft' | 'upper-hard';

export interface OracleFinding {
  quantity: string;
  bound: BoundName;
  severity: Severity;
  code: number;
  /** From 1 in a multi-step program, else 0. */
  step: number;
  cap: boolean;
}

export interface OracleRate {
  value: string;
  exact: string;
}

/** A soft limit that a person may confirm: where it lies, and how far out the value was. */
export interface SoftCrossing {
  finding: OracleFinding;
  unit: Unit;
  limit: Ratio;
  value: Ratio;
}

export interface OracleAnswer {
  verdict: 'accept' | 'confirm' | 'refuse' | 'unprotected';
  findings: OracleFinding[];
  rate?: OracleRate;
  bolusRate?: OracleRate;
  loadingRate?: OracleRate;
  stepRates?: OracleRate[];
  confirmable: SoftCrossing[];
  /** What a spread of tests is counted by: values equal to a point, exact halves of a step, rates rounded inward. */
  met: { equal: number; ties: number; inward: number };
}

export const QUANTITY_ORDER = [
  ...['program', 'weight', 'bsa', 'concentration', 'rate', 'vtbi', 'duration', 'dose', 'dose-rate'],
  ...['titration-up', 'titration-down', 'bolus-dose', 'bolus-rate', 'bolus-duration', 'loading-dose'],
  ...['loading-rate', 'loading-duration', 'accumulated-dose', 'demand-dose', 'lockout', 'basal'],
  ...['clinician-bolus', 'step-duration', 'steps', 'basic-rate', 'basic-vtbi', 'amount', 'diluent-volume'],
  'running',
];
export const SEVERITY_ORDER: Severity[] = ['problem', 'hard', 'soft', 'confirmed'];

/** A value on its way through the limits, or why there is none. */
type Known = Measure | Obstacle;
type Where = 'entry' | 'careArea' | 'pump';

const EVERYWHERE: Where[] = ['entry', 'careArea', 'pump'];
const LAST_PLACE_LIMIT = 10n ** 14n;
const COUNT_LIMIT = 9n * 10n ** 15n;
const OLDEST = 9e8;
const MAX_DELIVERIES = 64;
const MAX_STEPS = 99;

interface PendingRate {
  quantity: string;
  step: number;
  exact: Ratio;
}

export function check(
  given: InfusionProgram,
  limits: LimitSets,
  confirmed: SoftCrossing[] = [],
): OracleAnswer {
  return new Judging(readProgram(given), limits, confirmed).answer();
}

class Judging {
  private findings: OracleFinding[] = [];
  private confirmable: SoftCrossing[] = [];
  private rates: PendingRate[] = [];
  private patient: Patient = {};
  private met = { equal: 0, ties: 0, inward: 0 };

  constructor(
    private program: ReadProgram,
    private limits: LimitSets,
    private confirmed: SoftCrossing[],
  ) {}

  answer(): OracleAnswer {
    for (const [quantity, code] of this.program.problems) this.say(quantity, code);
    if (this.limits.entry) this.judgeByEntry(this.limits.entry);
    else this.judgeOutsideLibrary();
    const rates = this.deliverableRates();
    // A multi-step program starts with its first step.
    const rateOf = (quantity: string) => rates.find(({ of }) => of.quantity === quantity && of.step <= 1);
    const stepRates = rates.filter((rate) => rate.of.step > 0);
    return {
      verdict: this.verdict(),
      findings: this.findings.sort(
        (a, b) =>
          SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
          QUANTITY_ORDER.indexOf(a.quantity) - QUANTITY_ORDER.indexOf(b.quantity),
      ),
      rate: rateOf('rate')?.rate,
      bolusRate: rateOf('bolus-rate')?.rate,
      loadingRate: rateOf('loading-rate')?.rate,
      stepRates: stepRates.length > 0 ? stepRates.map(({ rate }) => rate) : undefined,
      confirmable: this.confirmable,
      met: this.met,
    };
  }

  // Findings

  private say(quantity: string, code: number, step = 0, severity: Severity = 'problem'): void {
    const said = this.findings.some((f) => f.quantity === quantity && f.code === code && f.step === step);
    if (!said) this.findings.push({ quantity, bound: 'none', severity, code, step, cap: false });
  }

  private obstacle(quantity: string, { code, quantity: factor }: Obstacle, step = 0): void {
    this.say(factor ?? quantity, code, factor ? 0 : step);
  }

  private missing(quantity: string): void {
    if (!this.findings.some((f) => f.quantity === quantity)) this.say(quantity, 109);
  }

  private has(...severities: Severity[]): boolean {
    return this.findings.some(({ severity }) => severities.includes(severity));
  }

  private verdict(): OracleAnswer['verdict'] {
    if (this.has('problem', 'hard')) return 'refuse';
    if (this.has('soft')) return 'confirm';
    return this.limits.entry ? 'accept' : 'unprotected';
  }

  // Limits

  private crossing(quantity: string, points: PointSet, value: Ratio, step: number, cap: boolean): void {
    const { lowerHard, lowerSoft, initial, upperSoft, upperHard } = points;
    for (const point of [lowerHard, lowerSoft, initial, upperSoft, upperHard])
      if (point && value.compare(point) === 0) this.met.equal++;
    const below = (point?: Ratio) => point !== undefined && value.compare(point) < 0;
    const above = (point?: Ratio) => point !== undefined && value.compare(point) > 0;
    const cross = (bound: BoundName, code: number, severity: 'hard' | 'soft', limit: Ratio) => {
      const finding: OracleFinding = { quantity, bound, severity, code, step, cap };
      const same = (other: OracleFinding) =>
        other.quantity === quantity && other.bound === bound && other.step === step && other.cap === cap;
      if (severity === 'hard' && this.findings.some(same)) return;
      if (severity === 'soft') {
        const further = bound === 'upper-soft' ? 1 : -1;
        const covered = (crossings: SoftCrossing[]) =>
          crossings.some(
            (other) =>
              same(other.finding) &&
              sameUnit(other.unit, points.unit) &&
              other.limit.compare(limit) === 0 &&
              value.compare(other.value) !== further,
          );
        if (covered(this.confirmable)) return;
        if (covered(this.confirmed)) finding.severity = 'confirmed';
        this.confirmable.push({ finding, unit: points.unit, limit, value });
      }
      this.findings.push(finding);
    };
    if (below(lowerHard)) cross('lower-hard', 301, 'hard', lowerHard as Ratio);
    else if (below(lowerSoft)) cross('lower-soft', 302, 'soft', lowerSoft as Ratio);
    if (above(upperHard)) cross('upper-hard', 304, 'hard', upperHard as Ratio);
    else if (above(upperSoft)) cross('upper-soft', 303, 'soft', upperSoft as Ratio);
  }

  /** Judges a value against the limits that stand at each place under `limit`; the entry's cap belongs to the entry's limit. */
  private judge(
    quantity: string,
    known: Known | undefined,
    where: Where[],
    step = 0,
    limit: Partial<Record<Where, string>> = {},
  ): void {
    if (!known) return;
    const { entryLimits, careArea, pump, caps } = this.limits;
    for (const place of where) {
      const sets = { entry: entryLimits, careArea, pump }[place];
      const name = limit[place] ?? quantity;
      for (const [points, cap] of [
        [sets[name], false],
        [place === 'entry' ? caps[name] : undefined, true],
      ] as const) {
        if (!points) continue;
        const value = known instanceof Obstacle ? known : express(known, points.unit, this.patient);
        if (value instanceof Obstacle) this.obstacle(quantity, value, step);
        else this.crossing(quantity, points, value, step, cap);
      }
    }
  }

  /** The page's "dose as typed": in the very unit of the entry's limit. */
  private judgeTyped(quantity: string, typed: TypedMeasure, step = 0): void {
    const points = this.limits.entryLimits[quantity];
    if (!points) this.say(quantity, 204, step);
    else if (points.unit.kind !== typed.unit.kind) this.say(quantity, 201, step);
    else if (!sameUnit(points.unit, typed.unit)) this.say(quantity, 202, step);
    else this.judge(quantity, typed, ['entry'], step);
  }

  private in(unit: Unit, known: Known): Known {
    if (known instanceof Obstacle) return known;
    const value = express(known, unit, this.patient);
    return value instanceof Obstacle ? value : { value, unit };
  }

  /** Whether a value is there to work with; says why where it is not. */
  private usable(quantity: string, known: Known, step = 0): known is Measure {
    if (known instanceof Obstacle) this.obstacle(quantity, known, step);
    return !(known instanceof Obstacle);
  }

  /** The volume of a rate over a time; nothing follows where no rate does. */
  private volumeIn(rate: Known, time: Measure): Measure | undefined {
    const perHour = this.in(MILLILITRE_PER_HOUR, rate);
    const hours = express(time, HOUR, {}) as Ratio;
    return perHour instanceof Obstacle ? undefined : { value: perHour.value.times(hours), unit: MILLILITRE };
  }

  /** The time that an amount takes; nothing follows where no rate does. */
  private timeFor(amount: Measure, rate: Known): Known | undefined {
    const perHour = this.in(MILLILITRE_PER_HOUR, rate);
    const volume = this.in(MILLILITRE, amount);
    if (perHour instanceof Obstacle || volume instanceof Obstacle)
      return perHour instanceof Obstacle ? undefined : volume;
    return { value: volume.value.over(perHour.value), unit: HOUR };
  }

  private field(name: FieldName): TypedMeasure | undefined {
    return this.program.fields[name];
  }

  /** Keeps a rate to be rounded; nothing where it cannot be told in mL/h. */
  private keepRate(quantity: string, known: Known, step = 0): void {
    const exact = this.in(MILLILITRE_PER_HOUR, known);
    if (this.usable(quantity, exact, step)) this.rates.push({ quantity, step, exact: exact.value });
  }

  // Patient, concentration, type

  private judgeByEntry(entry: EntryLimits): void {
    const { type } = this.program;
    const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    if (!known) this.say('program', 111);
    this.sift(known?.holds ?? [], 113);
    this.judgePatient();
    this.judgeConcentration();
    if (!known) return;
    if (known.entry !== 'any' && known.entry !== entry.type) return this.say('program', 204);
    switch (type) {
      case 'continuous':
      case 'titration':
      case 'fluid':
        this.judgeContinuous();
        if (type === 'titration') this.judgeChange();
        break;
      case 'intermittent':
        this.judgeIntermittent();
        break;
      case 'multi-step':
        this.judgeSteps();
        break;
      case 'pca':
        this.judgePca();
        break;
    }
    const { bolusDose, bolusRate, bolusDuration } = this.program.fields;
    if (type === 'bolus' || (type === 'continuous' && (bolusDose || bolusRate || bolusDuration)))
      this.judgePart('bolus');
    const { loadingDose, loadingRate, loadingDuration } = this.program.fields;
    if (
      type === 'loading' ||
      (['continuous', 'pca'].includes(type) && (loadingDose || loadingRate || loadingDuration))
    )
      this.judgePart('loading');
    this.judgeAccumulated();
  }

  /** Takes out what the program may not hold, and what cannot be used. */
  private sift(allowed: string[], code: number): void {
    const always = ['weight', 'bsa', ...allowed];
    const { fields, concentration, steps } = this.program;
    for (const [name, measure] of Object.entries(fields) as [FieldName, TypedMeasure][]) {
      const [quantity, role] = FIELDS[name];
      const wrong = always.includes(name) ? unusable(measure, role, name === 'running') : code;
      if (wrong === 0) continue;
      this.say(quantity, wrong);
      delete fields[name];
    }
    for (const [part, quantity, role] of [
      ['amount', 'amount', 'amount'],
      ['volume', 'diluent-volume', 'volume'],
    ] as const) {
      const measure = concentration[part];
      const wrong = measure ? unusable(measure, role) : 0;
      if (wrong === 0) continue;
      this.say(quantity, wrong);
      delete concentration[part];
    }
    if (steps.length > 0 && !allowed.includes('steps')) this.say('steps', code);
  }

  private judgePatient(): void {
    const { weight, bsa } = this.program.fields;
    if (weight) {
      this.patient.weight = express(weight, { ...weight.unit, substance: 'kg', scale: 0 }, {}) as Ratio;
      this.judge('weight', weight, ['entry', 'careArea']);
    }
    if (bsa) {
      this.patient.bsa = bsa.value;
      this.judge('bsa', bsa, ['entry', 'careArea']);
    }
  }

  private judgeConcentration(): void {
    const { fixed, entryLimits } = this.limits;
    const { amount, volume } = this.program.concentration;
    const limit = entryLimits.concentration;
    if (fixed) {
      this.concentrate(fixed.amount, fixed.volume);
      const same = (typed: TypedMeasure | undefined, wanted: TypedMeasure) => {
        const value = typed && express(typed, wanted.unit, {});
        return value instanceof Ratio && value.compare(wanted.value) === 0;
      };
      if ((amount || volume) && !(same(amount, fixed.amount) && same(volume, fixed.volume)))
        this.say('concentration', 209);
    } else if (!limit) {
      if (amount || volume) this.say('concentration', 209);
    } else if (!amount || !volume) {
      this.missing('concentration');
    } else if (amount.unit.kind !== limit.unit.kind) {
      this.say('concentration', 201);
    } else {
      this.judge('concentration', this.concentrate(amount, volume), ['entry']);
    }
  }

  /** Takes the concentration into use. */
  private concentrate(amount: TypedMeasure, volume: TypedMeasure): Measure {
    const millilitres = express(volume, MILLILITRE, {}) as Ratio;
    const inBaseUnit = amount.value.times(Ratio.decimal(1, amount.unit.scale));
    this.patient.concentration = { kind: amount.unit.kind, perMillilitre: inBaseUnit.over(millilitres) };
    return { value: amount.value.over(millilitres), unit: { ...amount.unit, basis: 'mL' } };
  }

  // Continuous, titration, fluid

  private judgeContinuous(): void {
    const { dose, rate, volume, duration } = this.program.fields;
    const { entry, entryLimits } = this.limits;
    if ((dose && rate) || ((dose || rate) && volume && duration))
      return this.say(dose ? 'dose' : 'rate', 110);
    const spread = volume && duration ? per(volume, duration) : undefined;
    const typed: Known | undefined = dose ?? rate ?? spread;
    if (!typed) return this.missing(entryLimits.dose ? 'dose' : 'rate');
    if (entry?.enteredBy === 'dose' && !dose) this.say('rate', 205);
    if (entry?.enteredBy === 'rate' && dose) this.say('dose', 205);
    if (dose) this.judgeTyped('dose', dose);
    else this.judge('dose', typed, ['entry']);
    this.judge('rate', typed, EVERYWHERE);
    this.keepRate('rate', typed);
    this.judge('vtbi', volume ?? (duration && this.volumeIn(typed, duration)), EVERYWHERE);
    this.judge('duration', duration ?? (volume && this.timeFor(volume, typed)), EVERYWHERE);
  }

  /** The page is read so that the change is a part of its own: judged where the rest ended. */
  private judgeChange(): void {
    const running = this.field('running');
    if (!running) return this.missing('running');
    if (running.value.isZero()) return;
    const now = this.field('dose') ?? this.field('rate');
    if (!now || !sameUnit(running.unit, now.unit)) return this.say('running', 202);
    const change = now.value.minus(running.value);
    const value = change.magnitude().times(Ratio.of(100)).over(running.value);
    const direction = change.numerator >= 0n ? 'titration-up' : 'titration-down';
    this.judge(direction, { value, unit: PER_CENT }, ['entry']);
  }

  // Intermittent

  private judgeIntermittent(): void {
    const { dose, rate, volume, duration } = this.program.fields;
    const { entryLimits, tolerance } = this.limits;
    if (duration && rate) return this.say('duration', 110);
    if (!dose && !volume) this.missing('dose');
    if (!duration && !rate) this.missing('duration');
    const amount = dose ?? volume;
    const volumeOrDose = volume ?? dose;
    if (!amount || !volumeOrDose || !(duration || rate)) return;
    if (dose && volume) {
      const inVolume = this.in(MILLILITRE, dose);
      const typed = express(volume, MILLILITRE, {}) as Ratio;
      if (this.usable('dose', inVolume) && !encloses(inVolume.value, tolerance, typed)) this.say('vtbi', 112);
    }
    if (dose) this.judgeTyped('dose', dose);
    if (volume && entryLimits.dose) this.judge('dose', volume, ['entry']);
    this.judge('vtbi', volumeOrDose, EVERYWHERE);
    this.judge('dose-rate', rate ?? per(volumeOrDose, duration as Measure), ['entry']);
    const delivered: Known = rate ?? per(volumeOrDose, duration as Measure);
    this.judge('rate', delivered, EVERYWHERE);
    this.keepRate('rate', delivered);
    this.judgeTime('duration', duration, volumeOrDose, delivered);
  }

  /** A duration as typed, or the time an amount takes; what hinders that division is said whether or not there is a limit. */
  private judgeTime(quantity: string, typed: Measure | undefined, amount: Measure, rate: Known): void {
    if (typed || rate instanceof Obstacle) return this.judge(quantity, typed, EVERYWHERE);
    const inItsUnit = this.in({ ...rate.unit, time: '' }, amount);
    const perHour = this.in({ ...rate.unit, time: 'h' }, rate);
    if (!this.usable(quantity, inItsUnit) || perHour instanceof Obstacle) return;
    this.judge(quantity, { value: inItsUnit.value.over(perHour.value), unit: HOUR }, EVERYWHERE);
  }

  // Bolus and loading

  private judgePart(part: 'bolus' | 'loading'): void {
    const dose = this.field(`${part}Dose`);
    const rate = this.field(`${part}Rate`);
    const duration = this.field(`${part}Duration`);
    if (!dose) return this.missing(`${part}-dose`);
    this.judgeTyped(`${part}-dose`, dose);
    if (rate && duration) return this.say(`${part}-rate`, 110);
    if (!rate && !duration) {
      if (this.program.type !== 'pca') this.missing(`${part}-rate`);
      return;
    }
    const delivered: Known = rate ?? per(dose, duration as Measure);
    this.judge(`${part}-rate`, delivered, EVERYWHERE, 0, { careArea: 'rate', pump: 'rate' });
    this.keepRate(`${part}-rate`, delivered);
    this.judgeTime(`${part}-duration`, duration, dose, delivered);
  }

  // Multi-step

  private judgeSteps(): void {
    const { steps } = this.program;
    const [first] = steps;
    if (!first) return this.missing('steps');
    if (steps.length > MAX_STEPS) return this.say('steps', 501);
    this.judge('steps', { value: Ratio.of(steps.length), unit: STEPS }, EVERYWHERE);
    const { dose } = this.limits.entryLimits;
    const byDose = dose !== undefined && sameUnit(first.what.unit, dose.unit);
    const byVolume = first.long.unit.kind === 'volume';
    const [whatName, longName] = [byDose ? 'dose' : 'rate', byVolume ? 'vtbi' : 'step-duration'];
    if (this.limits.entry?.enteredBy === (byDose ? 'rate' : 'dose')) this.say(whatName, 205);
    let volumes: Measure | undefined = { value: Ratio.ZERO, unit: MILLILITRE };
    let hours = Ratio.ZERO;
    for (const [i, { what, long, longField }] of steps.entries()) {
      const step = i + 1;
      const wrong = [
        sameUnit(what.unit, first.what.unit) ? unusable(what, byDose ? 'drug' : 'rate') : 201,
        sameUnit(long.unit, first.long.unit) ? unusable(long, longField) : 201,
      ];
      if (wrong[0]) this.say(whatName, wrong[0], step);
      if (wrong[1]) this.say(longName, wrong[1], step);
      if (wrong[0] || wrong[1]) return;
      if (byDose) this.judgeTyped('dose', what, step);
      else if (dose) this.judge('dose', what, ['entry'], step);
      this.judge('rate', what, EVERYWHERE, step);
      this.keepRate('rate', what, step);
      if (byVolume) this.judge('step-duration', this.timeFor(long, what), EVERYWHERE, step);
      else this.judge('step-duration', long, ['entry'], step);
      const volume = byVolume ? (this.in(MILLILITRE, long) as Measure) : this.volumeIn(what, long);
      volumes = volumes && volume && { value: volumes.value.plus(volume.value), unit: MILLILITRE };
      if (!byVolume) hours = hours.plus(express(long, HOUR, {}) as Ratio);
    }
    if (this.sumTooLong(byVolume)) return this.say('vtbi', 501);
    this.judge('vtbi', volumes, EVERYWHERE);
    if (!byVolume) this.judge('duration', { value: hours, unit: HOUR }, EVERYWHERE);
  }

  /** Whether a sum (of rate × duration, or as typed) reaches 10^14 when every factor is counted in the last place of its kind. */
  private sumTooLong(byVolume: boolean): boolean {
    const inLastPlace = (measures: TypedMeasure[]) => {
      const last = Math.min(...measures.map(({ exponent }) => exponent));
      return measures.map(({ coefficient, exponent }) => coefficient * 10n ** BigInt(exponent - last));
    };
    const { steps } = this.program;
    const longs = inLastPlace(steps.map(({ long }) => long));
    const whats = inLastPlace(steps.map(({ what }) => what));
    const reaches = (terms: bigint[]) => terms.reduce((a, b) => a + b, 0n) >= LAST_PLACE_LIMIT;
    return reaches(longs) || (!byVolume && reaches(whats.map((what, i) => what * longs[i])));
  }

  // PCA

  private judgePca(): void {
    const { demandDose, lockout, basal, clinicianBolus, volume } = this.program.fields;
    if (demandDose) this.judgeTyped('demand-dose', demandDose);
    else this.missing('demand-dose');
    if (lockout) this.judge('lockout', lockout, EVERYWHERE);
    else this.missing('lockout');
    if (clinicianBolus) this.judgeTyped('clinician-bolus', clinicianBolus);
    if (volume) this.judge('vtbi', volume, EVERYWHERE);
    if (basal) {
      this.judgeTyped('basal', basal);
      this.judge('rate', basal, EVERYWHERE);
      this.keepRate('rate', basal);
    }
  }

  // Accumulated dose

  private judgeAccumulated(): void {
    const { entry, entryLimits } = this.limits;
    const points = entryLimits['accumulated-dose'];
    if (!entry?.window || !points || this.has('problem')) return;
    const { seconds: length, counts } = entry.window;
    const { type, fields, delivered } = this.program;
    if (delivered.length > MAX_DELIVERIES) return this.say('accumulated-dose', 501);
    const kind = points.unit.kind;
    const quantum: Unit = { ...points.unit, scale: QUANTA[kind], basis: '', time: '' };
    const quanta = (known: Known | undefined, unit: Unit): bigint => {
      if (!known) return 0n;
      const value = this.in(unit, known);
      const count = this.usable('accumulated-dose', value) ? value.value.ceiling() : 0n;
      if (count >= COUNT_LIMIT) beyondCounting = true;
      return count;
    };
    let beyondCounting = false;
    const counted = (name: string, known?: Known) => (counts.includes(name) ? known : undefined);
    const atOnce =
      quanta(counted('bolus', fields.bolusDose), quantum) +
      quanta(counted('loading', fields.loadingDose), quantum) +
      quanta(counted('clinician-bolus', fields.clinicianBolus), quantum) +
      quanta(counted('demand', fields.demandDose), quantum);
    const spread = fields.volume && fields.duration ? per(fields.volume, fields.duration) : undefined;
    const onward: Known | undefined =
      type === 'pca'
        ? fields.basal
        : type === 'continuous' || type === 'titration'
          ? (fields.dose ?? fields.rate ?? spread)
          : fields.running;
    if (delivered.some(({ unit }) => unit.kind !== kind)) return this.say('accumulated-dose', 201);
    if (['bolus', 'loading'].includes(type) && counts.includes('basal') && !onward) this.missing('running');
    const hourly = quanta(counted('basal', onward), { ...quantum, time: 'h' });
    if (this.has('problem')) return;
    for (const { from, until, quanta } of delivered) {
      const isAge =
        Number.isInteger(from) && Number.isInteger(until) && 0 <= until && until <= from && from < OLDEST;
      if (!isAge || quanta >= COUNT_LIMIT) return this.say('accumulated-dose', 501);
    }
    const own = delivered.filter((delivery) => counts.includes(delivery.kind));
    const ends = [0, length, ...own.flatMap(({ from, until }) => [length - from, length - until])];
    let most = 0n;
    for (const end of ends.filter((each) => each >= 0 && each <= length)) {
      const oldest = length - end;
      let sum = atOnce + Ratio.of(hourly * BigInt(end), 3600).ceiling();
      for (const { from, until, quanta: amount } of own) {
        if (from <= oldest) sum += amount;
        else if (until < oldest) sum += Ratio.of(amount * BigInt(oldest - until), from - until).ceiling();
      }
      if (sum > most) most = sum;
    }
    if (beyondCounting || most >= COUNT_LIMIT) return this.say('accumulated-dose', 501);
    this.judge('accumulated-dose', { value: Ratio.of(most), unit: quantum }, ['entry']);
  }

  // Outside the library

  private judgeOutsideLibrary(): void {
    const { type } = this.program;
    if (type !== 'continuous' && type !== 'fluid') this.say('program', 203);
    if (!this.limits.hasCareArea) this.say('rate', 502);
    this.sift(['rate', 'volume', 'duration'], 203);
    this.judgePatient();
    if (type !== 'continuous' && type !== 'fluid') return;
    const { rate, volume, duration } = this.program.fields;
    if (rate && volume && duration) return this.say('rate', 110);
    const spread = volume && duration ? per(volume, duration) : undefined;
    const typed: Known | undefined = rate ?? spread;
    if (!typed) return this.missing('rate');
    if (!volume && !duration) this.missing('vtbi');
    const { careArea } = this.limits;
    const rateOfArea = careArea['basic-rate'] ? 'basic-rate' : 'rate';
    this.judge('rate', typed, ['careArea', 'pump'], 0, { careArea: rateOfArea });
    this.keepRate('rate', typed);
    const total = volume ?? (duration && this.volumeIn(typed, duration));
    const basic = (place: 'careArea' | 'pump') => (this.limits[place]['basic-vtbi'] ? 'basic-vtbi' : 'vtbi');
    const names = { careArea: basic('careArea'), pump: basic('pump') };
    this.judge('vtbi', total, ['careArea', 'pump'], 0, names);
  }

  // Deliverable rates

  private deliverableRates(): { of: PendingRate; rate: OracleRate }[] {
    const refused = this.has('problem', 'hard');
    return this.rates.flatMap((of) => {
      const value = this.rounded(of, refused);
      return value ? [{ of, rate: { value: value.text(), exact: of.exact.text() } }] : [];
    });
  }

  private rounded({ quantity, step, exact }: PendingRate, refused: boolean): Ratio | undefined {
    const { tiers, places, tolerance } = this.limits;
    const tier = tiers.find(({ below }) => below && below.compare(exact) > 0) ?? tiers[tiers.length - 1];
    const inSteps = exact.over(tier.step);
    const lower = inSteps.floor();
    const nearest = inSteps.plus(Ratio.of(1, 2)).floor();
    const rate = (steps: bigint) => tier.step.times(Ratio.of(steps));
    if (inSteps.times(Ratio.of(2)).reduced().denominator === 1n && inSteps.reduced().denominator === 2n)
      this.met.ties++;
    if (nearest === 0n) {
      this.say(quantity, 401, step);
      return undefined;
    }
    if (rate(nearest).compare(Ratio.decimal(LAST_PLACE_LIMIT, -places)) >= 0) {
      this.say(quantity, 501, step);
      return undefined;
    }
    if (refused || rate(nearest).compare(exact) === 0) return rate(nearest);
    let taken = nearest;
    if (!this.insideHardLimits(quantity, rate(nearest))) {
      taken = nearest === lower ? lower + 1n : lower;
      if (taken === 0n || !this.insideHardLimits(quantity, rate(taken))) {
        this.say(quantity, 403, step);
        return undefined;
      }
      this.met.inward++;
    }
    if (!encloses(exact, tolerance, rate(taken))) this.say(quantity, 402, step, 'soft');
    return rate(taken);
  }

  private insideHardLimits(quantity: string, value: Ratio): boolean {
    const { entry, entryLimits, caps, careArea, pump } = this.limits;
    const own = quantity === 'rate' ? ['rate', 'dose', 'dose-rate', 'basal'] : [quantity];
    const ofArea = !entry && careArea['basic-rate'] ? 'basic-rate' : 'rate';
    const sets = [...own.flatMap((name) => [entryLimits[name], caps[name]]), careArea[ofArea], pump.rate];
    return sets.every((points) => {
      // An intermittent dose is an amount: no rate is inside or outside it.
      if (!points || points.unit.time === '') return true;
      const here = express({ value, unit: MILLILITRE_PER_HOUR }, points.unit, this.patient);
      if (here instanceof Obstacle) return false;
      const { lowerHard, upperHard } = points;
      return !(lowerHard && here.compare(lowerHard) < 0) && !(upperHard && here.compare(upperHard) > 0);
    });
  }
}

const STEPS: Unit = { substance: 'step', kind: 'count', scale: 0, basis: '', time: '' };

/** Whether value × (1 ± tolerance) encloses the other. */
function encloses(value: Ratio, tolerance: Ratio, other: Ratio): boolean {
  const most = value.times(Ratio.ONE.plus(tolerance));
  const least = value.times(Ratio.ONE.minus(tolerance));
  return other.compare(least) >= 0 && other.compare(most) <= 0;
}

/** An amount spread over a time, per hour. */
function per(amount: Measure, time: Measure): Known {
  const hours = express(time, HOUR, {});
  if (hours instanceof Obstacle) return hours;
  if (amount.unit.time !== '') return new Obstacle(201);
  return { value: amount.value.over(hours), unit: { ...amount.unit, time: 'h' } };
}
