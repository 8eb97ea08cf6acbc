import type { Command } from 'commander';
import { colours, say, wrapped } from '../../drug-library-loader/cli/screen';
import { CONDITION_FORMS } from '../scenario/condition';
import { readable } from '../scenario/grammar';
import { STEP_FORMS } from '../scenario/step';

export function register(program: Command): void {
  program
    .command('steps')
    .summary('what a scenario may say')
    .description(
      'Lists the steps of scenarios, and the conditions that may stand behind expect and wait until.',
    )
    .action(() => {
      for (const [title, forms] of [
        ['Steps', STEP_FORMS],
        ['Conditions', CONDITION_FORMS],
      ] as const) {
        say(colours.bold(title));
        for (const { pattern, means } of forms) {
          say(`  ${readable(pattern.text)}`);
          if (means !== '') say(colours.dim(wrapped(means, '      ')));
        }
        say();
      }
    });
}
