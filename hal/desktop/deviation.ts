// How far the encoder is behind the command: over a short stretch, so that a stall is seen soon, and over a long one, so that a small loss
// that lasts is seen at all.

/** Checkpoints of a stretch. */
const CHECKPOINTS = 10;

/** Microlitres between two checkpoints: stretches of 200 and 2,000 µL. */
const SPACING = [20, 200];

/** Microlitres that the encoder may be off in any stretch. */
export const TOLERANCE = 20;

/** … and the part of what was commanded in it, where that is more: one twentieth. */
const TWENTIETH = 20;

export enum Course {
  WITHIN = 0,
  BEHIND = 1,
  AHEAD = 2,
}

interface Checkpoint {
  /** Counts that were expected, and counts missing, when it was passed. */
  readonly expected: number;
  readonly missing: number;
}

export class Deviation {
  private expected = 0;
  private missing = 0;
  private readonly stretches: Checkpoint[][];

  constructor(
    private readonly countsPerMicrolitre: number,
    private readonly countsPerStep: number,
  ) {
    this.stretches = SPACING.map(() => [{ expected: 0, missing: 0 }]);
  }

  /** Begins afresh. */
  clear(): void {
    this.expected = 0;
    this.missing = 0;
    for (const stretch of this.stretches) stretch.splice(0, stretch.length, { expected: 0, missing: 0 });
  }

  /** Steps commanded and counts seen since the last time. */
  add(steps: number, counts: number): Course {
    this.expected += steps * this.countsPerStep;
    this.missing += steps * this.countsPerStep - counts;
    let course = Course.WITHIN;
    this.stretches.forEach((stretch, i) => {
      const oldest = stretch[0] as Checkpoint;
      const off = this.missing - oldest.missing;
      const span = this.expected - oldest.expected;
      const least = TOLERANCE * this.countsPerMicrolitre;
      if (course === Course.WITHIN && !(off <= least || off * TWENTIETH <= span)) course = Course.BEHIND;
      if (course === Course.WITHIN && !(-off <= least || -off * TWENTIETH <= span)) course = Course.AHEAD;
      const last = stretch[stretch.length - 1] as Checkpoint;
      if (this.expected - last.expected >= (SPACING[i] as number) * this.countsPerMicrolitre) {
        stretch.push({ expected: this.expected, missing: this.missing });
        if (stretch.length > CHECKPOINTS) stretch.shift();
      }
    });
    return course;
  }

  /** Steps that may pass at most before the next `add`, so that no checkpoint is missed. */
  get spacing(): number {
    return ((SPACING[0] as number) * this.countsPerMicrolitre) / this.countsPerStep;
  }
}
