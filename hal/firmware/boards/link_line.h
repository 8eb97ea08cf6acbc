/* link_line.h: the service line of a board, a UART of its own at 115,200 baud, 8N1. What arrives is taken by an interrupt; what there is no room
 * for is lost, as on every line, and the frames behind it are read. */
#ifndef DERS_LINK_LINE_H
#define DERS_LINK_LINE_H

#include <stdbool.h>
#include <stdint.h>

void board_link_start(void);

/* Bytes that came and were not taken yet. */
uint32_t board_link_waiting(void);

/* Takes at most `most` of them; how many. */
uint32_t board_link_take(uint8_t *bytes, uint32_t most);

/* False where the line does not take them within a tenth of a second a byte. */
bool board_link_send(const uint8_t *bytes, uint32_t length);

#endif
