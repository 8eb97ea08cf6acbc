import type { Command } from 'commander';
import { Message } from '../../../engine/service/service';
import { say, sayJson } from '../../cli/screen';
import { UsageError } from '../../cli/usage-error';
import { askStatus } from '../pump-status';
import { type PumpOptions, onPump, withPump } from './pump-option';
import { timeText } from './status';

export function register(program: Command): void {
  withPump(program.command('set-clock'))
    .summary('the pump’s clock to this computer’s')
    .description(
      'Sets the clock of the pump to the time of this computer (UTC), or to another. The journal says from what to what. Not while infusing.',
    )
    .option('--to <time>', 'ISO 8601, such as 2026-12-07T08:00:00Z')
    .action((options: PumpOptions & { to?: string }) => {
      const given = options.to === undefined ? undefined : Date.parse(options.to);
      if (Number.isNaN(given))
        throw new UsageError(`--to ${options.to}: give a time such as 2026-12-07T08:00:00Z`);
      return onPump(options, async (link) => {
        const before = (await askStatus(link)).wall;
        const [after] = (await link.ask(Message.TIME, Math.round((given ?? Date.now()) / 1000))) as number[];
        if (options.json) sayJson({ before: timeText(before), after: timeText(after) });
        else say(`The clock of the pump: ${timeText(before)} → ${timeText(after)}`);
      });
    });
}
