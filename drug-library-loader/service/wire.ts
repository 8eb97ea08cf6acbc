import { connect } from 'node:net';
import { UsageError } from '../cli/usage-error';

/** A cable to a pump: bytes both ways. */
export interface Wire {
  write(bytes: Uint8Array): void;
  onBytes(take: (bytes: Uint8Array) => void): void;
  /** Says why the other end is gone. */
  onEnd(take: (why: string) => void): void;
  close(): void;
}

const BAUD = 115_200;
const CONNECT_MS = 5_000;

/**
 * Opens the cable to an address: `host:port` (also `tcp://host:port`), or a serial port, at 115,200 baud unless `@baud` follows. UsageError
 * where there is none.
 */
export async function openWire(address: string): Promise<Wire> {
  const tcp = /^(?:tcp:\/\/)?(\[[^\]]+\]|[^/:@\\]+):(\d{1,5})$/.exec(address);
  if (tcp) return openTcp(tcp[1].replace(/^\[|\]$/g, ''), Number(tcp[2]), address);
  const serial = /^(\/dev\/[^@]+|COM\d+|\\\\\.\\COM\d+)(?:@(\d+))?$/i.exec(address);
  if (serial) return openSerial(serial[1], serial[2] === undefined ? BAUD : Number(serial[2]));
  throw new UsageError(
    `"${address}" is no address of a pump: give host:port, or a serial port such as /dev/ttyACM0`,
  );
}

function openTcp(host: string, port: number, address: string): Promise<Wire> {
  return new Promise((done, failed) => {
    const socket = connect({ host, port, noDelay: true });
    const refuse = (why: string) => {
      socket.destroy();
      failed(new UsageError(`no pump at ${address}: ${why}`));
    };
    const timer = setTimeout(() => refuse('no answer to the call'), CONNECT_MS);
    const early = (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      refuse(error.code === 'ECONNREFUSED' ? 'nobody listens there' : error.message);
    };
    socket.once('error', early);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', early);
      done({
        write: (bytes) => socket.write(bytes),
        onBytes: (take) => socket.on('data', take),
        onEnd: (take) => {
          socket.on('error', (error) => take(error.message));
          socket.on('close', () => take('the connection was closed'));
        },
        close: () => socket.destroy(),
      });
    });
  });
}

async function openSerial(path: string, baudRate: number): Promise<Wire> {
  // Loaded here alone: it brings native code that nobody needs for a file or a network.
  const { SerialPort } = await import('serialport');
  return new Promise((done, failed) => {
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    port.open((error) => {
      if (error) return failed(new UsageError(`cannot open ${path}: ${error.message}`));
      done({
        write: (bytes) => port.write(Buffer.from(bytes)),
        onBytes: (take) => port.on('data', take),
        onEnd: (take) => {
          port.on('error', (problem) => take(problem.message));
          port.on('close', () => take('the port was closed'));
        },
        close: () => port.close(),
      });
    });
  });
}
