/* The service line on USART 2 (RM0090, chapter 30): PA2 sends, PA3 receives, with interrupt 38. */
#include "../link_line.h"
#include "chip_clock.h"
#include "chip_pins.h"

#define USART2 0x40004400u
#define RCC_APB1ENR (*(volatile uint32_t *)0x40023840u)
#define NVIC_ENABLE (*(volatile uint32_t *)0xe000e104u)
#define REGISTER(offset) (*(volatile uint32_t *)(USART2 + (offset)))

enum { SR = 0, DR = 4, BRR = 8, CR1 = 12, OVERRUN = 1 << 3, RX_READY = 1 << 5, TX_EMPTY = 1 << 7 };
enum { ENABLED = 1 << 13, RECEIVE_INTERRUPT = 1 << 5, SEND = 1 << 3, RECEIVE = 1 << 2, CLOCK = 1 << 17, NUMBER = 38 - 32, FUNCTION_USART2 = 7 };
/* Two of the longest frames, and a power of two. */
enum { RING = 4096 };
/* Turns of a wait: far longer than a byte takes. */
#define PATIENCE 200000u

static uint8_t ring[RING];
static volatile uint32_t written, taken;

/* Reading the byte behind the status clears both, an overrun too. */
void link_interrupt(void) {
  while (REGISTER(SR) & (RX_READY | OVERRUN)) {
    uint8_t byte = (uint8_t)REGISTER(DR);

    if (written - taken < RING) {
      ring[written % RING] = byte;
      written++;
    }
  }
}

void board_link_start(void) {
  const struct chip_pin send = {0, 2}, receive = {0, 3};

  written = taken = 0;
  RCC_APB1ENR |= CLOCK;
  chip_pin_input(receive);
  chip_pin_function(send, FUNCTION_USART2);
  chip_pin_function(receive, FUNCTION_USART2);
  REGISTER(BRR) = (chip_bus_clock() + 57600) / 115200;
  REGISTER(CR1) = ENABLED | SEND | RECEIVE | RECEIVE_INTERRUPT;
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
    for (turns = 0; !(REGISTER(SR) & TX_EMPTY); turns++)
      if (turns >= PATIENCE) return false;
    REGISTER(DR) = bytes[i];
  }
  return true;
}
