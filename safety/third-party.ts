// Third-party software that is part of what runs: which packages the sources import, and their versions as the lock
// file and the sources themselves say.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SoupItem } from './source';

export interface Locked {
  version: string;
  license?: string;
  integrity?: string;
  dependencies: string[];
  optional: string[];
}

export interface VersionedItem extends SoupItem {
  /** Undefined where it is not installed here. */
  found?: string;
}

/** What runs on a pump, a hospital's computer or a desk; build tools beside it (`*.js`) are none of it. */
const SHIPPED = ['engine', 'hal', 'drug-library-loader', 'simulator'];
const IMPORT = /(?:^|\s)from '([^'.][^']*)'|\b(?:import|require)\('([^'.][^']*)'\)/g;

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] as string);
}

/** The packages that a source text imports for its values; types are gone at run time. */
export function importsOf(source: string): string[] {
  const values = source.replaceAll(/^(?:import|export) type [^;]*;/gm, '');
  return [...values.matchAll(IMPORT)]
    .map((match) => (match[1] ?? match[2]) as string)
    .filter((name) => !name.startsWith('node:') && /^[@a-z]/.test(name) && !/[\s${]/.test(name))
    .map(packageOf);
}

export function importedPackages(root: string): string[] {
  const found = new Set<string>();
  for (const folder of SHIPPED) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.includes('node_modules')) continue;
      for (const each of importsOf(readFileSync(join(root, folder, name), 'utf8'))) found.add(each);
    }
  }
  return [...found].sort();
}

export function readLock(path: string): Map<string, Locked> {
  const { packages } = JSON.parse(readFileSync(path, 'utf8'));
  const locked = new Map<string, Locked>();
  for (const [place, entry] of Object.entries<Record<string, unknown>>(packages)) {
    if (!place.startsWith('node_modules/') || entry.link) continue;
    locked.set(place.slice('node_modules/'.length), {
      version: String(entry.version),
      license: entry.license as string | undefined,
      integrity: entry.integrity as string | undefined,
      dependencies: Object.keys(entry.dependencies ?? {}),
      optional: Object.keys(entry.optionalDependencies ?? {}),
    });
  }
  return locked;
}

/** Each item with the version that is installed here; npm packages must stand in the lock. */
export function versionsOf(items: SoupItem[], locked: Map<string, Locked>, root: string): VersionedItem[] {
  return items.map((item) => {
    if (item.version === 'lock') {
      const entry = locked.get(item.name);
      if (!entry) throw new Error(`docs/safety/soup.yaml: ${item.name} is not in package-lock.json`);
      return { ...item, found: entry.version };
    }
    const file = item.version.file.replace(/^\$\{(\w+)\}/, (_, name) => process.env[name] ?? '');
    const path = resolve(root, file);
    if (!existsSync(path)) return item;
    const match = new RegExp(item.version.pattern).exec(readFileSync(path, 'utf8'));
    if (!match)
      throw new Error(`${item.version.file} names no version of ${item.name} (${item.version.pattern})`);
    return { ...item, found: match.slice(1).join('.') };
  });
}

/** The packages named and everything below them, by their place in the lock. */
export function withDependencies(names: string[], locked: Map<string, Locked>): string[] {
  const found = new Set<string>();
  const open = [...names];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const entry = locked.get(place);
    if (!entry || found.has(place)) continue;
    found.add(place);
    for (const name of [...entry.dependencies, ...entry.optional]) {
      const nested = `${place}/node_modules/${name}`;
      open.push(locked.has(nested) ? nested : name);
    }
  }
  return [...found].sort();
}
