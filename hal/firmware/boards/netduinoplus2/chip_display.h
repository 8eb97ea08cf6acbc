/* chip_display.h: the text display of hal/hal.ts (14 rows of 40 columns) on a panel of 320 by 240 points with an ILI9341, over SPI 2 of the STM32F405 in
 * mode 0 at 5.25 MHz, without DMA. Commands and times: ILI Technology, ILI9341 data sheet V1.11. A row is 16 points high; the first row of large
 * figures has 32. Only cells that change are sent. The panel is not read: one that is broken or not there is not noticed. */
#ifndef DERS_CHIP_DISPLAY_H
#define DERS_CHIP_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "chip_pins.h"

enum { DISPLAY_ROWS = 14, DISPLAY_COLUMNS = 40 };

struct chip_display {
  /* SPI 2 can be had on PB13 and PB15 (function 5); the other two are any pins: chip select, and low for commands. */
  struct chip_pin clock, data, select, command;
  /* Waits at least so many ms. */
  void (*wait)(uint32_t ms);
};

/* Resets and clears the panel, in about half a second; false where there are no such pins or the SPI does not take bytes. `display` must stay. */
bool chip_display_begin(const struct chip_display *display);

/* Shows UTF-8 in a row, the rest of which is cleared; what is no row or no style is nothing, or normal. A whole row takes 20 ms. False where the SPI
 * does not take bytes: what the panel shows is then not known, and chip_display_begin is to be called again. */
bool chip_display_show(uint32_t row, uint32_t style, const char *text, uint32_t length);

#endif
