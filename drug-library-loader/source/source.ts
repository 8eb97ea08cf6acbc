import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Widening, extendSource } from './extends';
import type { Findings } from './finding';
import { type SourceMap, type SourceValue, isMap, newMap, placeOf, put, textAt } from './place';
import { MAX_SOURCE_BYTES, readSourceFile } from './source-file';

/** A source as it stands on disk, its files merged and laid over the library it extends. */
export interface Source {
  /** Null when nothing could be read. */
  root: SourceMap | null;
  /** Whether every file was read; if not, missing keys are not worth a word. */
  complete: boolean;
  /** The library that it extends could not be read whole: what is missing may stand there. */
  withoutBase?: boolean;
  widenings: Widening[];
}

const MAX_LAYERS = 8;
/** Keys that several files of one library may add to. */
const SHARED = ['care-areas', 'advisories'];
/** Keys that a local library does not take over from its base. */
const OWN = ['library', 'title', 'organisation', 'version', 'sequence', 'effective', 'review-by'];

/** Reads a folder of *.yaml, *.yml and *.json files, or one such file, and what it extends. Whatever is wrong becomes a finding. */
export function readSource(path: string, findings: Findings): Source {
  return readLayers(path, findings, []);
}

function readLayers(path: string, findings: Findings, above: string[]): Source {
  const found = { file: path, line: 0 };
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) {
    findings.add(
      above.length > 0 ? 'extends-missing' : 'source-missing',
      'there is no such file or folder',
      found,
    );
    return { root: null, complete: false, widenings: [] };
  }
  const folder = stat.isDirectory() ? path : dirname(path);
  const files = stat.isDirectory() ? filesOf(path) : [path];
  if (files.length === 0) {
    findings.add('source-missing', 'there is no *.yaml, *.yml or *.json file in this folder', found);
    return { root: null, complete: false, widenings: [] };
  }
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
  if (files.length > 1 && !(size <= MAX_SOURCE_BYTES)) {
    findings.add('source-too-large', `the files have ${(size / 1e6).toFixed(1)} MB together`, found);
    return { root: null, complete: false, widenings: [] };
  }
  const maps = files.map((file) => readSourceFile(file, findings));
  const local = mergeFiles(
    maps.filter((map) => map !== null),
    findings,
  );
  const complete = maps.every((map) => map !== null);
  const base = local ? textAt(local, 'extends') : undefined;
  if (local === null || base === undefined) return { root: local, complete, widenings: [] };

  const layers = [...above, path];
  const place = placeOf(local, 'extends');
  const target = join(folder, base);
  if (layers.length >= MAX_LAYERS || layers.some((layer) => sameFile(layer, target))) {
    findings.add('extends-loop', `"${base}" leads back to this library, or through too many others`, place);
    return { root: local, complete: false, withoutBase: true, widenings: [] };
  }
  if (!statSync(target, { throwIfNoEntry: false })) {
    findings.add('extends-missing', `there is no library at "${base}"`, place);
    return { root: local, complete: false, withoutBase: true, widenings: [] };
  }
  const under = readLayers(target, findings, layers);
  if (under.root === null) return { root: local, complete: false, withoutBase: true, widenings: [] };
  const [root, widenings] = extendSource(withoutOwn(under.root), local, findings);
  return {
    root,
    complete: complete && under.complete,
    withoutBase: under.withoutBase || !under.complete,
    widenings: [...under.widenings, ...widenings],
  };
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && !file.name.startsWith('.') && /\.(yaml|yml|json)$/.test(file.name))
    .map((file) => join(folder, file.name))
    .sort();
}

function sameFile(a: string, b: string): boolean {
  const one = statSync(a, { throwIfNoEntry: false });
  const other = statSync(b, { throwIfNoEntry: false });
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}

/** Merges the files of one library at top level; `care-areas` and `advisories` also one level below. */
function mergeFiles(maps: SourceMap[], findings: Findings): SourceMap | null {
  const first = maps[0];
  if (first === undefined) return null;
  const merged = newMap(placeOf(first));
  for (const map of maps) {
    for (const key of Object.keys(map)) {
      const value = map[key] as SourceValue;
      const known = merged[key];
      if (known === undefined) {
        // A map of its own: a further file must not add to the first file's.
        put(merged, key, isMap(value) && SHARED.includes(key) ? copyOf(value) : value, placeOf(map, key));
      } else if (SHARED.includes(key) && isMap(known) && isMap(value)) {
        for (const id of Object.keys(value)) {
          if (id in known) twice(`${key}: ${id}`, known, id, value, findings);
          else put(known, id, value[id] as SourceValue, placeOf(value, id));
        }
      } else twice(key, merged, key, map, findings);
    }
  }
  return merged;
}

function copyOf(map: SourceMap): SourceMap {
  const copy = newMap(placeOf(map));
  for (const key of Object.keys(map)) put(copy, key, map[key] as SourceValue, placeOf(map, key));
  return copy;
}

function twice(name: string, known: SourceMap, key: string, again: SourceMap, findings: Findings): void {
  const first = placeOf(known, key);
  findings.add(
    'duplicate-key',
    `"${name}" stands in ${first.file}:${first.line} already`,
    placeOf(again, key),
  );
}

function withoutOwn(base: SourceMap): SourceMap {
  const rest = newMap(placeOf(base));
  for (const key of Object.keys(base)) {
    if (!OWN.includes(key) && key !== 'extends') put(rest, key, base[key] as SourceValue, placeOf(base, key));
  }
  return rest;
}
