/* C alone: the self-test, for a board without a JavaScript runtime. Prints `c BOARD`, `self-test ok` or what failed, then echoes lines. */
#include "../boards/board.h"
#include "../console.h"
#include "../self_test.h"

static char line[256];

int main(void) {
  const char *fault;

  console_text("c ");
  console_line(board_name);
  fault = ders_self_test();
  console_text("self-test ");
  console_line(fault == NULL ? "ok" : fault);
  for (;;) {
    console_read_line(line, sizeof line);
    console_line(line);
  }
}
