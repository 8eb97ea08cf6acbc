import { hiddenCharacter } from '../source/hidden-character';
import { isMisread, readQuantityText } from '../source/quantity';
import { POINT_COLUMNS, type RowFault, type TableRow } from './table-row';

/** A library source before it is written: maps, lists and texts. */
export interface Tree {
  [key: string]: Branch;
}

export type Branch = string | Branch[] | Tree;

export function isTree(value: Branch | undefined): value is Tree {
  return typeof value === 'object' && !Array.isArray(value);
}

export function newTree(): Tree {
  return Object.create(null);
}

const RECORDS = ['library', 'pump', 'advisory', 'care-area', 'entry'];
/** Items whose value is a list, even where it has one member. */
const LISTS = ['advisories', 'available-as', 'counts'];
/** Items whose value a spreadsheet program may have turned into TRUE or FALSE. */
const FLAGS = ['demonstration', 'high-alert', 'supports-secondary'];
const IDENTITY = ['drug', 'therapy', 'mode', 'concentration'] as const;

/** The numbered rows of a table, and the tree they make; every fault of every row is named, and then there is no tree. */
export function fromRows(rows: { row: number; cells: TableRow }[]): { tree: Tree; faults: RowFault[] } {
  const builder = new Builder();
  for (const { row, cells } of rows) builder.add(row, cells);
  builder.finish();
  return { tree: builder.tree, faults: builder.faults };
}

/** What is wrong with where a row says that it belongs, and in which column. */
function placeFault({ record, id, item, ...cells }: TableRow): [string, string] | null {
  const careArea = cells['care-area'];
  if (!record || !RECORDS.includes(record))
    return [`"${record ?? ''}" is none of ${RECORDS.join(', ')}`, 'record'];
  if (!item) return ['nothing stands here', 'item'];
  if ((record === 'care-area' || record === 'entry') && !careArea)
    return ['nothing stands here', 'care-area'];
  if ((record === 'advisory' || record === 'entry') && !id) return ['nothing stands here', 'id'];
  const names: [string, string][] = item.split('.').map((key) => [key, 'item']);
  if (careArea) names.push([careArea, 'care-area']);
  if (id) names.push([id, 'id']);
  // They become keys of a tree; anything else would be read as something it is not.
  const wrong = names.find(([name]) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name));
  return wrong ? [`"${wrong[0]}" is not a name in lower case with dashes`, wrong[1]] : null;
}

class Builder {
  readonly tree = newTree();
  readonly faults: RowFault[] = [];
  private row = 0;
  private readonly areas = newTree();
  private readonly advisories = newTree();
  private readonly entries = new Map<string, { tree: Tree; custom: boolean; row: number }>();

  private fault(message: string, column?: string): void {
    this.faults.push({ row: this.row, ...(column ? { column } : {}), message });
  }

  add(row: number, cells: TableRow): void {
    this.row = row;
    for (const [column, text] of Object.entries(cells)) {
      const hidden = hiddenCharacter(text);
      if (hidden)
        this.fault(`the character ${hidden}, which nobody sees, stands in "${text}": type it anew`, column);
    }
    const misplaced = placeFault(cells);
    if (misplaced) {
      this.fault(...misplaced);
      return;
    }
    const { record, id, item = '' } = cells;
    const careArea = cells['care-area'];
    const value = this.branch(cells, item, record as string);
    if (value === null) return;
    if (record === 'library') this.put(this.tree, item, value);
    else if (record === 'pump') this.put(this.child(this.tree, 'pump'), item, value);
    else if (record === 'advisory') {
      if (item !== 'text') this.fault('an advisory has the item "text" and no other', 'item');
      else this.put(this.advisories, id as string, value);
    } else if (record === 'care-area') this.put(this.child(this.areas, careArea as string), item, value);
    else this.addEntry(cells, careArea as string, id as string, item, value);
  }

  private addEntry(cells: TableRow, careArea: string, id: string, item: string, value: Branch): void {
    const name = `${careArea} ${id}`;
    let entry = this.entries.get(name);
    if (!entry) {
      const tree = newTree();
      tree.id = id;
      entry = { tree, custom: false, row: this.row };
      this.entries.set(name, entry);
      const area = this.child(this.areas, careArea);
      area.entries ??= [];
      (area.entries as Branch[]).push(tree);
    }
    for (const column of IDENTITY) {
      const text = cells[column];
      if (!text) continue;
      if (column === 'concentration' && text === 'custom') {
        entry.custom = true;
        if (entry.tree.concentration === undefined) continue;
      }
      const given: Branch = column === 'concentration' && text.includes(';') ? text.split(/\s*;\s*/) : text;
      const known = entry.tree[column];
      const differs =
        known !== undefined && !(isTree(known) && text === 'custom') && String(known) !== String(given);
      if (differs) this.fault(`"${text}" differs from row ${entry.row} of the same entry`, column);
      else if (!(isTree(known) && text === 'custom')) entry.tree[column] = given;
    }
    if (!item.startsWith('concentration')) this.put(entry.tree, item, value);
    else if (item !== 'concentration.custom')
      this.fault('a concentration stands in the column of that name', 'item');
    else if (!entry.custom)
      this.fault('an entry with limits on its concentration has "custom" in that column', 'concentration');
    else this.put(entry.tree, item, value);
  }

  finish(): void {
    for (const { tree, custom, row } of this.entries.values()) {
      this.row = row;
      if (custom && !isTree(tree.concentration))
        this.fault(
          'a custom concentration needs a row with the item "concentration.custom"',
          'concentration',
        );
    }
    if (Object.keys(this.advisories).length > 0) this.tree.advisories = this.advisories;
    this.tree['care-areas'] = this.areas;
  }

  private child(tree: Tree, key: string): Tree {
    tree[key] ??= newTree();
    return tree[key] as Tree;
  }

  private put(tree: Tree, item: string, value: Branch): void {
    const keys = item.split('.');
    const last = keys.pop() as string;
    let at = tree;
    for (const key of keys) {
      const next = at[key];
      if (next !== undefined && !isTree(next)) {
        this.fault(`"${item}" lies under a text of another row`, 'item');
        return;
      }
      at = this.child(at, key);
    }
    if (last in at) this.fault(`"${item}" stands in an earlier row already`, 'item');
    else at[last] = value;
  }

  /** What a row says of its item: a limit, a list, steps or a text; null, with a fault, where it cannot be used. */
  private branch(cells: TableRow, item: string, record: string): Branch | null {
    const { value } = cells;
    const points = POINT_COLUMNS.filter((column) => cells[column]);
    const isLimit = points.length > 0 || cells.unit || cells.cap;
    if (value && isLimit) {
      this.fault('a row has either limits or a value', 'value');
      return null;
    }
    const name = item.split('.').pop() as string;
    if (value && cells.reason) {
      this.fault('a reason stands beside limits only', 'reason');
      return null;
    }
    if (!value) return this.limit(cells, item);
    if (record === 'pump' && item === 'rate.steps') return this.steps(value);
    if (LISTS.includes(name)) return value.split(/\s*;\s*/).filter((text) => text !== '');
    if (FLAGS.includes(name) && /^(true|false)$/i.test(value)) return value.toLowerCase();
    return value;
  }

  private limit(cells: TableRow, item: string): Tree | null {
    const limit = newTree();
    const bodyWeight = item === 'weight' || item.endsWith('.weight');
    const read: [string, string, string][] = [];
    for (const column of [...POINT_COLUMNS, 'cap'] as const) {
      const text = cells[column];
      if (!text) continue;
      const quantity = readQuantityText(text, bodyWeight, column === 'cap' ? undefined : cells.unit);
      if (isMisread(quantity)) {
        this.fault(`${quantity.message}. A spreadsheet program may have changed it`, column);
        return null;
      }
      const space = text.indexOf(' ');
      if (column === 'cap') limit.cap = text;
      else
        read.push([column, quantity.number, space < 0 ? (cells.unit as string) : text.substring(space + 1)]);
    }
    const units = new Set(read.map(([, , unit]) => unit));
    if (cells.unit && units.size > 0 && !(units.size === 1 && units.has(cells.unit))) {
      this.fault(`the limits are in ${[...units].join(' and ')}, and the unit says "${cells.unit}"`, 'unit');
      return null;
    }
    const [shared] = units.size === 1 ? units : [cells.unit];
    if (shared) limit.unit = shared;
    for (const [column, number, unit] of read) limit[column] = shared ? number : `${number} ${unit}`;
    if (cells.cap) limit.cap = cells.cap;
    if (cells.reason) limit.widened = cells.reason;
    return limit;
  }

  private steps(text: string): Branch | null {
    const tiers = text.split(/\s*;\s*/).map((tier) => /^(.+?)(?: below (.+))?$/.exec(tier));
    const list: Branch[] = [];
    for (const tier of tiers) {
      if (!tier) {
        this.fault('write steps as "0.1 mL/h below 100 mL/h; 1 mL/h"', 'value');
        return null;
      }
      const step = newTree();
      if (tier[2] !== undefined) step.below = tier[2];
      step.step = tier[1] as string;
      list.push(step);
    }
    return list;
  }
}

/** Whether two branches say the same; the order of keys does not matter, that of lists does. */
export function branchesEqual(a: Branch | undefined, b: Branch | undefined): boolean {
  if (typeof a === 'string' || typeof b === 'string' || a === undefined || b === undefined) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((member, i) => branchesEqual(member, b[i]));
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => branchesEqual(a[key], b[key]));
}
