/* Arm MPS2 with the AN386 image: a Cortex-M4F at 25 MHz, as qemu-system-arm -M mps2-an386 shows it. */
#include "../board.h"

#define UART0 0x40004000u
#define TIMER0 0x40000000u
#define TIMER1 0x40001000u
#define WATCHDOG 0x40008000u
#define RESET_INFO 0x4001f010u
#define REGISTER(base, offset) (*(volatile uint32_t *)((base) + (offset)))

/* UART (CMSDK) */
enum { DATA = 0, STATE = 4, CONTROL = 8, DIVISOR = 16, TX_FULL = 1, RX_FULL = 2 };
/* Timer (CMSDK) */
enum { TIMER_CONTROL = 0, VALUE = 4, RELOAD = 8, TIMER_CLEAR = 12, TIMER_ENABLE = 1, TIMER_INTERRUPT = 8 };
/* Interrupt of TIMER1 */
enum { TIMER1_NUMBER = 9, TIMER1_PRIORITY = 0x20 };
#define INTERRUPT_ENABLE 0xe000e100u
#define INTERRUPT_PRIORITY 0xe000e400u
/* Watchdog (CMSDK) */
enum { LOAD = 0, WATCHDOG_CONTROL = 8, CLEAR = 12, LOCK = 0xc00 };

const char board_name[] = "mps2-an386";
const uint32_t board_tick_rate = 25000000;
/* With -icount shift=0 an instruction takes a nanosecond. */
const uint32_t board_tick_instructions = 40;

/* The second memory of 16 MB stands for flash: the emulator loads a library there. */
const uint8_t *const board_library = (const uint8_t *)0x21000000u;
const uint32_t board_library_size = 1u << 20;

static uint32_t watchdog_load;

void board_start(void) {
  REGISTER(TIMER0, RELOAD) = 0xffffffffu;
  REGISTER(TIMER0, VALUE) = 0xffffffffu;
  REGISTER(TIMER0, TIMER_CONTROL) = 1;
  REGISTER(UART0, DIVISOR) = 25000000u / 115200u;
  REGISTER(UART0, CONTROL) = 3;
}

void board_send(const char *bytes, size_t length) {
  size_t i;

  for (i = 0; i < length; i++) {
    while (REGISTER(UART0, STATE) & TX_FULL) {
    }
    REGISTER(UART0, DATA) = (uint8_t)bytes[i];
  }
}

int board_receive(void) { return REGISTER(UART0, STATE) & RX_FULL ? (int)(REGISTER(UART0, DATA) & 0xff) : -1; }

uint32_t board_ticks(void) { return 0xffffffffu - REGISTER(TIMER0, VALUE); }

static void watchdog_control(uint32_t control) {
  REGISTER(WATCHDOG, LOCK) = 0x1acce551u;
  REGISTER(WATCHDOG, WATCHDOG_CONTROL) = control;
  REGISTER(WATCHDOG, LOCK) = 1;
}

void board_watchdog_start(uint32_t ms) {
  watchdog_load = 25000u * ms;
  REGISTER(WATCHDOG, LOCK) = 0x1acce551u;
  REGISTER(WATCHDOG, LOAD) = watchdog_load;
  /* Zero raises the NMI, a second one without an answer restarts. */
  watchdog_control(3);
}

void board_watchdog_feed(void) {
  REGISTER(WATCHDOG, LOCK) = 0x1acce551u;
  REGISTER(WATCHDOG, CLEAR) = 1;
  REGISTER(WATCHDOG, LOCK) = 1;
}

void board_timer_start(uint32_t microseconds) {
  REGISTER(TIMER1, TIMER_CONTROL) = 0;
  REGISTER(TIMER1, RELOAD) = 25u * microseconds - 1u;
  REGISTER(TIMER1, VALUE) = 25u * microseconds - 1u;
  ((volatile uint8_t *)INTERRUPT_PRIORITY)[TIMER1_NUMBER] = TIMER1_PRIORITY;
  REGISTER(INTERRUPT_ENABLE, 0) = 1u << TIMER1_NUMBER;
  REGISTER(TIMER1, TIMER_CONTROL) = TIMER_ENABLE | TIMER_INTERRUPT;
}

void board_timer_clear(void) { REGISTER(TIMER1, TIMER_CLEAR) = 1; }
void board_timer_stop(void) { REGISTER(TIMER1, TIMER_CONTROL) = 0; }

void board_time_hold(void) {
  board_timer_stop();
  if (watchdog_load != 0) watchdog_control(0);
}

void board_time_go(void) {
  REGISTER(TIMER1, TIMER_CONTROL) = TIMER_ENABLE | TIMER_INTERRUPT;
  /* Its counter did not stand: without its two effects it went on. */
  board_watchdog_feed();
  if (watchdog_load != 0) watchdog_control(3);
}

int board_watchdog_bit(void) { return (int)(REGISTER(RESET_INFO, 0) >> 1 & 1); }
