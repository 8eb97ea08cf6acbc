/* Netduino Plus 2: an STM32F405RG, 168 MHz from a crystal of 25 MHz (the board's definition in MicroPython, NETDUINO_PLUS_2, says so, and which pins
 * its headers have). Register names and places: ST's RM0090. In the emulator clocks, GPIO, flash control and watchdog are stubs that read 0, so every
 * wait has an end; it stays at 16 MHz there by its own account, and counts faster. */
#include "../board.h"
#include "chip_clock.h"

#define RCC 0x40023800u
#define FLASH_INTERFACE 0x40023c00u
#define GPIOB 0x40020400u
#define USART1 0x40011000u
#define TIM2 0x40000000u
#define IWDG 0x40003000u
#define REGISTER(base, offset) (*(volatile uint32_t *)((base) + (offset)))

/* RCC */
enum { CR = 0x00, PLLCFGR = 0x04, CFGR = 0x08, AHB1ENR = 0x30, APB1ENR = 0x40, APB2ENR = 0x44, CSR = 0x74 };
/* GPIO */
enum { MODER = 0x00, BSRR = 0x18, AFRL = 0x20 };
/* USART */
enum { SR = 0, DR = 4, BRR = 8, CR1 = 12, RX_READY = 1 << 5, TX_EMPTY = 1 << 7 };
/* TIM2 */
enum { TIM_CR1 = 0x00, EGR = 0x14, CNT = 0x24, PSC = 0x28, ARR = 0x2c };
/* IWDG */
enum { KR = 0, PR = 4, RLR = 8 };
/* The core's own timer (ARMv7-M) */
#define TICK_CONTROL (*(volatile uint32_t *)0xe000e010u)
#define TICK_RELOAD (*(volatile uint32_t *)0xe000e014u)
#define TICK_VALUE (*(volatile uint32_t *)0xe000e018u)
#define SHPR3 (*(volatile uint32_t *)0xe000ed20u)
enum { TICKS = 7, TICK_PRIORITY = 0x20 };

/* Turns of a wait until it counts as never coming: far longer than any of these clocks takes. */
#define PATIENCE 200000u

const char board_name[] = "netduinoplus2";
const uint32_t board_tick_rate = 4000000;
const uint32_t board_tick_instructions = 0;

/* Sectors 8 and 9 hold a library each, 128 KB. */
const uint8_t *const board_library = (const uint8_t *)0x08080000u;
const uint32_t board_library_size = 128u << 10;

static uint32_t core_clock = 16000000;

uint32_t chip_core_clock(void) { return core_clock; }
uint32_t chip_bus_clock(void) { return core_clock == 168000000 ? 42000000 : core_clock; }

/* 1 where the bits came. */
static int came(uint32_t base, uint32_t offset, uint32_t bits) {
  uint32_t turns;

  for (turns = 0; turns < PATIENCE; turns++)
    if ((REGISTER(base, offset) & bits) == bits) return 1;
  return 0;
}

/* 168 MHz from the crystal; stays at 16 MHz from the inner oscillator where the crystal does not start. */
static void start_clocks(void) {
  REGISTER(RCC, CR) |= 1u << 16;
  if (!came(RCC, CR, 1u << 17)) return;
  /* 25 MHz / 25 × 336 / 2 = 168 MHz; five wait states, prefetch and caches; APB1 a quarter, APB2 half. */
  REGISTER(RCC, PLLCFGR) = 25u | 336u << 6 | 0u << 16 | 1u << 22 | 7u << 24;
  REGISTER(RCC, CR) |= 1u << 24;
  if (!came(RCC, CR, 1u << 25)) return;
  REGISTER(FLASH_INTERFACE, 0) = 5u | 7u << 8;
  REGISTER(RCC, CFGR) = 5u << 10 | 4u << 13;
  REGISTER(RCC, CFGR) |= 2;
  if (came(RCC, CFGR, 2u << 2)) core_clock = 168000000;
}

void board_start(void) {
  start_clocks();
  REGISTER(RCC, AHB1ENR) |= 1u << 1;
  REGISTER(RCC, APB1ENR) |= 1u;
  REGISTER(RCC, APB2ENR) |= 1u << 4;
  /* PB2 gives the headers their power. */
  REGISTER(GPIOB, BSRR) = 1u << 2;
  REGISTER(GPIOB, MODER) = (REGISTER(GPIOB, MODER) & ~(3u << 4)) | 1u << 4;
  /* PB6 sends, PB7 receives: function 7, USART1, the emulator's first serial line. */
  REGISTER(GPIOB, MODER) = (REGISTER(GPIOB, MODER) & ~(15u << 12)) | 10u << 12;
  REGISTER(GPIOB, AFRL) = (REGISTER(GPIOB, AFRL) & ~(0xffu << 24)) | 0x77u << 24;
  REGISTER(USART1, BRR) = ((core_clock == 168000000 ? 84000000 : core_clock) + 57600) / 115200;
  REGISTER(USART1, CR1) = 1u << 13 | 3u << 2;
  /* TIM2 runs at twice the clock of APB1 where that is divided: 84 MHz. */
  REGISTER(TIM2, PSC) = (core_clock == 168000000 ? 84000000 : core_clock) / board_tick_rate - 1;
  REGISTER(TIM2, ARR) = 0xffffffffu;
  REGISTER(TIM2, EGR) = 1;
  REGISTER(TIM2, TIM_CR1) = 1;
}

void board_send(const char *bytes, size_t length) {
  size_t i;

  for (i = 0; i < length; i++) {
    came(USART1, SR, TX_EMPTY);
    REGISTER(USART1, DR) = (uint8_t)bytes[i];
  }
}

int board_receive(void) { return REGISTER(USART1, SR) & RX_READY ? (int)(REGISTER(USART1, DR) & 0xff) : -1; }

uint32_t board_ticks(void) { return REGISTER(TIM2, CNT); }

/* The handler of the core's timer. */
void timer_interrupt(void);
void system_tick(void) { timer_interrupt(); }

void board_timer_start(uint32_t microseconds) {
  SHPR3 = (SHPR3 & 0x00ffffffu) | (uint32_t)TICK_PRIORITY << 24;
  TICK_RELOAD = core_clock / 1000000 * microseconds - 1;
  TICK_VALUE = 0;
  TICK_CONTROL = TICKS;
}

/* Its cause is gone when the handler begins. */
void board_timer_clear(void) {}
void board_timer_stop(void) { TICK_CONTROL = 0; }
/* The watchdog of this chip cannot be held. */
void board_time_hold(void) { TICK_CONTROL = TICKS & ~1u; }
void board_time_go(void) { TICK_CONTROL = TICKS; }

/* It restarts the board at once, without nmi_handler. Its oscillator has 17 to 47 kHz (STM32F405 data sheet): `ms` may be two thirds of that, or twice. */
void board_watchdog_start(uint32_t ms) {
  /* 32 kHz / 128: four milliseconds a count, 12 bits. */
  REGISTER(IWDG, KR) = 0x5555;
  REGISTER(IWDG, PR) = 5;
  REGISTER(IWDG, RLR) = ms / 4 > 0xfff ? 0xfff : ms / 4;
  REGISTER(IWDG, KR) = 0xcccc;
}

void board_watchdog_feed(void) { REGISTER(IWDG, KR) = 0xaaaa; }

int board_watchdog_bit(void) { return (int)(REGISTER(RCC, CSR) >> 29 & 1); }
