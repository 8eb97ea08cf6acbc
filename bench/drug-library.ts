// What the pharmacist's commands cost on a library of 5,000 entries: each as its user runs it, in a process of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { compile } from '../drug-library-loader/compiler/compile';
import { hospitalSet } from '../tests/drug-library-loader/hospital-set';

const COMMAND = resolve(__dirname, '../drug-library-loader/bin/drug-library.js');
const ENTRIES = 5000;
const ROUNDS = 3;
const PASSPHRASE = 'demonstration';

export interface Row {
  what: string;
  value: number;
  unit: string;
  note?: string;
}

type Part = { [key: string]: unknown };

/** Seconds that a command takes; throws where it ends with another code than expected. */
function seconds(expected: number, ...words: string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr, stdout } = spawnSync(process.execPath, [COMMAND, ...words], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, DRUG_LIBRARY_PASSPHRASE: PASSPHRASE },
  });
  const taken = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== expected)
    throw new Error(
      `drug-library ${words.join(' ')} ended with ${status}\n${stderr}${stdout.slice(0, 2000)}`,
    );
  return taken;
}

/** The set as YAML that can be signed: suggestions that would themselves alert, which `check` names, are taken out. */
function writeSource(folder: string): string {
  const path = join(folder, 'library.yaml');
  const set = hospitalSet(ENTRIES);
  const write = () => writeFileSync(path, stringify(set, { aliasDuplicateObjects: false }));
  write();
  const alerting = new Set(
    compile(path)
      .findings.filter(({ code }) => code === 'initial-alerts')
      .map(({ careArea, entry }) => `${careArea}/${entry}`),
  );
  for (const [id, area] of Object.entries(set['care-areas'] as Record<string, { entries: Part[] }>))
    area.entries = area.entries.map((entry) =>
      alerting.has(`${id}/${entry.id}`) ? (withoutInitial(entry) as Part) : entry,
    );
  write();
  return path;
}

function withoutInitial(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutInitial);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'initial');
  return Object.fromEntries(kept.map(([key, inside]) => [key, withoutInitial(inside)]));
}

/** Times are the median of three rounds. Throws where a command refuses. */
export function drugLibraryRows(): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'ders-bench-'));
  try {
    const source = writeSource(folder);
    const keys = join(folder, 'keys');
    const trust = join(keys, 'trust.json');
    seconds(0, 'keys', 'demo', '-o', keys, '--organisation', 'Example organisation');
    const times: Record<'build' | 'sign' | 'verify' | 'coverage', number[]> = {
      build: [],
      sign: [],
      verify: [],
      coverage: [],
    };
    const file = join(folder, 'library.dlib');
    for (let round = 0; round < ROUNDS; round++) {
      if (existsSync(file)) rmSync(file);
      times.build.push(seconds(0, 'build', source, '-o', file));
      times.sign.push(
        seconds(0, 'sign', file, '--key', join(keys, 'demo-1-author.pem')) +
          seconds(0, 'sign', file, '--key', join(keys, 'demo-2-approver.pem')),
      );
      times.verify.push(seconds(0, 'verify', file, '--trust', trust));
      times.coverage.push(seconds(1, 'coverage', file));
      process.stderr.write('.');
    }
    process.stderr.write('\n');
    const median = (values: number[]) => [...values].sort((a, b) => a - b)[ROUNDS >> 1];
    const row = (what: string, value: number, note?: string): Row => ({
      what,
      value: Math.round(value * 10) / 10,
      unit: 's',
      ...(note ? { note } : {}),
    });
    const [build, sign] = [median(times.build), median(times.sign)];
    return [
      row('drug-library build (check included), 5,000 entries of YAML', build),
      row('drug-library sign, by author and by approver', sign),
      row('build and both signatures', build + sign, 'aim: about 3'),
      row('drug-library verify', median(times.verify)),
      row('drug-library coverage', median(times.coverage), 'aim: about 30'),
      { what: 'source of that library', value: statSync(source).size, unit: 'bytes' },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module)
  for (const { what, value, unit, note } of drugLibraryRows())
    console.log(`${what}: ${value.toLocaleString('en-US')} ${unit}${note ? ` (${note})` : ''}`);
