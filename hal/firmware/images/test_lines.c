/* The engine's bundle on the board as js-host runs it on a desktop, for tests: the first line of the console is a script, every later one is passed
 * to its global function `answer`, whose answer is printed. What fails is answered with `!` and the error. `host` reads the library flash as storage 0;
 * `board.ticks()` counts as board_ticks does. No image for a pump: it runs what it is sent. */
#include <string.h>

#include "../../jerryscript-bindings/js_runtime.h"
#include "../../jerryscript-bindings/storage_natives.h"
#include "../boards/board.h"
#include "../bundle.h"
#include "../console.h"

#ifndef HEAP_SIZE
#define HEAP_SIZE (511u << 10)
#endif

static uint64_t block[HEAP_SIZE / 8] __attribute__((section(".noinit")));
static char line[128u << 10] __attribute__((section(".noinit")));
static char room[128u << 10] __attribute__((section(".noinit")));

static struct ders_storage library;
static struct ders_storages storages = {&library, 1};

static void no_length(struct js_frame *frame, void *context) {
  (void)context;
  js_return_number(frame, 0);
}

static void ticks(struct js_frame *frame, void *context) {
  (void)context;
  js_return_number(frame, board_ticks());
}

/* The door of the bundle looks for `flash` when it opens a library, which no test here asks for. */
static const struct js_function flash[] = {{"length", no_length, 0}};
static const struct js_function board[] = {{"ticks", ticks, 0}};

static void answer(struct js_runtime *runtime, int error) {
  if (error == JS_OK) console_line(room);
  else {
    console_text("!");
    console_line(*js_message(runtime) != '\0' ? js_message(runtime) : "error");
  }
}

int main(void) {
  struct js_setup setup = {block, sizeof block, 20u << 10, NULL, NULL};
  struct js_runtime *runtime;
  int error = js_create(&runtime, &setup);

  library.bytes = board_library;
  library.size = board_library_size;
  if (error == JS_OK) error = js_load(runtime, ders_bundle, ders_bundle_length());
  if (error == JS_OK) error = js_install(runtime, "flash", flash, 1, NULL);
  if (error == JS_OK) error = js_install(runtime, "board", board, 1, NULL);
  if (error == JS_OK) error = js_install(runtime, "host", ders_storage_natives, DERS_STORAGE_NATIVES, &storages);
  console_text("lines ");
  console_text(board_name);
  console_text(" ");
  strcpy(room, js_runtime_name);
  answer(runtime, error);
  error = js_load(runtime, line, console_read_line(line, sizeof line));
  strcpy(room, "ready");
  answer(runtime, error);
  for (;;) {
    struct js_value given = {JS_TEXT, 0, line, 0};
    struct js_result result = {JS_TEXT, 0, room, sizeof room, 0};

    given.length = console_read_line(line, sizeof line);
    answer(runtime, js_call(runtime, "answer", &given, 1, &result));
  }
}
