/* Start-up of a Cortex-M4F: vectors, memory, floating point; faults are reported and end in a restart. */
#include <stdint.h>
#include <string.h>

#include "board.h"
#include "vectors.h"

extern uint32_t ders_stack_top[], ders_data_start[], ders_data_end[], ders_data_load[], ders_bss_start[], ders_bss_end[];
extern int main(void);

#define CPACR (*(volatile uint32_t *)0xE000ED88u)
#define SHCSR (*(volatile uint32_t *)0xE000ED24u)
#define CCR (*(volatile uint32_t *)0xE000ED14u)
#define CFSR (*(volatile uint32_t *)0xE000ED28u)
#define FAULT_ADDRESS (*(volatile uint32_t *)0xE000ED38u)
#define MEMORY_ADDRESS (*(volatile uint32_t *)0xE000ED34u)
#define AIRCR (*(volatile uint32_t *)0xE000ED0Cu)

void reset_handler(void) {
  /* Floating point before anything that the compiler may use it for. */
  CPACR |= 0xfu << 20;
  __asm volatile("dsb\n\tisb");
  memcpy(ders_data_start, ders_data_load, (size_t)((uint8_t *)ders_data_end - (uint8_t *)ders_data_start));
  memset(ders_bss_start, 0, (size_t)((uint8_t *)ders_bss_end - (uint8_t *)ders_bss_start));
  /* Memory, bus and usage faults of their own; a division by zero is one. */
  SHCSR |= 7u << 16;
  CCR |= 1u << 4;
  board_start();
  main();
  board_restart();
}

void board_restart(void) {
  __asm volatile("dsb");
  AIRCR = 0x05fa0004u;
  for (;;) {
  }
}

static void send_text(const char *text) { board_send(text, strlen(text)); }

static void send_word(const char *name, uint32_t word) {
  char digits[9];
  int i;

  for (i = 0; i < 8; i++) digits[i] = "0123456789abcdef"[word >> (28 - 4 * i) & 15];
  digits[8] = ' ';
  send_text(name);
  board_send(digits, 9);
}

__attribute__((weak)) void board_fault(const char *what, const uint32_t *stacked) {
  send_text("\nfault: ");
  send_text(what);
  send_word(" at ", stacked[6]);
  send_word("from ", stacked[5]);
  send_word("status ", CFSR);
  send_word("address ", CFSR & 0x80u ? MEMORY_ADDRESS : FAULT_ADDRESS);
  send_text("\n");
  board_restart();
}

/* protection.c has one that does not return where the fault is that of code without privileges. */
__attribute__((weak)) void board_thread_fault(const char *what, const uint32_t *stacked) {
  (void)what;
  (void)stacked;
}

/* The stack that was in use holds what the core pushed. */
#define FAULT(name, text)                                                  \
  __attribute__((used)) static void name##_report(const uint32_t *stacked) { \
    board_thread_fault(text, stacked);                                     \
    board_fault(text, stacked);                                            \
  }                                                                        \
  __attribute__((naked)) void name(void) {                                                   \
    __asm volatile("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tb " #name "_report"); \
  }

FAULT(hard_fault, "hard")
FAULT(memory_fault, "memory")
FAULT(bus_fault, "bus")
FAULT(usage_fault, "usage")
FAULT(unexpected, "interrupt that nobody waits for")

/* Handlers that an image may bring. */
__attribute__((weak, alias("unexpected"))) void nmi_handler(void);
__attribute__((weak, alias("unexpected"))) void supervisor_call(void);
__attribute__((weak, alias("unexpected"))) void pending_call(void);
__attribute__((weak, alias("unexpected"))) void system_tick(void);
__attribute__((weak, alias("unexpected"))) void timer_interrupt(void);
__attribute__((weak, alias("unexpected"))) void link_interrupt(void);

typedef void (*handler)(void);

#define EIGHT(h) h, h, h, h, h, h, h, h
__attribute__((section(".vectors"), used)) static const handler vectors[] = {
    (handler)ders_stack_top, reset_handler, nmi_handler, hard_fault, memory_fault, bus_fault, usage_fault, 0, 0, 0, 0,
    supervisor_call, unexpected, 0, pending_call, system_tick,
    BOARD_INTERRUPTS,
};
