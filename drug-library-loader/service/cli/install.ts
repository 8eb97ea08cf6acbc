import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { FileKind } from '../../../engine/service/library-slots';
import { readWhole } from '../../cli/key-file';
import { colours, say, sayJson } from '../../cli/screen';
import { dayText } from '../../signature/trust';
import { type Installed, type Progress, install } from '../install';
import { type PumpOptions, onPump, withPump } from './pump-option';
import { libraryText } from './status';

export function register(program: Command): void {
  withPump(program.command('install'))
    .summary('a signed library, trust list or staff list')
    .description(
      'Sends a signed file to the pump, which checks it as "drug-library verify" does and reads all of it before it takes it. What was cut ' +
        'goes on where it was. Then the pump is asked what it now holds. Possible while the pump infuses: the running infusion keeps its library.',
    )
    .argument('<file>', 'signed by author and approver')
    .addHelpText(
      'after',
      `
Exit code: 0 taken, 1 refused (the pump's library stays), 2 usage or no answer.

Example:
  pump-service install hospital.dlib --pump 127.0.0.1:7100`,
    )
    .action((path: string, options: PumpOptions) =>
      onPump(options, async (link) => {
        const file = readWhole(path);
        const bar = options.json ? undefined : progressBar();
        let result: Installed;
        try {
          result = await install(link, file, bar?.progress ?? SILENT);
        } finally {
          bar?.stop();
        }
        if (options.json) sayJson(result);
        else sayInstalled(result);
      }),
    );
}

const SILENT: Progress = { sent: () => {}, checking: () => {} };

function progressBar(): { progress: Progress; stop(): void } | undefined {
  if (!process.stderr.isTTY) return undefined;
  const bar = new SingleBar(
    { format: '{what} {bar} {value}/{total} {unit}', hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  let started = false;
  return {
    progress: {
      sent(done, total) {
        if (!started) bar.start(total, done, { what: 'sending', unit: 'bytes' });
        started = true;
        bar.update(done);
      },
      checking(parts) {
        bar.update({ what: 'the pump checks', unit: `bytes, ${Math.max(0, parts)} parts read` });
      },
    },
    stop: () => bar.stop(),
  };
}

function sayInstalled({ kind, resumedFrom, after }: Installed): void {
  if (resumedFrom > 0) say(colours.dim(`went on from byte ${resumedFrom}`));
  if (kind === FileKind.TRUST)
    say(
      `${colours.green('Taken.')} Trust list: ${after.trust.organisation}, sequence ${after.trust.sequence}`,
    );
  else if (kind === FileKind.STAFF) say(`${colours.green('Taken.')} The staff list is replaced.`);
  else if (after.waiting >= 0)
    say(
      `${colours.green('Taken.')} It waits for ${dayText(after.effective)}; until then the pump keeps what it has.`,
    );
  else say(`${colours.green('Taken.')} It is used from the next programming on.`);
  say(`The pump now holds ${libraryText(after)}`);
}
