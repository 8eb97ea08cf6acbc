/* The service line on UART 1 of the AN386 (CMSDK), its receiver's interrupt being number 2. */
#include "../link_line.h"

#define UART1 0x40005000u
#define NVIC_ENABLE (*(volatile uint32_t *)0xe000e100u)
#define REGISTER(offset) (*(volatile uint32_t *)(UART1 + (offset)))

enum { DATA = 0, STATE = 4, CONTROL = 8, INTERRUPT = 12, DIVISOR = 16, TX_FULL = 1, RX_FULL = 2 };
enum { SEND = 1, RECEIVE = 2, RECEIVE_INTERRUPT = 8, NUMBER = 2 };
/* Two of the longest frames, and a power of two. */
enum { RING = 4096 };
/* Turns of a wait: far longer than a byte takes. */
#define PATIENCE 500000u

static uint8_t ring[RING];
static volatile uint32_t written, taken;

/* Cleared before the byte is read: a byte that comes meanwhile raises it again. */
void link_interrupt(void) {
  REGISTER(INTERRUPT) = RECEIVE;
  while (REGISTER(STATE) & RX_FULL) {
    uint8_t byte = (uint8_t)REGISTER(DATA);

    if (written - taken < RING) {
      ring[written % RING] = byte;
      written++;
    }
  }
}

void board_link_start(void) {
  written = taken = 0;
  REGISTER(DIVISOR) = 25000000u / 115200u;
  REGISTER(CONTROL) = SEND | RECEIVE | RECEIVE_INTERRUPT;
  NVIC_ENABLE = 1u << NUMBER;
}

uint32_t board_link_waiting(void) { return written - taken; }

uint32_t board_link_take(uint8_t *bytes, uint32_t most) {
  uint32_t count = board_link_waiting(), i;

  if (count > most) count = most;
  for (i = 0; i < count; i++) bytes[i] = ring[(taken + i) % RING];
  taken += count;
  return count;
}

bool board_link_send(const uint8_t *bytes, uint32_t length) {
  uint32_t i, turns;

  for (i = 0; i < length; i++) {
    for (turns = 0; REGISTER(STATE) & TX_FULL; turns++)
      if (turns >= PATIENCE) return false;
    REGISTER(DATA) = bytes[i];
  }
  return true;
}
