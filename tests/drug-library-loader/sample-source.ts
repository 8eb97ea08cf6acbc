// Sources to test with. Demonstration data, not for clinical use: the drugs do not exist and the numbers mean nothing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Compilation, compile } from '../../drug-library-loader/compiler/compile';
import type { Finding } from '../../drug-library-loader/source/finding';

/** Part of a source as it would stand in JSON; numbers are texts, as in every source. */
export type Part = { [key: string]: unknown };

/** A continuous entry that no rule has anything to say about. */
export function entry(more: Part = {}): Part {
  return {
    id: 'examplamine',
    drug: 'EXAMPLamine',
    source: 'made up for tests',
    concentration: '400 mg / 250 mL',
    continuous: {
      'enter-by': 'dose',
      dose: { unit: 'mcg/kg/min', 'lower-soft': '2', initial: '5', 'upper-soft': '20', 'upper-hard': '50' },
    },
    ...more,
  };
}

export function careArea(entries: Part[], more: Part = {}): Part {
  return {
    title: 'Adult ICU',
    weight: { 'lower-hard': '20 kg', 'lower-soft': '35 kg', 'upper-soft': '150 kg', 'upper-hard': '300 kg' },
    bsa: { 'lower-hard': '0.5 m2', 'upper-hard': '3 m2' },
    rate: { 'upper-hard': '999 mL/h' },
    vtbi: { 'upper-hard': '3000 mL' },
    entries,
    ...more,
  };
}

export function library(entries: Part[] = [entry()], more: Part = {}): Part {
  return {
    library: 'example',
    title: 'Example library',
    organisation: 'Example organisation',
    version: '1.0',
    sequence: '7',
    display: 'us',
    effective: '2026-12-01',
    'review-by': '2027-03-01',
    demonstration: 'true',
    notice: 'Demonstration data, not for clinical use.',
    pump: {
      rate: {
        min: '0.1 mL/h',
        max: '999 mL/h',
        steps: [{ below: '100 mL/h', step: '0.1 mL/h' }, { step: '1 mL/h' }],
      },
      'rate-tolerance': '5 %',
    },
    advisories: { 'central-line': 'Central line only.' },
    'care-areas': { 'adult-icu': careArea(entries) },
    ...more,
  };
}

const folders: string[] = [];

/** Writes files into a new folder of their own, which goes when the process ends, and returns its path. */
export function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ders-source-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with the source as one JSON file. */
export function sourceFolder(source: Part): string {
  return folderOf({ 'library.json': JSON.stringify(source, null, 1) });
}

export function compileParts(source: Part, previous?: Parameters<typeof compile>[1]): Compilation {
  return compile(sourceFolder(source), previous);
}

export function codesOf(findings: Finding[]): string[] {
  return [...new Set(findings.map(({ code }) => code))].sort();
}
