/* The whole pump on an emulated board without a plant: images/pump.c, in the place of plant_line.c a board on which nothing turns and no key is
 * pressed, in its own time, and whose service line is a UART. The flash lies where the emulator loaded it. For tests and for pump-service. */
#include <string.h>

#include "../boards/board.h"
#include "../boards/link_line.h"
#include "../console.h"
#include "../plant_line.h"
#include "../pump_flash.h"

enum { LONGEST_WAIT = 2000, FLASH = 1664 << 10 };

static enum { REQUEST, BOOT, CELLS, LINE } expected;
static uint64_t counted;
static uint32_t last_ticks, wall;
static uint64_t wall_at, stepped_at;
static bool booted, started;
static double wake, next;

/* ms since power-on; asked for more often than the ticks come round. */
static uint64_t now(void) {
  uint32_t ticks = board_ticks();

  counted += ticks - last_ticks;
  last_ticks = ticks;
  return counted / (board_tick_rate / 1000);
}

int plant_open(void) {
  board_link_start();
  last_ticks = board_ticks();
  return 0;
}

void plant_end(void) {
  console_line("the board ends");
  board_restart();
}

static void compose(struct plant_request *request) {
  memset(request, 0, sizeof *request);
  if (!booted) request->kind = PLANT_BOOT;
  else if (!started) request->kind = PLANT_START;
  started = booted;
  booted = true;
  while (request->kind == 0) {
    uint64_t present = now();

    if (board_link_waiting() > 0 || present >= wake || present - stepped_at >= LONGEST_WAIT) {
      request->kind = PLANT_STEP;
      stepped_at = present;
    } else if (present >= next) request->kind = PLANT_TICK;
  }
  request->now = now();
  request->frames = board_link_waiting() > 0;
  request->wall = wall == 0 ? 0 : wall + (uint32_t)((request->now - wall_at) / 1000);
  expected = request->kind == PLANT_BOOT ? BOOT : REQUEST;
}

void plant_read(void *bytes, size_t length) {
  static const struct plant_boot boot = {0, 0, FLASH, "UART-0001"};

  if (expected == REQUEST && length == sizeof(struct plant_request)) compose(bytes);
  else if (expected == BOOT && length == sizeof boot) {
    memcpy(bytes, &boot, sizeof boot);
    expected = CELLS;
  } else {
    /* The cells lie there already. */
    if (expected == LINE && board_link_take(bytes, (uint32_t)length) != length) plant_end();
    expected = REQUEST;
  }
}

void plant_flush(void) {}

void plant_tell(enum plant_message_kind kind, const void *content, size_t length) {
  double numbers[3];

  if (kind == PLANT_OFF) plant_end();
  if (kind != PLANT_DONE || length < sizeof numbers) return;
  memcpy(numbers, content, sizeof numbers);
  if (numbers[0] != 0) plant_end();
  wake = numbers[1];
  next = numbers[2];
}

void plant_ask(enum plant_message_kind kind, const void *content, size_t size, void *answer, size_t length) {
  uint16_t most, count;
  uint8_t done = 1;

  memset(answer, 0, length);
  if (kind == PLANT_RECEIVE && length == sizeof count) {
    memcpy(&most, content, sizeof most);
    count = board_link_waiting() < most ? (uint16_t)board_link_waiting() : most;
    memcpy(answer, &count, sizeof count);
    if (count > 0) expected = LINE;
    return;
  }
  if (kind == PLANT_SET_WALL) {
    memcpy(&wall, content, sizeof wall);
    wall_at = now();
  }
  if (kind == PLANT_SEND) done = board_link_send(content, (uint32_t)size);
  if (length == 1) memcpy(answer, &done, 1);
}
