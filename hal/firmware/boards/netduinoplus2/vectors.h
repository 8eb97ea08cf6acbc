/* Interrupts 0 to 81 (RM0090, table 62): number 38 is that of USART2. The millisecond is the core's own timer (system_tick). */
#define BOARD_INTERRUPTS                                                                                            \
  EIGHT(unexpected), EIGHT(unexpected), EIGHT(unexpected), EIGHT(unexpected), unexpected, unexpected, unexpected,       \
      unexpected, unexpected, unexpected, link_interrupt, unexpected, EIGHT(unexpected), EIGHT(unexpected),             \
      EIGHT(unexpected), EIGHT(unexpected), EIGHT(unexpected), unexpected, unexpected
