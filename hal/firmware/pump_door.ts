// The Hal of hal/hal.ts out of the natives of pump_hal.c, and what C calls. Behind dist/pump.js in the image; ES5.
// biome-ignore lint/suspicious/noExplicitAny: natives in C have no types here.
declare const board: any;
// biome-ignore lint/suspicious/noExplicitAny: the bundle's only global.
declare const ders: any;

let pump: { start(): void; step(): number };

function giveOrder(order: number[]): number {
  for (let i = 0; i < order.length; i++) board.orderNumber(i, order[i]);
  return board.order(order.length);
}

export function startPump(serial: string, firmware: string, highestRate: number, size: number): void {
  pump = new ders.Pump({
    serial: serial,
    firmware: firmware,
    demonstrationKeys: true,
    highestRate: highestRate,
    clock: { monotonic: board.monotonic, wall: board.wall, setWall: board.setWall },
    keypad: { next: board.next },
    display: { show: board.show },
    signals: {
      alarm: (priority: number, audible: boolean) => board.alarm(priority, audible ? 1 : 0),
      beep: board.beep,
      loudness: board.loudness,
      running: (on: boolean) => board.running(on ? 1 : 0),
    },
    sensors: { read: board.readSensor, has: board.has },
    supervisor: {
      order: giveOrder,
      run: board.run,
      renew: board.renew,
      stop: board.stop,
      reset: board.reset,
      motion: board.motion,
      halt: board.halt,
      delivered: board.delivered,
      total: board.total,
    },
    flash: {
      size: size,
      word: board.word,
      read: board.read,
      crc32: board.crc32,
      search: board.search,
      regionStart: board.regionStart,
      regionSize: board.regionSize,
      sectorSize: board.sectorSize,
      erase: board.erase,
      program: board.program,
    },
    crypto: {
      verify: board.verify,
      sha256: board.sha256,
      digest: board.digest,
      accept: board.accept,
      readTrust: board.readTrust,
      checkRecords: board.checkRecords,
    },
    link: { receive: board.receive, send: board.send },
    alive: board.alive,
    off: board.off,
  });
  pump.start();
}

export function stepPump(): number {
  return pump.step();
}
