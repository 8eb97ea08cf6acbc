import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { FaultySource } from '../cli/faulty-source';
import { UsageError } from '../cli/usage-error';
import { compile } from '../compiler/compile';
import { Findings } from '../source/finding';
import { readSource } from '../source/source';
import { csvRows, csvText } from './csv-table';
import { type Tree, fromRows, newTree } from './from-rows';
import { localLayer } from './local-layer';
import type { RowFault, TableRow } from './table-row';
import { toRows } from './to-rows';
import { xlsxBytes, xlsxRows } from './xlsx-table';

export type TableFormat = 'csv' | 'xlsx';

const MAX_TABLE = 64_000_000;

/** A path as it stands in a source: relative, with slashes on every system. */
function pathFrom(folder: string, target: string): string {
  return relative(folder, target).replaceAll('\\', '/') || '.';
}

function folderOf(source: string): string {
  return statSync(source).isDirectory() ? source : dirname(source);
}

/** A source, merged with what it extends, as normal rows. Throws a FaultySource where it cannot be read whole. */
function sourceRows(path: string): TableRow[] {
  const findings = new Findings();
  const { root, complete } = readSource(path, findings);
  if (root === null || !complete || findings.faulty) throw new FaultySource(path, compile(path));
  return toRows(root);
}

export interface TableExport {
  bytes: Buffer;
  demonstration: boolean;
  notice: string;
}

/**
 * The table of a source as it will lie at `output`: everything that the library says, with what it inherits from a base, whose path
 * is written relative to the table.
 */
export async function exportTable(source: string, output: string, format: TableFormat): Promise<TableExport> {
  if (!statSync(source, { throwIfNoEntry: false })) throw new UsageError(`there is no source at ${source}`);
  const rows = sourceRows(source).map((row) => {
    if (row.record !== 'library' || row.item !== 'extends') return row;
    const base = resolve(join(folderOf(source), row.value ?? ''));
    return { ...row, value: pathFrom(dirname(resolve(output)), base) };
  });
  const headText = (name: string) =>
    rows.find(({ record, item }) => record === 'library' && item === name)?.value ?? '';
  return {
    bytes: format === 'csv' ? Buffer.from(csvText(rows)) : await xlsxBytes(rows),
    demonstration: headText('demonstration') === 'true',
    notice: headText('notice'),
  };
}

export interface TableImport {
  /** Null where there are faults: nothing of a table is used unless all of it is right. */
  tree: Tree | null;
  faults: RowFault[];
  rows: number;
  entries: number;
  /** Of the whole library, what it takes from its base included. */
  demonstration: boolean;
  notice: string;
}

export interface TableOptions {
  /** The base library, where it is not at the path in the table. */
  base?: string;
  /** Write the whole library, as one that extends nothing. */
  standalone?: boolean;
}

/** Reads a table into the tree of a source for `folder`: against a base, only what it says beyond that. */
export async function importTable(
  file: string,
  folder: string,
  format: TableFormat,
  options: TableOptions = {},
): Promise<TableImport> {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new UsageError(`there is no file ${file}`);
  if (!(stat.size <= MAX_TABLE)) throw new UsageError(`${file} is larger than 64 MB`);
  const bytes = readFileSync(file);
  const rows = format === 'csv' ? csvRows(textOf(bytes, file)) : await xlsxRows(bytes);
  const { tree, faults } = fromRows(rows);
  const entries = new Set(
    rows
      .filter(({ cells }) => cells.record === 'entry')
      .map(({ cells }) => `${cells['care-area']} ${cells.id}`),
  ).size;
  const read = {
    rows: rows.length,
    entries,
    demonstration: tree.demonstration === 'true',
    notice: typeof tree.notice === 'string' ? tree.notice : '',
  };
  if (faults.length > 0) return { tree: null, faults, ...read };
  const lost: string[] = [];
  const layer = beyondBase(tree, file, folder, options, lost);
  const missing = lost.map((name) => ({
    row: 0,
    message: `${name} stands in the base library and not in the table; a local library cannot leave it out (--standalone writes a library of its own)`,
  }));
  return { tree: missing.length > 0 ? null : layer, faults: missing, ...read };
}

function textOf(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file} is not UTF-8 text: save it as "CSV UTF-8"`);
  }
}

function beyondBase(tree: Tree, file: string, folder: string, options: TableOptions, lost: string[]): Tree {
  const given = tree.extends;
  if (typeof given !== 'string') return tree;
  const { extends: _, ...rest } = tree;
  const own = Object.assign(newTree(), rest);
  if (options.standalone) return own;
  const base = options.base ? resolve(options.base) : resolve(dirname(resolve(file)), given);
  if (!statSync(base, { throwIfNoEntry: false })) {
    throw new UsageError(
      `the table extends a base library at ${base}, which is not there: say where it is with --base, or write a library of its own with --standalone`,
    );
  }
  const baseTree = fromRows(sourceRows(base).map((cells, row) => ({ row, cells }))).tree;
  // What stands at the head of a library is its own, never its base's.
  for (const key of Object.keys(baseTree)) if (typeof baseTree[key] === 'string') delete baseTree[key];
  const layer = localLayer(baseTree, own, lost);
  layer.extends = pathFrom(resolve(folder), base);
  return layer;
}
