/* Interrupts 0 to 81: number 2 is the service line's, 8 and 9 are those of the timers. */
#define BOARD_INTERRUPTS                                                                                            \
  unexpected, unexpected, link_interrupt, unexpected, unexpected, unexpected, unexpected, unexpected, timer_interrupt,  \
      timer_interrupt, EIGHT(unexpected), EIGHT(unexpected), EIGHT(unexpected), EIGHT(unexpected), EIGHT(unexpected),   \
      EIGHT(unexpected), EIGHT(unexpected), EIGHT(unexpected), EIGHT(unexpected)
