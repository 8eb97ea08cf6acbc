#include "plant_line.h"

#include <string.h>

#include "boards/board.h"

/* Semihosting of Arm; read and write give how many bytes are left over. */
enum { SYS_OPEN = 1, SYS_WRITE = 5, SYS_READ = 6, SYS_EXIT = 0x18 };
enum { READ_BINARY = 1, WRITE_BINARY = 5 };
#define APPLICATION_EXIT 0x20026u

static uint32_t from_plant, to_plant;
static uint8_t waiting[4096];
static size_t held;

static int32_t semihost(uint32_t operation, uintptr_t parameters) {
  register uint32_t r0 __asm("r0") = operation;
  register uintptr_t r1 __asm("r1") = parameters;

  __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return (int32_t)r0;
}

static int32_t open_file(const char *name, uint32_t mode) {
  uintptr_t parameters[3] = {(uintptr_t)name, mode, strlen(name)};

  return semihost(SYS_OPEN, (uintptr_t)parameters);
}

int plant_open(void) {
  int32_t in = open_file("to-board", READ_BINARY), out = open_file("from-board", WRITE_BINARY);

  if (in < 0 || out < 0) return -1;
  from_plant = (uint32_t)in;
  to_plant = (uint32_t)out;
  return 0;
}

void plant_end(void) {
  semihost(SYS_EXIT, APPLICATION_EXIT);
  for (;;) {
  }
}

void plant_read(void *bytes, size_t length) {
  uint8_t *at = bytes;

  while (length > 0) {
    uintptr_t parameters[3] = {from_plant, (uintptr_t)at, length};
    int32_t left = semihost(SYS_READ, (uintptr_t)parameters);

    if (left < 0 || (size_t)left >= length) plant_end();
    at += length - (size_t)left;
    length = (size_t)left;
  }
}

void plant_flush(void) {
  const uint8_t *at = waiting;

  while (held > 0) {
    uintptr_t parameters[3] = {to_plant, (uintptr_t)at, held};
    int32_t left = semihost(SYS_WRITE, (uintptr_t)parameters);

    if (left < 0 || (size_t)left >= held) plant_end();
    at += held - (size_t)left;
    held = (size_t)left;
  }
}

void plant_tell(enum plant_message_kind kind, const void *content, size_t length) {
  if (length > PLANT_LONGEST) plant_end();
  if (held + 4 + length > sizeof waiting) plant_flush();
  waiting[held++] = (uint8_t)kind;
  waiting[held++] = 0;
  waiting[held++] = (uint8_t)length;
  waiting[held++] = (uint8_t)(length >> 8);
  if (length > 0) memcpy(waiting + held, content, length);
  held += length;
}

void plant_ask(enum plant_message_kind kind, const void *content, size_t size, void *answer, size_t length) {
  plant_tell(kind, content, size);
  plant_flush();
  plant_read(answer, length);
}

/* A fault stands on the console, and ends the emulator: the plant sees the line go. */
void board_fault(const char *what, const uint32_t *stacked) {
  static char text[40];
  int i;

  board_send("\nfault: ", 8);
  board_send(what, strlen(what));
  for (i = 0; i < 8; i++) text[i] = "0123456789abcdef"[stacked[6] >> (28 - 4 * i) & 15];
  board_send(" at ", 4);
  board_send(text, 8);
  board_send("\n", 1);
  plant_end();
}
