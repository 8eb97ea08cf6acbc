import { type Server, type Socket, createServer } from 'node:net';
import { FrameReader, encodeFrame } from './frame';

/** A pump in this process, as its service cable sees it. */
export interface PumpEnd {
  /** A frame has arrived: the pump gets it, and time to answer. */
  take(frame: Buffer): void;
  /** Frames that the pump has sent since the last call. */
  answers(): Uint8Array[];
}

/** The service cable of a simulated pump on a TCP port. One program at a time, as with a cable: a second call takes the place of the first. */
export class ServicePort {
  private readonly server: Server;
  private readonly pump: PumpEnd;
  private socket: Socket | undefined;

  constructor(pump: PumpEnd) {
    this.pump = pump;
    this.server = createServer((socket) => this.connected(socket));
  }

  /** Listens; gives the port, which is another one where 0 was asked for. Rejects where the port is in use. */
  listen(port: number, host = '127.0.0.1'): Promise<number> {
    return new Promise((done, failed) => {
      this.server.once('error', failed);
      this.server.listen(port, host, () => {
        this.server.off('error', failed);
        const address = this.server.address();
        done(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  private connected(socket: Socket): void {
    this.socket?.destroy();
    this.socket = socket;
    const reader = new FrameReader();
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      for (const frame of reader.push(bytes)) {
        this.pump.take(frame);
        this.flush();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.socket === socket) this.socket = undefined;
    });
  }

  /** Sends what the pump has answered; without a caller it is lost, as on a cable with no end. */
  flush(): void {
    for (const frame of this.pump.answers()) this.socket?.write(encodeFrame(frame));
  }

  close(): Promise<void> {
    this.socket?.destroy();
    return new Promise((done) => {
      this.server.close(() => done());
    });
  }
}
