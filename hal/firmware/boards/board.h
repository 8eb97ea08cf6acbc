/* board.h: what a board gives to the images. One folder a board holds board.c and board.ld. */
#ifndef DERS_BOARD_H
#define DERS_BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Name, as `./build.sh firmware --board` takes it. */
extern const char board_name[];

/* How many counts of board_ticks make a second, and how many instructions one count is in the emulator with -icount shift=0; 0 where it does
 * not count them. */
extern const uint32_t board_tick_rate;
extern const uint32_t board_tick_instructions;

/* Clocks, the console, the tick counter. Called once, before main. */
void board_start(void);

/* The console: 115,200 baud, no flow control. Sending waits for the line, never for a reader; -1 where nothing has come. */
void board_send(const char *bytes, size_t length);
int board_receive(void);

/* A counter that runs up from board_start and wraps after 32 bits. */
uint32_t board_ticks(void);

/* Starts the watchdog: unless it is fed within `ms`, nmi_handler comes, and as long again later the board restarts. */
void board_watchdog_start(uint32_t ms);
void board_watchdog_feed(void);

/* The timer of boards whose layout is protected.ld. From now on timer_interrupt() comes every `microseconds`, above gates and below faults; it takes back its cause with board_timer_clear.
 * The emulator's loses every second round where the processor sleeps (wfi). */
void board_timer_start(uint32_t microseconds);
void board_timer_clear(void);
void board_timer_stop(void);

/* Timer and watchdog stand; the timer goes on as it was, the watchdog anew: for images that are spoken to over the console, whose reader must not cost time. */
void board_time_hold(void);
void board_time_go(void);

/* Whether the watchdog caused the last start. */
int board_watchdog_bit(void);

/* Restarts the board. */
void board_restart(void) __attribute__((noreturn));

/* Flash that holds a signed library, memory-mapped; its first byte, and how many there are. */
extern const uint8_t *const board_library;
extern const uint32_t board_library_size;

/* Called first by the fault handlers: whether it returns is up to protection.h. */
void board_thread_fault(const char *what, const uint32_t *stacked);

/* Called by the fault handlers with what the core stacked; does not return. */
void board_fault(const char *what, const uint32_t *stacked) __attribute__((noreturn));

#endif
