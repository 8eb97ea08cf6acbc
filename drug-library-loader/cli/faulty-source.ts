import type { Compilation } from '../compiler/compile';

/** A source with faults: nothing was compiled, and the findings say why. */
export class FaultySource extends Error {
  override readonly name = 'FaultySource';

  constructor(
    readonly path: string,
    readonly compilation: Compilation,
  ) {
    super(`${path} cannot be compiled`);
  }
}
