// Where the pump of the front panel can run, and how it gets from one place to another with what is in its flash.
import { existsSync } from 'node:fs';
import { BoardError, TARGETS, type Target, imageOf, requireTarget } from '../target/board-process';
import { BenchSession, type BenchSessionOptions } from './bench-session';
import type { Place } from './message';
import type { Targets } from './server';
import type { Session } from './session';

const LABELS: Record<Target, string> = {
  'mps2-an386': 'mps2-an386 (emulated)',
  'mps2-an386:jerryscript': 'with JerryScript',
};

/** What is needed for the target and not there; undefined where nothing is. */
function missing(target: Target): string | undefined {
  try {
    requireTarget(target);
    return undefined;
  } catch (error) {
    if (!(error instanceof BoardError)) throw error;
    return error.message;
  }
}

/** The pump that is shown now, and its ways to another place. */
export class Places implements Targets {
  private now: BenchSession;

  /** Makes the first pump; throws as BenchSession does. */
  constructor(private readonly options: BenchSessionOptions) {
    this.now = new BenchSession(options);
  }

  get session(): BenchSession {
    return this.now;
  }

  places(): Place[] {
    // A second runtime is nothing that is missing.
    const boards = TARGETS.filter((target) => !target.includes(':') || existsSync(imageOf(target)));
    const places = boards.map((target) => ({
      name: target,
      label: LABELS[target],
      missing: missing(target),
    }));
    return [{ name: 'desktop', label: 'desktop' }, ...places];
  }

  /** Its power is cut here and comes back there; bag, line and patient begin anew. */
  move(_from: Session, name: string): BenchSession {
    if (this.options.trace)
      throw new BoardError(
        'This session is recorded, which is of one pump: start again with another --target',
      );
    const target = TARGETS.find((each) => each === name);
    const next = new BenchSession({ ...this.options, target, kept: this.now.kept() });
    this.now.close();
    this.now = next;
    return next;
  }
}
