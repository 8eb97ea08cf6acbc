// Runs the command line in this process and collects what it prints.
import { main } from '../../drug-library-loader/cli/main';

export interface CommandResult {
  code: number;
  out: string;
  error: string;
}

export async function runCommand(...words: string[]): Promise<CommandResult> {
  const result: CommandResult = { code: 0, out: '', error: '' };
  const [stdout, stderr, code] = [process.stdout.write, process.stderr.write, process.exitCode];
  process.exitCode = undefined;
  process.stdout.write = (text: string | Uint8Array) => {
    result.out += String(text);
    return true;
  };
  process.stderr.write = (text: string | Uint8Array) => {
    result.error += String(text);
    return true;
  };
  try {
    await main(words);
    result.code = Number(process.exitCode ?? 0);
  } finally {
    process.stdout.write = stdout;
    process.stderr.write = stderr;
    process.exitCode = code;
  }
  return result;
}
