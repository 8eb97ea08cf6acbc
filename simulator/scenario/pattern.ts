// What a line may say, as a pattern: `hang <volume:volume> [<container:bag|bottle>]`. A word stands for itself, `a|b` for one of them,
// <name:slot> for something that is read, […] for what may be left out, … behind a slot for one or more of it.
import { type NotTaken, type Taken, didYouMean, found, isTaken } from './measure';
import type { Word } from './word';

export type Slot = (words: readonly Word[], at: number) => Taken<unknown> | NotTaken;

export type Values = Record<string, unknown>;

type Node =
  | { kind: 'words'; words: string[] }
  | { kind: 'slot'; name: string; slot: Slot; many: boolean }
  | { kind: 'optional'; nodes: Node[] };

export interface Pattern {
  text: string;
  nodes: Node[];
}

/** How far a line was understood, and what could have come there. */
export interface Furthest {
  at: number;
  expected: string[];
  problem?: string;
}

function choiceSlot(choices: string[]): Slot {
  return (words, at) => {
    const word = words[at];
    if (word !== undefined && !word.quoted && choices.includes(word.text))
      return { value: word.text, next: at + 1 };
    const hint = word === undefined ? '' : didYouMean(word.text, choices);
    return { problem: `expected ${choices.join(', ')}; ${found(words, at)}${hint}`, at };
  };
}

/** Reads a pattern; `slots` are those that <name:slot> may name. */
export function pattern(text: string, slots: Record<string, Slot>): Pattern {
  const parts = text.match(/[[\]]|<[^>]+>…?|[^\s[\]]+/g) ?? [];
  let next = 0;
  const nodes = (): Node[] => {
    const list: Node[] = [];
    for (; next < parts.length && parts[next] !== ']'; next++) {
      const part = parts[next] as string;
      if (part === '[') {
        next++;
        list.push({ kind: 'optional', nodes: nodes() });
      } else if (part.startsWith('<')) {
        const [name = '', type = ''] = part.replace(/[<>…]/g, '').split(':');
        const slot = type.includes('|') ? choiceSlot(type.split('|')) : slots[type];
        if (slot === undefined) throw new Error(`pattern "${text}": there is no slot "${type}"`);
        list.push({ kind: 'slot', name, slot, many: part.endsWith('…') });
      } else list.push({ kind: 'words', words: part.split('|') });
    }
    return list;
  };
  return { text, nodes: nodes() };
}

interface Match {
  values: Values;
  next: number;
}

/** The longest way in which the nodes fit the words from `at` on. `furthest` keeps how far any way came. */
function fit(
  nodes: readonly Node[],
  words: readonly Word[],
  at: number,
  values: Values,
  furthest: Furthest,
): Match | null {
  const [node, ...rest] = nodes;
  if (node === undefined) return { values, next: at };
  if (node.kind === 'optional')
    return (
      fit([...node.nodes, ...rest], words, at, values, furthest) ?? fit(rest, words, at, values, furthest)
    );
  if (node.kind === 'words') {
    const word = words[at];
    if (word !== undefined && !word.quoted && node.words.includes(word.text))
      return fit(rest, words, at + 1, values, furthest);
    stopped(furthest, at, node.words);
    return null;
  }
  const taken: unknown[] = [];
  let next = at;
  do {
    const result = node.slot(words, next);
    if (!isTaken(result)) {
      if (taken.length === 0 || result.at > next) stopped(furthest, result.at, [], result.problem);
      if (taken.length === 0) return null;
      break;
    }
    if (result.further !== undefined) stopped(furthest, result.further.at, [], result.further.problem);
    taken.push(result.value);
    next = result.next;
  } while (node.many);
  return fit(rest, words, next, { ...values, [node.name]: node.many ? taken : taken[0] }, furthest);
}

function stopped(furthest: Furthest, at: number, expected: string[], problem?: string): void {
  if (at < furthest.at) return;
  if (at > furthest.at) {
    furthest.at = at;
    furthest.expected = [];
    furthest.problem = undefined;
  }
  furthest.expected.push(...expected);
  furthest.problem ??= problem;
}

export interface Matched<P> {
  form: P;
  values: Values;
  next: number;
  furthest: Furthest;
}

/**
 * The first of the patterns that fits words[at …], the longest where `whole` is false (then it may end before the line does). Where none
 * does, how far they came.
 */
export function match<P extends { pattern: Pattern }>(
  patterns: readonly P[],
  words: readonly Word[],
  at: number,
  whole: boolean,
): Matched<P> | Furthest {
  const furthest: Furthest = { at, expected: [] };
  let best: Matched<P> | undefined;
  for (const form of patterns) {
    const result = fit(form.pattern.nodes, words, at, {}, furthest);
    if (result === null) continue;
    if (result.next < words.length) {
      if (whole) {
        stopped(furthest, result.next, [], undefined);
        continue;
      }
    }
    if (best === undefined || result.next > best.next) best = { form, ...result, furthest };
  }
  return best ?? furthest;
}

/** What is wrong at the place where a line was no longer understood. */
export function problemOf(furthest: Furthest, words: readonly Word[], start: number, what: string): string {
  const { at, problem } = furthest;
  const expected = [...new Set(furthest.expected)];
  const word = words[at];
  if (at === start && word === undefined) return `a ${what} is missing: ${expected.join(', ')}`;
  if (at === start && word !== undefined)
    return `no ${what} begins with "${word.text}"${didYouMean(word.text, expected)}`;
  const hint = word === undefined ? '' : didYouMean(word.text, expected);
  if (problem !== undefined && hint === '') return problem;
  const before = words
    .slice(start, at)
    .map(({ text, quoted }) => (quoted ? `"${text}"` : text))
    .join(' ');
  if (expected.length === 0) return `nothing is expected behind "${before}", but ${found(words, at)}`;
  return `behind "${before}" expected ${expected.join(', ')}; ${found(words, at)}${hint}`;
}
