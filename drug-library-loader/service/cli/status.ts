import type { Command } from 'commander';
import { type Reason, reasonText } from '../../../engine/index';
import { colours, say, sayJson, table } from '../../cli/screen';
import { dayText } from '../../signature/trust';
import { type PumpStatus, askStatus } from '../pump-status';
import { type PumpOptions, onPump, withPump } from './pump-option';

export function register(program: Command): void {
  withPump(program.command('status'))
    .summary('what the pump is, and which library it holds')
    .description(
      'Asks a pump who it is, which library it uses or why it has none, what waits, and how far its journal is.',
    )
    .addHelpText(
      'after',
      `
Exit code: 0 the pump has a library, 1 it has none, 2 usage or no answer.

Examples:
  pump-service status --pump 127.0.0.1:7100
  pump-service status --pump /dev/ttyACM0 --json`,
    )
    .action((options: PumpOptions) =>
      onPump(options, async (link) => {
        const status = await askStatus(link);
        if (options.json) sayJson(status);
        else sayStatus(status);
        if (!status.library) process.exitCode = 1;
      }),
    );
}

const SLOTS = ['A', 'B'];

/** "7 December 2026 …" would depend on where one is: ISO 8601. */
export function timeText(seconds: number): string {
  return seconds > 0 ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : 'not set';
}

export function libraryText({ library, reason }: PumpStatus): string {
  if (!library) return colours.red(`none: ${reasonText(reason as Reason)} (code ${reason})`);
  const { organisation, id, version, sequence } = library;
  return `${organisation}: ${id} ${colours.bold(version)}, release ${sequence}`;
}

export function sayStatus(status: PumpStatus): void {
  const { library, waiting, effective, pinned, transfer, trust } = status;
  const rows: string[][] = [
    ['pump', `${colours.bold(status.serial)}  ${colours.dim(status.firmware)}`],
    ['clock', `${timeText(status.wall)}  ${colours.dim(`on for ${Math.floor(status.monotonic / 1000)} s`)}`],
    ['infusing', status.infusing ? 'yes' : 'no'],
    ['library', libraryText(status)],
  ];
  if (library)
    rows.push(
      [
        '',
        `slot ${SLOTS[status.slot]}, in effect ${dayText(library.effective)}, review by ${dayText(library.reviewBy)}`,
      ],
      ['', colours.dim(`sha256 ${library.digest}`)],
    );
  if (waiting >= 0) rows.push(['waits', `slot ${SLOTS[waiting]}, in effect on ${dayText(effective)}`]);
  if (pinned >= 0) rows.push(['held', `slot ${SLOTS[pinned]}, by the running infusion`]);
  if (transfer.kind > 0)
    rows.push([
      'receiving',
      `${transfer.received} of ${transfer.length} bytes${transfer.part >= 0 ? ', being checked' : ''}`,
    ]);
  rows.push(
    [
      'trust list',
      trust.sequence > 0 ? `${trust.organisation}, sequence ${trust.sequence}` : colours.red('none'),
    ],
    ['journal', `${status.journal} records, ${status.training} in training`],
  );
  say(table(['', ''], rows));
}
