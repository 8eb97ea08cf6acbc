import { Basis, Kind, ProgramType, Quantity, kindOf, unitText } from '../../../engine/index';
import { type Concentration, type SourceEntry, usesBasis } from '../entry';
import type { Limit } from '../limit';
import { type RuleBook, subjectOf } from './rule-book';

/** Rules without which an entry lets an overdose through: a floor, a ceiling, a patient, one kind of unit. */
export function checkSafety(book: RuleBook): void {
  for (const entry of book.entries) {
    customFloor(entry, book);
    kinds(entry, book);
    patientLimits(entry, book);
    if (entry.highAlert) ceilings(entry, book);
  }
}

function customFloor(entry: SourceEntry, { findings }: RuleBook): void {
  for (const concentration of entry.concentrations) {
    if (concentration.kind !== 'custom' || concentration.limit.points.lowerHard !== undefined) continue;
    findings.add(
      'custom-without-lower-hard',
      'the custom concentration has no lower-hard limit: any dilution would pass, and with it any rate',
      concentration.limit.place,
      subjectOf(entry),
    );
  }
}

function kindOfConcentration(concentration: Concentration): Kind {
  if (concentration.kind === 'none') return Kind.VOLUME;
  return kindOf(concentration.kind === 'custom' ? concentration.limit.unit : concentration.unit);
}

/** Quantities that count the drug itself. */
const DRUG = [
  Quantity.DOSE,
  Quantity.DOSE_RATE,
  Quantity.BOLUS_DOSE,
  Quantity.BOLUS_RATE,
  Quantity.LOADING_DOSE,
  Quantity.LOADING_RATE,
  Quantity.ACCUMULATED_DOSE,
  Quantity.DEMAND_DOSE,
  Quantity.BASAL,
  Quantity.CLINICIAN_BOLUS,
];

function kinds(entry: SourceEntry, { findings }: RuleBook): void {
  for (const quantity of DRUG) {
    const limit = entry.limits.get(quantity);
    if (!limit || limit.unit === 0 || kindOf(limit.unit) === Kind.VOLUME) continue;
    const other = entry.concentrations.find(
      (concentration) => kindOfConcentration(concentration) !== kindOf(limit.unit),
    );
    if (!other) continue;
    findings.add(
      'kind-mismatch',
      other.kind === 'none'
        ? `${limit.name} is in ${unitText(limit.unit)}, but the entry has no concentration (dosed in mL)`
        : `${limit.name} is in ${unitText(limit.unit)}, the concentration in ${unitText(other.kind === 'custom' ? other.limit.unit : other.unit)}`,
      limit.place,
      subjectOf(entry),
    );
  }
}

function patientLimits(entry: SourceEntry, { careAreas, findings }: RuleBook): void {
  const rules = [
    [Basis.KILOGRAM, Quantity.WEIGHT, 'weight-limits-missing', 'kg', 'weight'],
    [Basis.SQUARE_METRE, Quantity.BSA, 'bsa-limits-missing', 'm2', 'BSA'],
  ] as const;
  for (const [basis, quantity, code, unit, name] of rules) {
    if (!usesBasis(entry, basis)) continue;
    const limits = [entry.limits.get(quantity), careAreas.get(entry.careArea)?.limits.get(quantity)];
    if (limits.some((limit) => limit && Object.keys(limit.points).length > 0)) continue;
    findings.add(
      code,
      `the entry is dosed by ${unit}, and neither it nor its care area limits the ${name}`,
      entry.place,
      subjectOf(entry),
    );
  }
}

function isBounded(limit: Limit | undefined): boolean {
  return limit?.points.upperHard !== undefined || limit?.cap !== undefined;
}

/** Doses of their own in an entry: each needs a ceiling of its own. */
const DOSES = [
  Quantity.BOLUS_DOSE,
  Quantity.LOADING_DOSE,
  Quantity.DEMAND_DOSE,
  Quantity.BASAL,
  Quantity.CLINICIAN_BOLUS,
];

function ceilings(entry: SourceEntry, { findings }: RuleBook): void {
  const add = (what: string, limit?: Limit) =>
    findings.add(
      'high-alert-without-upper-hard',
      `${what} of this high-alert drug has no upper-hard limit`,
      limit?.place ?? entry.place,
      subjectOf(entry),
    );
  if (entry.type !== ProgramType.PCA) {
    const dose = entry.limits.get(Quantity.DOSE);
    const rate = entry.limits.get(Quantity.RATE);
    // The rate bounds what runs on; of an amount it says nothing.
    const byRate = entry.type !== ProgramType.INTERMITTENT && isBounded(rate);
    if (!isBounded(dose) && !byRate) add(dose ? dose.name : (rate?.name ?? 'the rate'), dose ?? rate);
  }
  for (const quantity of DOSES) {
    const limit = entry.limits.get(quantity);
    if (limit && !isBounded(limit)) add(limit.name, limit);
  }
}
