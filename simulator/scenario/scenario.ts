// A scenario file: a YAML head and steps, a line each (docs/scenarios.md). Everything wrong with it is said with file and line.
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { LineCounter, type Node, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { LIBRARY_FAULTS, type LibraryFault, NoLibrary, librarySource } from '../demonstration';
import type { Container } from '../plant/reservoir';
import { DEFAULT_SETUP } from '../setup';
import { didYouMean, isTaken, takeMeasure } from './measure';
import { Mistake } from './mistake';
import { type Act, NO_TIME, readStep, secondsOf } from './step';
import { type Word, wordsOf } from './word';

export interface Step {
  file: string;
  line: number;
  text: string;
  act: Act;
}

export interface Scenario {
  file: string;
  title: string;
  /** Where the case comes from: a published incident, a document. */
  source: string;
  requirements: string[];
  /** In words; for people who read the scenario. */
  patient: string;
  seed: number;
  /** Seconds UTC at the start. */
  wall: number;
  container: { volume: number; kind: Container };
  /** Source folder of the library in the pump; absent where it has none. */
  library?: { path: string; fault?: LibraryFault };
  steps: Step[];
}

const HEAD = [
  'title',
  'source',
  'requirements',
  'patient',
  'seed',
  'library',
  'fault',
  'container',
  'start',
  'steps',
];
const REQUIREMENT = /^[A-Z]{2,5}-[A-Z]+-\d{3}$/;
const DEEPEST = 5;

/** A file's own words, and where they stand. */
interface Source {
  file: string;
  path: string;
  fields: Map<string, { node: Node; line: number }>;
  lineOf: (node: Node) => number;
}

/** As a person would name it from here. */
function shortName(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

function read(path: string): Source {
  const file = shortName(path);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, strict: true });
  const [error] = document.errors;
  if (error) throw new Mistake(file, lines.linePos(error.pos[0]).line, error.message.split('\n')[0] ?? '');
  const lineOf = (node: Node) => lines.linePos(node.range?.[0] ?? 0).line;
  if (!isMap(document.contents)) throw new Mistake(file, 1, 'a scenario begins with "title: …"');
  const fields = new Map<string, { node: Node; line: number }>();
  for (const pair of document.contents.items) {
    const key = pair.key as Node;
    const name = isScalar(key) ? String(key.value) : '';
    if (!HEAD.includes(name))
      throw new Mistake(
        file,
        lineOf(key),
        `a scenario has no "${name}": use ${HEAD.join(', ')}${didYouMean(name, HEAD)}`,
      );
    if (pair.value) fields.set(name, { node: pair.value as Node, line: lineOf(key) });
  }
  return { file, path, fields, lineOf };
}

function textOf(source: Source, name: string, otherwise?: string): string {
  const field = source.fields.get(name);
  if (field === undefined) {
    if (otherwise !== undefined) return otherwise;
    throw new Mistake(source.file, 1, `"${name}:" is missing`);
  }
  if (!isScalar(field.node) || String(field.node.value ?? '').trim() === '')
    throw new Mistake(source.file, field.line, `"${name}:" takes a text`);
  return String(field.node.value).replace(/\s+/g, ' ').trim();
}

function lineOf(source: Source, name: string): number {
  return source.fields.get(name)?.line ?? 1;
}

function requirementsOf(source: Source): string[] {
  const field = source.fields.get('requirements');
  const items = field !== undefined && isSeq(field.node) ? field.node.items : [];
  const ids = items.map((item) => (isScalar(item) ? String(item.value) : ''));
  if (ids.length === 0)
    throw new Mistake(source.file, field?.line ?? 1, '"requirements:" takes a list of their ids');
  for (const id of ids) {
    if (!REQUIREMENT.test(id))
      throw new Mistake(source.file, field?.line ?? 1, `"${id}" is no requirement id such as DERS-PUMP-001`);
  }
  return ids;
}

function seedOf(source: Source): number {
  const seed = Number(textOf(source, 'seed', '1'));
  if (seed !== (seed | 0))
    throw new Mistake(source.file, lineOf(source, 'seed'), '"seed:" takes a whole number of 32 bits');
  return seed;
}

function containerOf(source: Source): Scenario['container'] {
  const { volume, container } = DEFAULT_SETUP;
  const text = textOf(source, 'container', `${volume} mL ${container}`);
  let words: Word[];
  try {
    words = wordsOf(text);
  } catch (error) {
    throw new Mistake(source.file, lineOf(source, 'container'), (error as Error).message);
  }
  const taken = takeMeasure(words, 0, 'volume');
  const kind = isTaken(taken) ? words[taken.next]?.text : undefined;
  if (!isTaken(taken) || (kind !== 'bag' && kind !== 'bottle'))
    throw new Mistake(
      source.file,
      lineOf(source, 'container'),
      isTaken(taken) ? '"container:" takes a volume and bag or bottle: 250 mL bag' : taken.problem,
    );
  return { volume: taken.value, kind };
}

function wallOf(source: Source): number {
  const text = textOf(source, 'start', '');
  if (text === '') return DEFAULT_SETUP.wall;
  if (text === 'unknown') return 0;
  const seconds = secondsOf(text);
  if (Number.isNaN(seconds)) throw new Mistake(source.file, lineOf(source, 'start'), `"${text}" ${NO_TIME}`);
  return seconds;
}

function libraryOf(source: Source): Scenario['library'] {
  const name = textOf(source, 'library', 'demonstration-hospital');
  const fault = textOf(source, 'fault', '') as LibraryFault;
  const known: readonly string[] = LIBRARY_FAULTS;
  if (source.fields.has('fault') && !known.includes(fault))
    throw new Mistake(
      source.file,
      lineOf(source, 'fault'),
      `"fault:" takes ${known.join(', ')}, not "${fault}"${didYouMean(fault, known)}`,
    );
  if (name === 'none') return undefined;
  try {
    const path = librarySource(name, dirname(source.path));
    return source.fields.has('fault') ? { path, fault } : { path };
  } catch (error) {
    if (error instanceof NoLibrary) throw new Mistake(source.file, lineOf(source, 'library'), error.message);
    throw error;
  }
}

/** The lines of `steps: |`, or the items of a list, with their line numbers. */
function linesOf(source: Source): { line: number; text: string }[] {
  const field = source.fields.get('steps');
  if (field === undefined) throw new Mistake(source.file, 1, '"steps:" is missing');
  if (isScalar(field.node) && field.node.type === 'BLOCK_LITERAL') {
    const first = source.lineOf(field.node) + 1;
    return String(field.node.value)
      .split('\n')
      .map((text, i) => ({ line: first + i, text: text.trim() }));
  }
  if (!isSeq(field.node))
    throw new Mistake(
      source.file,
      field.line,
      '"steps:" takes lines: write "steps: |" and a step a line below it',
    );
  return field.node.items.map((item) => {
    const node = item as Node;
    if (!isScalar(node))
      throw new Mistake(
        source.file,
        source.lineOf(node),
        'this step has a meaning of its own in YAML: write "steps: |" and a step a line below it',
      );
    return { line: source.lineOf(node), text: String(node.value) };
  });
}

/** Steps of a file, those that it follows put in their place. Every mistake in them is told, not the first alone. */
function stepsOf(source: Source, mistakes: Mistake[], depth: number): Step[] {
  const steps: Step[] = [];
  for (const { line, text } of linesOf(source)) {
    const follow = /^follow\s+("?)(.+?)\1\s*(#.*)?$/.exec(text);
    if (follow !== null) {
      if (depth === DEEPEST) {
        mistakes.push(new Mistake(source.file, line, 'files follow each other without an end'));
        continue;
      }
      try {
        const path = resolve(dirname(source.path), follow[2] as string);
        steps.push(...stepsOf(read(path), mistakes, depth + 1));
      } catch (error) {
        mistakes.push(
          error instanceof Mistake ? error : new Mistake(source.file, line, (error as Error).message),
        );
      }
      continue;
    }
    const act = readStep(text);
    if (act === null) continue;
    if (typeof act === 'function') steps.push({ file: source.file, line, text, act });
    else mistakes.push(new Mistake(source.file, line, act.problem));
  }
  return steps;
}

/** Several mistakes of one scenario, a line each. */
export class Mistakes extends Error {
  override readonly name = 'Mistakes';
  constructor(readonly all: readonly Mistake[]) {
    super(all.map(({ message }) => message).join('\n'));
  }
}

/** Reads a scenario. Throws Mistakes, or an Error where the file cannot be read. */
export function readScenario(path: string): Scenario {
  const mistakes: Mistake[] = [];
  try {
    const source = read(resolve(path));
    const scenario: Scenario = {
      file: source.file,
      title: textOf(source, 'title'),
      source: textOf(source, 'source'),
      requirements: requirementsOf(source),
      patient: textOf(source, 'patient', ''),
      seed: seedOf(source),
      wall: wallOf(source),
      container: containerOf(source),
      library: libraryOf(source),
      steps: stepsOf(source, mistakes, 0),
    };
    if (mistakes.length === 0) return scenario;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    mistakes.unshift(error);
  }
  throw new Mistakes(mistakes);
}
