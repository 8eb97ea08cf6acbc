/* display_font.h: the letters of a pump's display, drawn for this project: ASCII and the sign for micro, with a slashed 0 and with I, l and 1 that cannot be
 * taken for each other. What has no picture is shown as an empty box, never left out. */
#ifndef DERS_DISPLAY_FONT_H
#define DERS_DISPLAY_FONT_H

#include <stdint.h>

/* A glyph has 13 rows of 7 points, the top one first; a byte a row, the leftmost point being 0x40. Capitals stand on row 9. */
enum { FONT_ROWS = 13, FONT_COLUMNS = 7 };

/* The glyph of that number, of font_glyphs. */
const uint8_t *font_glyph(uint8_t glyph);

/* Numbers of the glyphs of a text in UTF-8, at most `most` of them; how many. */
uint32_t font_glyphs(const char *text, uint32_t length, uint8_t *line, uint32_t most);

#endif
