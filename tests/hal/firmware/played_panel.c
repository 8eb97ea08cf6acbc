/* What the data sheet of the ILI9341 (V1.11, section 8.2) says of the commands that a text display needs, and RM0090 (chapter 28) of the SPI. */
#include "played_panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../hal/firmware/boards/netduinoplus2/chip_display.h"
#include "../../../hal/firmware/display_font.h"

#define SPI2 0x40003800u
enum { WIDTH = 320, HEIGHT = 240, AWAKE = 120, SOON = 5 };

static uint32_t control, busy, full, now, reset_at, woken_at, errors, points;
static bool dead, selected, is_command, wired, awake, lit, writing;
static uint8_t command, parameters[4], order, format = 0x66;
static uint32_t count, left, right, top, bottom, x, y, half;
static uint16_t memory[HEIGHT][WIDTH];

static void wrong(const char *what) {
  fprintf(stderr, "panel: %s\n", what);
  errors++;
}

static void take_command(uint8_t byte) {
  command = byte;
  count = half = 0;
  writing = false;
  if (byte != 0x01 && now - reset_at < SOON) wrong("a command within 5 ms of a reset");
  if (byte != 0x01 && woken_at > 0 && now - woken_at < SOON) wrong("a command within 5 ms of waking");
  switch (byte) {
    case 0x01:
      awake = lit = false;
      order = 0;
      format = 0x66;
      reset_at = now;
      break;
    case 0x11:
      if (now - reset_at < AWAKE) wrong("awake within 120 ms of a reset");
      awake = true;
      woken_at = now;
      break;
    case 0x29: lit = true; break;
    case 0x2c:
      x = left;
      y = top;
      writing = true;
      break;
    case 0x2a: case 0x2b: case 0x36: case 0x3a: break;
    default: wrong("no such command");
  }
}

static void take_point(uint8_t byte) {
  uint32_t across = order & 0x20 ? WIDTH : HEIGHT, down = order & 0x20 ? HEIGHT : WIDTH;

  if (format != 0x55) wrong("points of another form");
  if (right >= across || bottom >= down || left > right || top > bottom) wrong("a window outside");
  if (half++ % 2 == 0) {
    parameters[0] = byte;
    return;
  }
  if (y > bottom) wrong("more points than the window has");
  else if (order & 0x20) memory[y][x] = (uint16_t)(parameters[0] << 8 | byte);
  points++;
  if (++x > right) {
    x = left;
    y++;
  }
}

static void take_data(uint8_t byte) {
  if (writing) {
    take_point(byte);
    return;
  }
  if (count >= 4) wrong("too many parameters");
  else parameters[count++] = byte;
  if (command == 0x36 && count == 1) order = byte;
  if (command == 0x3a && count == 1) format = byte;
  if (count < 4) return;
  if (command == 0x2a) {
    left = (uint32_t)parameters[0] << 8 | parameters[1];
    right = (uint32_t)parameters[2] << 8 | parameters[3];
  }
  if (command == 0x2b) {
    top = (uint32_t)parameters[0] << 8 | parameters[1];
    bottom = (uint32_t)parameters[2] << 8 | parameters[3];
  }
}

bool panel_register_read(uint32_t address, uint32_t *value) {
  if (address < SPI2 || address > SPI2 + 0x0c) return false;
  *value = address == SPI2 ? control : 0;
  if (address == SPI2 + 8) {
    *value = (full > 0 || dead ? 0u : 2u) | (busy > 0 || dead ? 0x80u : 0u);
    if (full > 0) full--;
    if (busy > 0) busy--;
  }
  return true;
}

bool panel_register_write(uint32_t address, uint32_t value) {
  if (address < SPI2 || address > SPI2 + 0x0c) return false;
  if (address == SPI2) control = value;
  if (address != SPI2 + 0x0c) return true;
  /* Master, enabled, select by software, 42 MHz / 8, eight bits, mode 0, the highest bit first. */
  if (control != 0x354) wrong("the SPI in another mode");
  if (!wired) wrong("clock or data lead elsewhere");
  if (full > 0) wrong("a byte over another");
  full = 2;
  busy = 4;
  if (!selected) wrong("a byte for nobody");
  else if (is_command) take_command((uint8_t)value);
  else take_data((uint8_t)value);
  return true;
}

void panel_lines(bool select, bool command_line, bool wires) {
  if (busy > 0 && !dead && (select != selected || command_line != is_command)) wrong("a line changed while a byte was on its way");
  selected = select;
  is_command = command_line;
  wired = wires;
}

static void wait(uint32_t ms) { now += ms; }

static int picture(const char *path) {
  FILE *file = fopen(path, "wb");
  uint32_t i;

  if (file == NULL) return 0;
  fprintf(file, "P6\n%d %d\n255\n", WIDTH, HEIGHT);
  for (i = 0; i < WIDTH * HEIGHT; i++) {
    uint16_t point = awake && lit ? memory[i / WIDTH][i % WIDTH] : 0;

    fputc((point >> 11) << 3, file);
    fputc((point >> 5 & 63) << 2, file);
    fputc((point & 31) << 3, file);
  }
  return fclose(file) == 0;
}

static int show(const char *line) {
  static char text[4096];
  unsigned row, style, byte, length = 0;
  int at = 0;

  if (sscanf(line, "show %u %u %n", &row, &style, &at) < 2) return 0;
  while (length < sizeof text && sscanf(line + at + 2 * length, "%2x", &byte) == 1) text[length++] = (char)byte;
  return chip_display_show(row, style, text, length);
}

bool panel_command(const char *line) {
  static const struct chip_display display = {{1, 13}, {1, 15}, {1, 10}, {1, 14}, wait};
  unsigned number, i;

  if (strcmp(line, "display") == 0) printf("%d\n", chip_display_begin(&display));
  else if (strncmp(line, "show ", 5) == 0) printf("%d\n", show(line));
  else if (strncmp(line, "picture ", 8) == 0) printf("%d\n", picture(line + 8));
  else if (sscanf(line, "glyph %u", &number) == 1) {
    for (i = 0; i < FONT_ROWS; i++) printf("%02x", font_glyph((uint8_t)number)[i]);
    printf("\n");
  } else if (strcmp(line, "panel") == 0) {
    printf("%u %u\n", errors, points);
    points = 0;
  } else if (strcmp(line, "spoil spi") == 0) printf("%d\n", dead = true);
  else if (strcmp(line, "spoil no spi") == 0) printf("%d\n", !(dead = false));
  else return false;
  return true;
}
