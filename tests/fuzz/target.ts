import type { Change } from './mutate';

/** Something that takes bytes from outside. */
export interface Target {
  name: string;
  /** What it has to keep up, whatever the bytes. */
  promise: string;
  seeds: () => Buffer[];
  /** Changes that know the form of the input. */
  changes?: Change[];
  /** Throws where the promise is broken. */
  run: (input: Buffer) => void;
}
