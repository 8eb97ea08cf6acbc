import { type Tree, newTree } from '../from-rows';
import { CellFault, type SheetRow, unitOf } from './sheet';

/** An entry read from a row, before it has an id. */
export interface ReadEntry {
  tree: Tree;
  /** What tells it apart: drug, therapy, mode, concentration, dosing unit. */
  key: string[];
  advisory?: string;
  remarks: string[];
}

/** What a row needs to know of its profile. */
export interface ProfileSettings {
  /** Window of the accumulated PCA dose in hours. */
  pcaWindow?: string;
}

type Point = 'lower-hard' | 'lower-soft' | 'initial' | 'upper-soft' | 'upper-hard';

const HEADINGS: [string, Point][] = [
  ['hard min', 'lower-hard'],
  ['soft min', 'lower-soft'],
  ['initial value', 'initial'],
  ['soft max', 'upper-soft'],
  ['hard max', 'upper-hard'],
];

/** The points of a group of columns, such as "dose" or "bolus dose admin rate". */
function points(group: string, read: (name: string) => string | undefined): Tree {
  const limit = newTree();
  for (const [heading, point] of HEADINGS) {
    const value = read(`${group} ${heading}`);
    if (value !== undefined) limit[point] = value;
  }
  return limit;
}

function limits(row: SheetRow, group: string, unit: string | undefined): Tree | undefined {
  const given = points(group, (name) => row.number(name));
  if (Object.keys(given).length === 0 && unit === undefined) return undefined;
  if (unit === undefined) throw new CellFault(`"${group}" has limits and no unit`);
  return Object.assign(newTree(), { unit }, given);
}

const AMOUNT = ['drug amount', 'drug amount units', 'diluent volume', 'diluent volume units'] as const;

/** Amount and volume as they are, never the rounded concentration; custom where both are `- -`; none for a drug dosed in mL. */
function concentration(row: SheetRow, dosingUnit: string): { value: string | Tree; text: string } {
  const dashed = row.isDashed(AMOUNT[0]) || row.isDashed(AMOUNT[2]);
  if (dashed) {
    const amountUnit = row.text(AMOUNT[1]);
    const given = row.text('conc units');
    // "No" stands where the concentration has no limits at all.
    const unit = given && !/^no$/i.test(given) ? given : amountUnit && `${amountUnit}/mL`;
    if (unit === undefined) throw new CellFault('a custom concentration without a unit');
    const custom = limits(row, 'conc', unitOf(unit, 'conc units')) as Tree;
    return { value: Object.assign(newTree(), { custom }), text: `custom ${custom.unit}` };
  }
  const amount = row.number(AMOUNT[0]);
  const volume = row.number(AMOUNT[2]);
  if (amount === undefined && volume === undefined && /^mL\b/.test(dosingUnit))
    return { value: 'none', text: '' };
  const amountUnit = row.unit(AMOUNT[1]);
  const volumeUnit = row.unit(AMOUNT[3]);
  if (!amount || !volume || !amountUnit || !volumeUnit)
    throw new CellFault('the concentration is incomplete');
  const text = `${amount} ${amountUnit} / ${volume} ${volumeUnit}`;
  return { value: text, text };
}

/** A concentration limit beside a fixed concentration has no place: the amount and volume say it exactly. */
function concentrationRemarks(row: SheetRow, value: string | Tree, remarks: string[]): void {
  if (typeof value !== 'string') {
    if (!('lower-hard' in (value.custom as Tree)))
      remarks.push('custom concentration without a hard minimum');
    return;
  }
  const given = points('conc', (name) => row.number(name));
  if (Object.keys(given).length > 0)
    remarks.push('limits on a fixed concentration are not carried: amount and volume say it exactly');
}

function head(row: SheetRow, anaesthesia: boolean, dosingUnit: string, drugColumn = 'drug name'): ReadEntry {
  const drug = row.text(drugColumn);
  if (drug === undefined) throw new CellFault('the drug has no name');
  const therapy = row.text('therapy name');
  const remarks: string[] = [];
  const { value, text } =
    drugColumn === 'fluid name' ? { value: 'none', text: '' } : concentration(row, dosingUnit);
  if (drugColumn !== 'fluid name') concentrationRemarks(row, value, remarks);
  if (therapy && /\d\s*kgs?\b|\b(wt|weight)\b/i.test(therapy))
    remarks.push('the therapy names a weight band, which is not carried as a limit');
  const tree = newTree();
  tree.id = '';
  tree.drug = drug;
  if (therapy !== undefined) tree.therapy = therapy;
  if (anaesthesia) tree.mode = 'anaesthesia';
  tree.source = '';
  tree.concentration = value;
  const key = [drug, therapy ?? '', anaesthesia ? 'anaesthesia' : '', text, dosingUnit];
  return { tree, key, remarks, ...optional('advisory', row.text('clinical advisory')) };
}

function optional<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: string });
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined) throw new CellFault(`there is no ${what}`);
  return value;
}

/** A row of the continuous sheets; their bolus and its rate become the entry's. */
export function continuousEntry(row: SheetRow, anaesthesia: boolean): ReadEntry {
  const unit = needed(row.unit('dosing units'), 'dosing unit');
  const entry = head(row, anaesthesia, unit);
  const continuous = newTree();
  continuous['enter-by'] = 'either';
  continuous.dose = limits(row, 'dose', unit) as Tree;
  const bolusDose = limits(row, 'bolus dose', row.unit('bolus dose units'));
  const bolusRate = limits(row, 'bolus dose admin rate', row.unit('bolus dose admin rate units'));
  if (bolusRate && !bolusDose) throw new CellFault('there is a rate of a bolus and no bolus dose');
  if (bolusDose) {
    const bolus = newTree();
    bolus.dose = bolusDose;
    if (bolusRate) bolus.rate = bolusRate;
    continuous.bolus = bolus;
  }
  entry.tree.continuous = continuous;
  return entry;
}

export function intermittentEntry(row: SheetRow): ReadEntry {
  const unit = needed(row.unit('dosing units'), 'dosing unit');
  const entry = head(row, false, unit);
  const intermittent = newTree();
  intermittent.dose = limits(row, 'dose', unit) as Tree;
  const duration = points('duration', (name) => row.minutes(name));
  if (Object.keys(duration).length > 0)
    intermittent.duration = Object.assign(newTree(), { unit: 'min' }, duration);
  const availableAs = row.text('available as');
  if (availableAs !== undefined) {
    const ways = ['primary', 'secondary'].filter((way) => availableAs.toLowerCase().includes(way));
    if (ways.length === 0) throw new CellFault(`"available as" is "${availableAs}"`);
    intermittent['available-as'] = ways;
  }
  entry.tree.intermittent = intermittent;
  return entry;
}

export function fluidEntry(row: SheetRow): ReadEntry {
  const unit = needed(row.unit('rate units'), 'rate unit');
  const entry = head(row, false, unit, 'fluid name');
  const fluid = newTree();
  fluid.rate = limits(row, 'rate', unit) as Tree;
  const secondary = row.text('supports secondary');
  if (secondary !== undefined) {
    if (!/^(y|n|yes|no)$/i.test(secondary)) throw new CellFault(`"supports secondary" is "${secondary}"`);
    fluid['supports-secondary'] = String(/^y/i.test(secondary));
  }
  entry.tree.fluid = fluid;
  // A fluid and a drug may have the same name and unit.
  entry.key.push('fluid');
  return entry;
}

export function pcaEntry(row: SheetRow, profile: ProfileSettings): ReadEntry {
  const unit = needed(row.unit('dosing units'), 'dosing unit');
  const entry = head(row, false, unit);
  const pca = newTree();
  pca.demand = limits(row, 'pca dose', unit) as Tree;
  pca.lockout = Object.assign(
    newTree(),
    { unit: 'min' },
    points('lock out interval', (name) => row.number(name)),
  );
  const parts: [string, string, string][] = [
    ['basal', 'continuous dose', `${unit}/h`],
    ['clinician-bolus', 'bolus dose', unit],
    ['loading', 'loading dose', unit],
  ];
  for (const [name, group, partUnit] of parts) {
    const given = points(group, (column) => row.number(column));
    if (Object.keys(given).length > 0) pca[name] = Object.assign(newTree(), { unit: partUnit }, given);
  }
  const accumulated = accumulatedDose(row, unit, profile, entry.remarks);
  if (accumulated) pca.accumulated = accumulated;
  entry.tree.pca = pca;
  entry.key.push('pca');
  return entry;
}

/** The range of the accumulated dose that a person may choose: its upper points become limits, its window comes from the profile. */
function accumulatedDose(
  row: SheetRow,
  unit: string,
  profile: ProfileSettings,
  remarks: string[],
): Tree | undefined {
  const given = points('max accumulated dose', (name) => row.number(name));
  const included = row.text('bolus dose included in accum max dose');
  const own = /^(\d+(?:\.\d+)?) ?(h|hr|hours?)?$/i.exec(row.text('max accumulated lockout') ?? '')?.[1];
  const window = own ?? profile.pcaWindow;
  if (Object.keys(given).length === 0) return undefined;
  if (window === undefined)
    throw new CellFault('the accumulated dose has no time window, neither here nor in "PCA Config"');
  const dose = newTree();
  dose.unit = unit;
  for (const point of ['upper-soft', 'upper-hard']) if (given[point]) dose[point] = given[point];
  if ('lower-soft' in given || 'initial' in given)
    remarks.push(
      'the least and the initial value of the accumulated maximum are not carried: it is a limit here, not a setting',
    );
  const counts = ['demand', 'basal', ...(/^y/i.test(included ?? '') ? ['clinician-bolus'] : [])];
  return Object.assign(newTree(), { window: `${window} h`, dose, counts });
}
