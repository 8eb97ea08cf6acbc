import { Refusal } from '../signature/refusal';
import { colours, sayJson } from './screen';

/** Runs a command; a refusal is its answer, with exit code 1, not a failure of the program. */
export async function orRefuse(json: boolean | undefined, action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (json) sayJson({ refused: error.code, message: error.message });
    else process.stderr.write(`${colours.bold(colours.red('Refused:'))} ${error.message}\n`);
    process.exitCode = 1;
  }
}
