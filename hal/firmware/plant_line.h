/* plant_line.h: the line from an emulated board to the simulator's plant, in lock-step: two FIFOs in the emulator's folder, `to-board` and
 * `from-board`, read and written by semihosting, so that no time passes on the board while it waits. The plant grants time: each request says
 * how late it is, and the board does what is due and ends with PLANT_DONE. Numbers are little-endian. Only in the emulator. */
#ifndef DERS_PLANT_LINE_H
#define DERS_PLANT_LINE_H

#include <stddef.h>
#include <stdint.h>

/* What the plant asks; simulator/target/message.ts has the same numbers. */
enum plant_request_kind {
  PLANT_BOOT = 1,    /* struct plant_boot, then the cells of the flash */
  PLANT_START = 2,   /* the application's start() */
  PLANT_STEP = 3,    /* the application's step() */
  PLANT_TICK = 4,    /* time for keys and supervisor */
  PLANT_CONTACT = 5, /* a raw edge of a contact: `key` * 2 + closed, at `extra` ms */
  PLANT_CELLS = 6,   /* cells of the flash changed behind the board's back, from `extra` on */
  PLANT_SPOIL = 7    /* for the fault tests: what the next step does wrong, `key` (enum pump_spoil) */
};

struct plant_request {
  uint8_t kind;
  uint8_t frames; /* whether bytes wait on the service cable */
  uint16_t key;
  uint32_t length; /* bytes that follow */
  uint64_t now;    /* monotonic ms since power-on */
  uint32_t wall;
  uint32_t commanded; /* whole steps made, counts of the encoder */
  uint32_t encoder;
  uint32_t extra;
};

struct plant_boot {
  uint32_t held; /* a bit for each key that is down */
  uint32_t sensors; /* a bit for each sensor that is there */
  uint32_t flash; /* bytes */
  char serial[20]; /* ended by 0 */
};

/* What the board tells: kind, 0, length (two bytes), content. Those that are answered say with what. */
enum plant_message_kind {
  PLANT_HELLO = 1,
  PLANT_DONE = 2,
  PLANT_RUN = 3,
  PLANT_HALT = 4,
  PLANT_SHOW = 5,
  PLANT_ALARM = 6,
  PLANT_BEEP = 7,
  PLANT_LAMP = 8,
  PLANT_OFF = 9,
  PLANT_ALIVE = 10,
  PLANT_SENSORS = 11, /* 14 doubles */
  PLANT_PROGRAM = 12, /* a byte, 1 done */
  PLANT_ERASE = 13,   /* a byte */
  PLANT_SET_WALL = 14, /* a byte */
  PLANT_RECEIVE = 15, /* how many bytes (two), the bytes of the line */
  PLANT_SEND = 16,    /* bytes of the line: a byte */
  PLANT_LOUDNESS = 17
};

/* Longest content of a message. */
#define PLANT_LONGEST 1200

/* Opens both FIFOs; -1 where there are none. */
int plant_open(void);

/* Waits for `length` bytes; ends the emulator where the plant is gone. */
void plant_read(void *bytes, size_t length);

/* Tells something; sent with the next that is answered, or by plant_flush. */
void plant_tell(enum plant_message_kind kind, const void *content, size_t length);
void plant_flush(void);

/* Tells it and waits for an answer of `length` bytes. */
void plant_ask(enum plant_message_kind kind, const void *content, size_t size, void *answer, size_t length);

/* Ends the emulator. */
void plant_end(void) __attribute__((noreturn));

#endif
