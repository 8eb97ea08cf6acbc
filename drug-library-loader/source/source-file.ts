import { readFileSync, statSync } from 'node:fs';
import type { Findings } from './finding';
import { hiddenCharacter } from './hidden-character';
import type { SourceMap } from './place';
import { readPlainYaml } from './plain-yaml';
import { addHidden } from './syntax-finding';

/** A 5,000-entry library takes about 3 MB. */
export const MAX_SOURCE_BYTES = 20_000_000;

/** Reads one YAML or JSON file into text scalars with their places; null, with findings, when anything of it is unreadable. */
export function readSourceFile(path: string, findings: Findings): SourceMap | null {
  const text = readText(path, findings);
  return text === null ? null : parseSource(text, path, findings);
}

function readText(path: string, findings: Findings): string | null {
  const place = { file: path, line: 0 };
  const size = statSync(path).size;
  if (!(size <= MAX_SOURCE_BYTES)) {
    findings.add(
      'source-too-large',
      `the file has ${megabytes(size)}; a library source has at most ${megabytes(MAX_SOURCE_BYTES)}`,
      place,
    );
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    findings.add('source-not-text', 'the file is not UTF-8 text', place);
    return null;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function parseSource(text: string, path: string, findings: Findings): SourceMap | null {
  const before = findings.list.length;
  if (text.trim() === '') {
    findings.add('source-empty', 'the file is empty', { file: path, line: 1 });
    return null;
  }
  const isJson = path.endsWith('.json');
  if (isJson && !isJsonText(text, path, findings)) return null;
  if (hiddenCharacter(text)) {
    text.split('\n').forEach((line, i) => addHidden(line, { file: path, line: i + 1 }, findings));
  }
  if (findings.list.length > before) return null;
  const plain = isJson ? null : readPlainYaml(text, path);
  if (plain !== null) return plain;
  // Loaded only where it is needed: a start of the program takes notice.
  const { readYaml } = require('./yaml-file') as typeof import('./yaml-file');
  return readYaml(text, path, findings);
}

function isJsonText(text: string, path: string, findings: Findings): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = (error as Error).message;
    const position = / position (\d+)/.exec(message);
    const line = position ? text.slice(0, Number(position[1])).split('\n').length : 1;
    findings.add('source-syntax', message, { file: path, line });
    return false;
  }
}
