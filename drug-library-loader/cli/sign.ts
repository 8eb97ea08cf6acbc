import { type Command, Option } from 'commander';
import { ROLES, type RoleName } from '../signature/keys';
import { dayOf, signLibrary } from '../signature/sign';
import { splitSigned } from '../signature/signed-file';
import { dayText } from '../signature/trust';
import { openKeyFile, readWhole, trustBeside } from './key-file';
import { sayNoticeOf } from './notice';
import { PASSPHRASE_VARIABLE } from './passphrase';
import { orRefuse } from './refusal-screen';
import { colours, grouped, say, sayJson } from './screen';
import { UsageError } from './usage-error';
import { writeWhole } from './whole-file';

interface Options {
  key: string;
  role?: RoleName;
  trust?: string;
  output?: string;
  passphraseFile?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('sign')
    .summary('sign a built library, first as its author, then as its approver')
    .description(
      'Adds one signature to the file. The author signs what "build" wrote; the approver, another person, signs what the author signed, ' +
        'and only after the author’s signature was found good. The file is replaced whole or not at all. Refused are drafts, ' +
        'demonstration libraries under real keys and the other way round, a file changed since the author signed, and the same person twice.',
    )
    .argument('<file>', 'library as "build" wrote it, or signed by the author')
    .requiredOption(
      '--key <file>',
      "your key's private part (PERSON-ROLE.pem); its public part lies beside it",
    )
    .addOption(new Option('--role <role>', 'makes sure that this is the key you meant').choices(ROLES))
    .option('--trust <file>', 'trust list; needed to approve (default: trust.json beside the key)')
    .option('-o, --output <file>', 'write another file instead of adding to this one')
    .option('--passphrase-file <file>', `first line is the passphrase (or ${PASSPHRASE_VARIABLE}, or typed)`)
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Before you sign: drug-library inspect, diff and coverage show what you put your name to.

Exit code: 0 signed, 1 refused, 2 usage.

Examples:
  drug-library sign hospital.dlib --key demonstration-keys/demo-1-author.pem
  drug-library sign hospital.dlib --key demonstration-keys/demo-2-approver.pem --trust demonstration-keys/trust.json`,
    )
    .action((path: string, options: Options) =>
      orRefuse(options.json, async () => {
        const file = readWhole(path);
        const trust = trustBeside(options.key, options.trust);
        const key = await openKeyFile(options.key, options.passphraseFile);
        if (options.role !== undefined && options.role !== key.role)
          throw new UsageError(`${options.key} is an ${key.role}'s key, not an ${options.role}'s`);
        const at = new Date();
        const signed = signLibrary(file, key, { trust, at });
        const output = options.output ?? path;
        writeWhole(output, signed);
        const manifest = splitSigned(signed)?.manifest;
        const signatures = splitSigned(signed)?.signatures.length ?? 0;
        if (options.json) {
          sayJson({
            output,
            bytes: signed.length,
            role: key.role,
            person: key.person,
            keyId: key.id,
            at: at.toISOString(),
            signatures,
          });
          return;
        }
        sayNoticeOf(splitSigned(signed)?.library);
        if (key.demonstration) say(colours.bold(colours.yellow('Demonstration key, not for clinical use.')));
        say(
          `${colours.bold(output)}: ${manifest?.library} ${manifest?.version}, sequence ${manifest?.sequence}, ${grouped(signed.length)} bytes`,
        );
        say(`  signed by ${key.role} ${key.person}, key ${key.id}, on ${dayText(dayOf(at))}`);
        say(signatures === 2 ? colours.green('  both have signed') : '  the approver is still to sign');
      }),
    );
}
