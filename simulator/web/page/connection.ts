// The socket to the pump: comes back by itself, and takes up the pump as it is.
import type { Command, Update } from '../message';

export type Standing = 'connecting' | 'open' | 'lost';

/** ms before the first new try, and at most. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 3000;

export class Connection {
  private socket: WebSocket | undefined;
  private wait = FIRST_WAIT;

  constructor(
    private readonly take: (update: Update) => void,
    private readonly standing: (standing: Standing) => void,
  ) {
    this.open();
  }

  private open(): void {
    this.standing('connecting');
    const socket = new WebSocket(`ws://${location.host}/pump`);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = FIRST_WAIT;
      this.standing('open');
    };
    socket.onmessage = ({ data }) => this.take(JSON.parse(data) as Update);
    socket.onclose = () => {
      this.standing('lost');
      setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
    };
  }

  /** Nothing is kept for later: a key pressed while nobody listens was not pressed. */
  send(command: Command): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(command));
    return true;
  }

  sendFile(bytes: ArrayBuffer): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(bytes);
    return true;
  }
}
