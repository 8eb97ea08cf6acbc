// A recorded session, a JSON line each: what the pump began with, what was done to it and what it did, what stood at the end. The same
// session gives the same bytes; `replay` runs it again and finds the first line that differs.
import type { Bench, BenchOptions } from './bench';
import type { Action, Happening, Watcher } from './bench/action';
import { JournalPage } from './bench/journal-page';
import { type Setup, benchOf } from './setup';

export const TRACE_FORMAT = 'ders pump trace 1';

interface Head {
  trace: string;
  title: string;
  setup: Setup;
}

export class TraceRecorder {
  readonly lines: string[] = [];

  constructor(title: string, setup: Setup) {
    const head: Head = { trace: TRACE_FORMAT, title, setup };
    this.lines.push(JSON.stringify(head));
  }

  readonly watcher: Watcher = (at: number, happening: Happening) => {
    this.lines.push(JSON.stringify({ at, ...happening }));
  };

  /** The journal, and the state of pump and world at the end. */
  finish(bench: Bench): void {
    for (const record of new JournalPage(bench.flash, bench.crypto).from(1))
      this.lines.push(JSON.stringify({ journal: record }));
    const end = { at: bench.now, truth: bench.truth(), believed: bench.on ? bench.counted() : null };
    this.lines.push(JSON.stringify({ end }));
  }

  text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

/** The first line at which a session went another way; `undefined` where it went the same. */
export interface Difference {
  /** Of the trace, from 1. */
  line: number;
  recorded?: string;
  now?: string;
}

/** What is wrong with a file that is no trace. */
export class NoTrace extends Error {
  override readonly name = 'NoTrace';
}

function headOf(line: string | undefined): Head {
  let head: Partial<Head> | undefined;
  try {
    head = JSON.parse(line ?? '');
  } catch {
    head = undefined;
  }
  if (head?.trace !== TRACE_FORMAT || head.setup === undefined || typeof head.title !== 'string')
    throw new NoTrace(`this is no trace: its first line does not say "${TRACE_FORMAT}"`);
  return head as Head;
}

export interface Replayed {
  title: string;
  lines: number;
  /** ms of virtual time. */
  virtual: number;
  difference?: Difference;
}

/** The name of the firmware in what it records at power-on: another target's is another name, and no difference. */
const FIRMWARE = /("kind":"POWER_ON".*?"TEXT":)"[^"]*"/;

const told = (line: string | undefined) => line?.replace(FIRMWARE, '$1""');

/** Runs a recorded session again, on a pump's firmware where its electronics are given. Throws NoTrace. */
export function replay(text: string, electronics?: BenchOptions['electronics']): Replayed {
  const recorded = text.split('\n').filter((line) => line !== '');
  const head = headOf(recorded[0]);
  const recorder = new TraceRecorder(head.title, head.setup);
  const bench = benchOf(head.setup, recorder.watcher, { electronics });
  try {
    return compared(head, recorded, recorder, bench, electronics !== undefined);
  } finally {
    bench.close();
  }
}

function compared(
  head: Head,
  recorded: string[],
  recorder: TraceRecorder,
  bench: Bench,
  onTarget: boolean,
): Replayed {
  let end: number | undefined;
  recorded.slice(1).forEach((line, i) => {
    let entry: { at?: number; of?: string; action?: Action; end?: { at: number } };
    try {
      entry = JSON.parse(line);
    } catch {
      throw new NoTrace(`line ${i + 2} of the trace is no JSON`);
    }
    const at = entry.end?.at ?? entry.at;
    if (at === undefined || end !== undefined) return;
    if (!(at >= bench.now)) {
      if (entry.action !== undefined) throw new NoTrace(`line ${i + 2} of the trace goes back in time`);
      return;
    }
    bench.advance(at - bench.now);
    if (entry.end !== undefined) end = at;
    if (entry.action === undefined) return;
    try {
      bench.act(entry.action);
    } catch (error) {
      throw new NoTrace(`line ${i + 2} of the trace cannot be done: ${(error as Error).message}`);
    }
  });
  if (end !== undefined) recorder.finish(bench);
  const now = recorder.lines;
  // A record that breaks off says nothing of what came then.
  const length = end === undefined ? recorded.length : Math.max(recorded.length, now.length);
  for (let i = 0; i < length; i++) {
    if (recorded[i] === now[i] || (onTarget && told(recorded[i]) === told(now[i]))) continue;
    const difference = { line: i + 1, recorded: recorded[i], now: now[i] };
    return { title: head.title, lines: recorded.length, virtual: bench.now, difference };
  }
  return { title: head.title, lines: recorded.length, virtual: bench.now };
}
