import { UsageError } from '../../drug-library-loader/cli/usage-error';
import { type Target, requireTarget } from '../target/board-process';

/** A UsageError that says what is missing for a run on this board, and what provides it. */
export function checkTarget(target: Target): void {
  try {
    requireTarget(target);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
