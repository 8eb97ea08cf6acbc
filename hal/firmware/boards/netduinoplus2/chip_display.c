#include "chip_display.h"

#include <stddef.h>
#include <string.h>

#include "../../display_font.h"
#include "registers.h"

/* RM0090, chapters 7 (clocks) and 28 (SPI: control, status, data). */
#define RCC_APB1ENR 0x40023840u
#define SPI2 0x40003800u
enum { CR1 = 0x00, CR2 = 0x04, SR = 0x08, DR = 0x0c };
enum { SPI2_CLOCK = 1 << 14, MASTER = 1 << 2, EIGHTH = 2 << 3, ENABLED = 1 << 6, SELECTED = 3 << 8, TAKES = 1 << 1, BUSY = 1 << 7 };
enum { FUNCTION_SPI2 = 5 };
/* Turns of a wait: a byte takes two microseconds. */
#ifndef CHIP_SPI_PATIENCE
#define CHIP_SPI_PATIENCE 20000u
#endif

/* ILI9341, section 8.2. */
enum { RESET = 0x01, WAKE = 0x11, SHOW = 0x29, COLUMNS = 0x2a, PAGES = 0x2b, WRITE = 0x2c, ORDER = 0x36, FORMAT = 0x3a };
/* Rows and columns exchanged for a panel that lies on its side; colours of the panel are blue, green, red. 16 bits a point. */
enum { LANDSCAPE = 0x28, BITS_16 = 0x55 };
/* ms from a reset to the order to wake, and from that to the next one but sleep: sections 8.2.2 and 8.2.12 ask for 120 and 5. */
enum { AFTER_RESET = 120, AFTER_WAKE = 120 };
enum { WIDTH = 320, HEIGHT = 240, CELL = 8, LINE = 16, ABOVE = 1, BIG_MOST = DISPLAY_COLUMNS / 2 };

/* Of hal/hal.ts. */
enum { NORMAL = 0, BIG = 3, SELECTED_STYLE = 4, CAUTION = 7, DANGER = 8, STYLES = 11 };

/* Red 5 bits, green 6, blue 5. */
#define COLOUR(rgb) ((uint16_t)((rgb) >> 8 & 0xf800u) | (uint16_t)((rgb) >> 5 & 0x07e0u) | (uint16_t)((rgb) >> 3 & 0x001fu))
static const struct {
  uint16_t letters, ground;
} colours[STYLES] = {
    {COLOUR(0xe9f5f9u), COLOUR(0x06141bu)}, /* normal */
    {COLOUR(0xc3e6f0u), COLOUR(0x12303bu)}, /* status */
    {COLOUR(0xffffffu), COLOUR(0x1d5468u)}, /* title */
    {COLOUR(0x8ff0ffu), COLOUR(0x06141bu)}, /* large figures */
    {COLOUR(0x04202au), COLOUR(0x7fe3ffu)}, /* selected */
    {COLOUR(0x1c1703u), COLOUR(0xfff7dau)}, /* field */
    {COLOUR(0x9fb6bfu), COLOUR(0x06141bu)}, /* dim */
    {COLOUR(0x241900u), COLOUR(0xffc233u)}, /* caution */
    {COLOUR(0xffffffu), COLOUR(0xc4121fu)}, /* danger */
    {COLOUR(0xa9dbe9u), COLOUR(0x102a34u)}, /* keys */
    {COLOUR(0xffffffu), COLOUR(0x5b3bc4u)}, /* banner */
};

struct row {
  uint8_t style, length;
  uint8_t glyphs[DISPLAY_COLUMNS];
};

static const struct chip_display *panel;
static struct row rows[DISPLAY_ROWS];
/* The row that is drawn large; DISPLAY_ROWS: none. */
static uint32_t large = DISPLAY_ROWS;

static bool came(uint32_t bits, uint32_t wanted) {
  uint32_t turns;

  for (turns = 0; turns < CHIP_SPI_PATIENCE; turns++)
    if ((register_read(SPI2 + SR) & bits) == wanted) return true;
  return false;
}

static bool send(uint8_t byte) {
  if (!came(TAKES, TAKES)) return false;
  register_write(SPI2 + DR, byte);
  return true;
}

/* The command line changes only while nothing is on its way. */
static bool order(uint8_t command, const uint8_t *parameters, uint32_t count) {
  bool good;
  uint32_t i;

  chip_pin_set(panel->command, false);
  good = send(command) && came(TAKES | BUSY, TAKES);
  chip_pin_set(panel->command, true);
  for (i = 0; good && i < count; i++) good = send(parameters[i]);
  return good;
}

static bool window(uint32_t x, uint32_t y, uint32_t width, uint32_t height) {
  uint32_t right = x + width - 1, bottom = y + height - 1;
  uint8_t columns[4] = {(uint8_t)(x >> 8), (uint8_t)x, (uint8_t)(right >> 8), (uint8_t)right};
  uint8_t pages[4] = {(uint8_t)(y >> 8), (uint8_t)y, (uint8_t)(bottom >> 8), (uint8_t)bottom};

  return order(COLUMNS, columns, 4) && came(TAKES | BUSY, TAKES) && order(PAGES, pages, 4) && came(TAKES | BUSY, TAKES) &&
         order(WRITE, NULL, 0);
}

static bool point(uint16_t colour) { return send((uint8_t)(colour >> 8)) && send((uint8_t)colour); }

static void select_panel(void) { chip_pin_set(panel->select, false); }

/* The panel hears again only after the last byte is out. */
static bool leave_panel(bool good) {
  good = came(TAKES | BUSY, TAKES) && good;
  chip_pin_set(panel->select, true);
  return good;
}

static bool fill(uint32_t x, uint32_t y, uint32_t width, uint32_t height, uint16_t colour) {
  bool good = width == 0 || window(x, y, width, height);
  uint32_t i;

  for (i = 0; good && i < width * height; i++) good = point(colour);
  return came(TAKES | BUSY, TAKES) && good;
}

static bool letter(uint32_t x, uint32_t y, uint32_t scale, uint8_t glyph, uint16_t letters, uint16_t ground) {
  const uint8_t *shape = font_glyph(glyph);
  bool good = window(x, y, CELL * scale, LINE * scale);
  uint32_t at, across, line;

  for (at = 0; good && at < LINE * scale; at++) {
    line = at / scale;
    for (across = 0; good && across < CELL * scale; across++) {
      bool lit = line >= ABOVE && line < ABOVE + FONT_ROWS && (shape[line - ABOVE] << 1 >> (CELL - 1 - across / scale) & 1);

      good = point(lit ? letters : ground);
    }
  }
  return came(TAKES | BUSY, TAKES) && good;
}

static uint32_t top_of(uint32_t row, uint32_t enlarged) { return LINE * row + (enlarged < row ? LINE : 0); }

/* A row without a word does not glare. */
static uint32_t ground_style(const struct row *row) {
  bool glares = row->style == SELECTED_STYLE || row->style == CAUTION || row->style == DANGER;

  return glares && row->length == 0 ? NORMAL : row->style;
}

/* Draws a row; where `before` is what stands in its place, only what differs. */
static bool draw(uint32_t number, const struct row *before) {
  const struct row *row = &rows[number];
  uint32_t scale = number == large ? 2 : 1, count = DISPLAY_COLUMNS / scale, i, style = ground_style(row);
  bool good = true;

  for (i = 0; good && i < count; i++)
    if (before == NULL || ground_style(before) != style || before->glyphs[i] != row->glyphs[i])
      good = letter(CELL * scale * i, top_of(number, large), scale, row->glyphs[i], colours[style].letters, colours[style].ground);
  return good;
}

static bool is_large(const struct row *row) { return row->style == BIG && row->length > 0 && row->length <= BIG_MOST; }

bool chip_display_show(uint32_t number, uint32_t style, const char *text, uint32_t length) {
  struct row before;
  uint32_t was = large, i;
  bool good = true;

  if (panel == NULL) return false;
  if (number >= DISPLAY_ROWS) return true;
  before = rows[number];
  rows[number].style = (uint8_t)(style < STYLES ? style : NORMAL);
  memset(rows[number].glyphs, ' ', DISPLAY_COLUMNS);
  rows[number].length = (uint8_t)font_glyphs(text, length, rows[number].glyphs, DISPLAY_COLUMNS);
  large = DISPLAY_ROWS;
  for (i = DISPLAY_ROWS; i-- > 0;)
    if (is_large(&rows[i])) large = i;
  select_panel();
  if (large == was) good = draw(number, &before);
  else {
    /* Rows move from the higher of the two on. */
    for (i = number < large && number < was ? number : large < was ? large : was; good && i < DISPLAY_ROWS; i++) good = draw(i, NULL);
    if (large == DISPLAY_ROWS) good = good && fill(0, LINE * DISPLAY_ROWS, WIDTH, HEIGHT - LINE * DISPLAY_ROWS, colours[NORMAL].ground);
  }
  return leave_panel(good);
}

static bool begin_panel(void) {
  static const uint8_t format = BITS_16, landscape = LANDSCAPE;
  bool good = order(RESET, NULL, 0);

  panel->wait(AFTER_RESET);
  good = good && order(WAKE, NULL, 0);
  panel->wait(AFTER_WAKE);
  return good && order(FORMAT, &format, 1) && came(TAKES | BUSY, TAKES) && order(ORDER, &landscape, 1) && came(TAKES | BUSY, TAKES) &&
         fill(0, 0, WIDTH, HEIGHT, colours[NORMAL].ground) && order(SHOW, NULL, 0);
}

bool chip_display_begin(const struct chip_display *display) {
  uint32_t i;
  bool good;

  panel = NULL;
  if (!chip_pin_output(display->select, true) || !chip_pin_output(display->command, true)) return false;
  if (!chip_pin_function(display->clock, FUNCTION_SPI2) || !chip_pin_function(display->data, FUNCTION_SPI2)) return false;
  panel = display;
  large = DISPLAY_ROWS;
  for (i = 0; i < DISPLAY_ROWS; i++) {
    rows[i].style = NORMAL;
    rows[i].length = 0;
    memset(rows[i].glyphs, ' ', DISPLAY_COLUMNS);
  }
  register_write(RCC_APB1ENR, register_read(RCC_APB1ENR) | SPI2_CLOCK);
  register_write(SPI2 + CR2, 0);
  register_write(SPI2 + CR1, MASTER | EIGHTH | SELECTED | ENABLED);
  select_panel();
  good = leave_panel(begin_panel());
  if (!good) panel = NULL;
  return good;
}
