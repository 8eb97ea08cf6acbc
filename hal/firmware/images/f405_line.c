/* The bytes of the service line for pump_link.c, which asks them of a plant: here of the UART. */
#include <string.h>

#include "../boards/board.h"
#include "../boards/link_line.h"
#include "../console.h"
#include "../plant_line.h"

void plant_end(void) {
  console_line("the service line is out of step");
  board_restart();
}

void plant_read(void *bytes, size_t length) {
  if (board_link_take(bytes, (uint32_t)length) != length) plant_end();
}

void plant_ask(enum plant_message_kind kind, const void *content, size_t size, void *answer, size_t length) {
  uint16_t most, count;
  uint8_t done;

  memset(answer, 0, length);
  if (kind == PLANT_RECEIVE && length == sizeof count) {
    memcpy(&most, content, sizeof most);
    count = board_link_waiting() < most ? (uint16_t)board_link_waiting() : most;
    memcpy(answer, &count, sizeof count);
  }
  if (kind == PLANT_SEND && length == 1) {
    done = board_link_send(content, (uint32_t)size);
    memcpy(answer, &done, 1);
  }
}
