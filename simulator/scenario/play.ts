// Plays a scenario on a bench of its own.
import { dirname } from 'node:path';
import type { Row } from '../../hal/desktop/recorded-panel';
import type { Happening, Watcher } from '../bench/action';
import { CableError } from '../bench/cable';
import { demonstrationTrustBytes, signedDemonstration } from '../demonstration';
import { Onlooker } from '../onlooker';
import { DEFAULT_SETUP, type Setup, benchOf } from '../setup';
import type { Target } from '../target/board-process';
import { emulated } from '../target/emulated-electronics';
import { TraceRecorder } from '../trace';
import { Failure, TimeOut } from './mistake';
import type { Scenario, Step } from './scenario';
import { Stage } from './stage';

export type Outcome = 'passed' | 'failed' | 'timed out';

export interface Played {
  scenario: Scenario;
  outcome: Outcome;
  /** The step that went wrong, and why. */
  step?: Step;
  problem?: string;
  /** The display at the end. */
  screen: readonly Row[];
  /** What happened just before the end, oldest first. */
  last: string[];
  /** ms of virtual and of wall time. */
  virtual: number;
  wall: number;
  trace?: string;
}

export interface PlayOptions {
  /** ms of wall time. */
  timeout?: number;
  trace?: boolean;
  seed?: number;
  /** Plays it on a pump's firmware in the emulator. */
  target?: Target;
}

/** Happenings that are shown of a failure. */
const LAST = 8;

/** What a scenario begins with. */
export function setupOf({ seed, wall, container, library }: Scenario): Setup {
  const setup: Setup = {
    ...DEFAULT_SETUP,
    seed,
    wall,
    volume: container.volume,
    container: container.kind,
    trust: demonstrationTrustBytes().toString('base64'),
  };
  if (library !== undefined)
    setup.library = signedDemonstration(library.path, { fault: library.fault }).toString('base64');
  return setup;
}

/** An error is a fault of the pump or of the simulator; it is told as such, and the scenario has failed. */
function problemOf(error: unknown): { outcome: Outcome; problem: string } {
  if (error instanceof TimeOut) return { outcome: 'timed out', problem: error.message };
  if (error instanceof Failure || error instanceof CableError)
    return { outcome: 'failed', problem: error.message };
  return { outcome: 'failed', problem: (error as Error).stack ?? String(error) };
}

/** Never throws for what the pump does. */
export function play(scenario: Scenario, options: PlayOptions = {}): Played {
  const start = performance.now();
  const setup = setupOf(options.seed === undefined ? scenario : { ...scenario, seed: options.seed });
  const recorder = options.trace ? new TraceRecorder(scenario.title, setup) : undefined;
  const last: [at: number, happening: Happening][] = [];
  const onlooker = new Onlooker();
  const watcher: Watcher = (at, happening) => {
    recorder?.watcher(at, happening);
    onlooker.watcher(at, happening);
    last.push([at, happening]);
    if (last.length > LAST) last.shift();
  };
  const electronics = options.target === undefined ? undefined : emulated(options.target);
  const bench = benchOf(setup, watcher, { afterStep: onlooker.afterStep, electronics });
  const deadline = options.timeout === undefined ? undefined : start + options.timeout;
  const stage = new Stage(bench, dirname(scenario.file), deadline);
  const played: Played = { scenario, outcome: 'passed', screen: [], last: [], virtual: 0, wall: 0 };
  let present: Step | undefined;
  try {
    for (const step of scenario.steps) {
      present = step;
      step.act(stage);
      if (onlooker.faults.length > 0) throw new Failure(onlooker.faults.join('; '));
    }
    present = undefined;
  } catch (error) {
    Object.assign(played, problemOf(error), { step: present });
  }
  recorder?.finish(bench);
  played.last = last.map(([at, happening]) => JSON.stringify({ at, ...happening }));
  played.screen = bench.screen();
  played.virtual = bench.now;
  played.wall = performance.now() - start;
  bench.close();
  if (recorder !== undefined) played.trace = recorder.text();
  return played;
}
