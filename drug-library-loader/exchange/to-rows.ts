import { type SourceMap, type SourceValue, isMap, listAt, mapAt, textAt } from '../source/place';
import { POINT_COLUMNS, type TableRow } from './table-row';

const LIMIT_KEYS: string[] = [...POINT_COLUMNS, 'unit', 'cap', 'widened'];
/** What stands in columns of its own on every row of an entry. */
const IDENTITY = ['id', 'drug', 'therapy', 'mode', 'concentration'];

/** A bare number or one with a unit, as a cell that carries its unit: no spreadsheet program takes it for a number or a date. */
function withUnit(point: string, unit: string | undefined): string {
  return unit !== undefined && /^[\d.]+$/.test(point) ? `${point} ${unit}` : point;
}

function isLimit(map: SourceMap, path: string): boolean {
  return path !== 'code' && Object.keys(map).every((key) => LIMIT_KEYS.includes(key));
}

function limitCells(map: SourceMap): TableRow {
  const unit = textAt(map, 'unit');
  const cells: TableRow = {};
  for (const point of POINT_COLUMNS) {
    const text = textAt(map, point);
    if (text !== undefined) cells[point] = withUnit(text, unit);
  }
  if (unit !== undefined) cells.unit = unit;
  const cap = textAt(map, 'cap');
  const reason = textAt(map, 'widened');
  if (cap !== undefined) cells.cap = cap;
  if (reason !== undefined) cells.reason = reason;
  return cells;
}

/** `0.01 mL/h below 10 mL/h; 1 mL/h`: the steps of the pump in one cell. */
function stepsText(list: SourceValue[]): string {
  return list
    .filter(isMap)
    .map((tier) => {
      const below = textAt(tier, 'below');
      return `${textAt(tier, 'step')}${below === undefined ? '' : ` below ${below}`}`;
    })
    .join('; ');
}

/** Adds a row for every limit and every text under a map. Throws a RangeError for what the table has no form for. */
function addItems(rows: TableRow[], base: TableRow, map: SourceMap, path: string, skip: string[]): void {
  for (const key of Object.keys(map)) {
    if (path === '' && skip.includes(key)) continue;
    const item = path === '' ? key : `${path}.${key}`;
    const value = map[key] as SourceValue;
    if (Array.isArray(value)) {
      const text = item === 'rate.steps' && base.record === 'pump' ? stepsText(value) : value.join('; ');
      const plain = value.every((member) => typeof member === 'string' && !member.includes(';'));
      if (!plain && item !== 'rate.steps') throw new RangeError(`"${item}" has no form in a table`);
      rows.push({ ...base, item, value: text });
    } else if (!isMap(value)) rows.push({ ...base, item, value });
    else if (isLimit(value, item)) rows.push({ ...base, item, ...limitCells(value) });
    else addItems(rows, base, value, item, []);
  }
}

function entryRows(rows: TableRow[], careArea: string, entry: SourceMap): void {
  const identity: TableRow = { record: 'entry', 'care-area': careArea };
  for (const key of ['id', 'drug', 'therapy', 'mode'] as const) {
    const text = textAt(entry, key);
    if (text !== undefined) identity[key] = text;
  }
  const { concentration } = entry;
  const custom = isMap(concentration) ? mapAt(concentration, 'custom') : undefined;
  if (custom) identity.concentration = 'custom';
  else
    identity.concentration = Array.isArray(concentration) ? concentration.join('; ') : String(concentration);
  if (custom) rows.push({ ...identity, item: 'concentration.custom', ...limitCells(custom) });
  addItems(rows, identity, entry, '', IDENTITY);
}

/** A library source as rows: head, pump, advisories, then each care area with its entries, everything in the order of the source. */
export function toRows(root: SourceMap): TableRow[] {
  const rows: TableRow[] = [];
  addItems(rows, { record: 'library' }, root, '', ['pump', 'advisories', 'care-areas']);
  const pump = mapAt(root, 'pump');
  if (pump) addItems(rows, { record: 'pump' }, pump, '', []);
  const advisories = mapAt(root, 'advisories') ?? {};
  for (const id of Object.keys(advisories))
    rows.push({ record: 'advisory', id, item: 'text', value: textAt(advisories, id) ?? '' });
  const areas = mapAt(root, 'care-areas') ?? {};
  for (const id of Object.keys(areas)) {
    const area = mapAt(areas, id) ?? {};
    addItems(rows, { record: 'care-area', 'care-area': id }, area, '', ['entries']);
    for (const entry of listAt(area, 'entries') ?? []) if (isMap(entry)) entryRows(rows, id, entry);
  }
  return rows;
}
