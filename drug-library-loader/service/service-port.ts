import { type Server, type Socket, createServer } from 'node:net';
import type { MemoryLink } from '../../hal/desktop/memory-link';
import { FrameReader, encodeFrame } from './frame';

/** A simulated pump's service cable on a TCP port. One program at a time, as with a cable: a second call takes the place of the first. */
export class ServicePort {
  private readonly server: Server;
  private readonly link: MemoryLink;
  private readonly arrived: () => void;
  private socket: Socket | undefined;

  /** `arrived` is called when frames wait in the link: the pump's turn. What it sends goes out with `flush`. */
  constructor(link: MemoryLink, arrived: () => void) {
    this.link = link;
    this.arrived = arrived;
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
      const frames = reader.push(bytes);
      for (const frame of frames) this.link.deliver(frame);
      if (frames.length > 0) {
        this.arrived();
        this.flush();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.socket === socket) this.socket = undefined;
    });
  }

  /** Sends what the pump has answered; without a caller it is dropped, as on a cable with no end. */
  flush(): void {
    for (let frame = this.link.take(); frame; frame = this.link.take())
      this.socket?.write(encodeFrame(frame));
  }

  close(): Promise<void> {
    this.socket?.destroy();
    return new Promise((done) => {
      this.server.close(() => done());
    });
  }
}
