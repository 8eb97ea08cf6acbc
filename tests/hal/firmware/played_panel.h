/* The panel with an ILI9341 on SPI 2 of the played chip, for chip_host.c. */
#ifndef DERS_PLAYED_PANEL_H
#define DERS_PLAYED_PANEL_H

#include <stdbool.h>
#include <stdint.h>

/* A register of SPI 2: whether the address is one, and its value. */
bool panel_register_read(uint32_t address, uint32_t *value);
bool panel_register_write(uint32_t address, uint32_t value);

/* Lines of the panel, at any change of a pin; `wired` says whether clock and data lead to SPI 2. */
void panel_lines(bool select, bool command, bool wired);

/* display · show ROW STYLE HEX · glyph N · picture PATH · panel · spoil spi; false where it is none of these. `panel` answers with what was done against
 * the data sheet, and how many points were written since it was asked last. */
bool panel_command(const char *line);

#endif
