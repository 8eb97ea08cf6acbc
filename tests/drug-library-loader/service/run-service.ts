// Runs pump-service in this process and collects what it prints; and a pump on a TCP port for it to talk to.
import { main } from '../../../drug-library-loader/service/cli/main';
import { ServicePort } from '../../../drug-library-loader/service/service-port';
import { Service } from '../../../engine/service/service';
import type { VirtualClock } from '../../../hal/desktop/clock';
import type { NodeFlash } from '../../../hal/desktop/node-flash';
import { type Parts, powerOn } from '../../engine/service/pump-parts';

export interface CommandResult {
  code: number;
  out: string;
  error: string;
}

export async function runService(...words: string[]): Promise<CommandResult> {
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

export interface PumpOnPort extends Parts {
  address: string;
  infusing: boolean;
  /** Frames that arrive from now on and are lost. */
  lose: number;
  close(): Promise<void>;
}

/** A pump whose service link is on a TCP port; it works whenever a frame arrives. */
export async function pumpOnPort(flash: NodeFlash, clock?: VirtualClock): Promise<PumpOnPort> {
  const parts = powerOn(flash, clock);
  const state = { infusing: false, lose: 0 };
  const service = new Service(parts.hal, parts.journal, parts.training, parts.slots, {
    infusing: () => state.infusing,
    figures: () => [0],
  });
  const port = new ServicePort({
    take(frame) {
      if (state.lose > 0) state.lose--;
      else parts.link.deliver(frame);
      service.poll();
    },
    answers() {
      const frames: Uint8Array[] = [];
      for (let frame = parts.link.take(); frame; frame = parts.link.take()) frames.push(frame);
      return frames;
    },
  });
  const number = await port.listen(0);
  return Object.assign(state, parts, { address: `127.0.0.1:${number}`, close: () => port.close() });
}
