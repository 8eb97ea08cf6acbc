import { type Tree, newTree } from '../from-rows';
import type { ProfileSettings } from './entry';
import { CellFault, type ReportSheet, type SheetRow } from './sheet';

/** A profile of the data set: a care area to be, and what its drugs need to know. */
export interface Profile {
  name: string;
  tree: Tree;
  settings: ProfileSettings;
  remarks: string[];
}

/** As much of a text as the library format holds; what is cut off is said. */
export function shortened(text: string, length: number, what: string, remarks: string[]): string {
  if (text.length <= length) return text;
  remarks.push(`${what} is cut to ${length} characters: "${text}"`);
  return `${text.slice(0, length - 1).trimEnd()}…`;
}

export class Profiles {
  private readonly known = new Map<string, Profile>();

  get(name: string): Profile {
    let profile = this.known.get(name);
    if (!profile) {
      const tree = newTree();
      profile = { name, tree, settings: {}, remarks: [] };
      tree.title = shortened(name, 60, 'the name of the profile', profile.remarks);
      this.known.set(name, profile);
    }
    return profile;
  }

  all(): Profile[] {
    return [...this.known.values()];
  }
}

function upperHard(value: string | undefined, unit: string): Tree | undefined {
  return value === undefined ? undefined : Object.assign(newTree(), { 'upper-hard': `${value} ${unit}` });
}

function put(tree: Tree, key: string, value: Tree | string | undefined): void {
  if (value !== undefined) tree[key] = value;
}

/** `PC Unit Config`: the largest patient, and what an unprotected infusion says. */
function pcUnit(row: SheetRow, { tree, remarks }: Profile): void {
  put(tree, 'weight', upperHard(row.number('max patient weight'), 'kg'));
  put(tree, 'bsa', upperHard(row.number('max patient bsa'), 'm2'));
  const text = row.text('clinical advisory message');
  if (text === undefined) return;
  const shown = shortened(text, 250, 'the text of the unprotected infusion', remarks);
  tree['basic-infusion'] = Object.assign(newTree(), { text: shown });
}

/** `Pump Config`: the ceilings and settings of the pump module in this profile. */
function pump(row: SheetRow, { tree }: Profile): void {
  put(tree, 'rate', upperHard(row.number('maximum rate'), 'mL/h'));
  put(tree, 'vtbi', upperHard(row.number('maximum vtbi'), 'mL'));
  const kvo = row.number('kvo rate adjust');
  const occlusion = row.number('max occlusion pressure');
  put(tree, 'kvo', kvo && `${kvo} mL/h`);
  put(tree, 'occlusion', occlusion && `${occlusion} mmHg`);
}

function pca(row: SheetRow, { settings }: Profile): void {
  const window = row.number('time window');
  if (window !== undefined) settings.pcaWindow = window;
}

const SHEETS: Record<string, (row: SheetRow, profile: Profile) => void> = {
  'pc unit config': pcUnit,
  'pump config': pump,
  'pca config': pca,
};

/** Reads a configuration sheet, one row a profile; false where the sheet is none. `fault` is told of rows that cannot be used. */
export function readConfiguration(
  sheet: ReportSheet,
  profiles: Profiles,
  fault: (row: SheetRow, message: string) => void,
): boolean {
  const read = SHEETS[sheet.sheet.name.trim().toLowerCase()];
  if (!read) return false;
  sheet.ignore('line item');
  for (const row of sheet.rows) {
    try {
      const name = row.text('profile');
      if (name === undefined) throw new CellFault('there is no profile');
      read(row, profiles.get(name));
    } catch (error) {
      if (!(error instanceof CellFault)) throw error;
      fault(row, error.message);
    }
  }
  return true;
}
