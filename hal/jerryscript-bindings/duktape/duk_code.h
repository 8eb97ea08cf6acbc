/* duk_code.h: functions whose instructions stay in flash. Words of 32 bits, little-endian. The first says at which word the texts begin, each its length and
 * its bytes, ended by 0 and made up to four. Between them stands the program. A function is: its flags; nregs and nargs << 16; how many instructions,
 * constants, inner functions, registers with names, formal arguments (NO_FORMALS: not kept); then these, in this order but for the inner functions, which
 * come last. A text is the number of its word; a number is NO_TEXT and its eight bytes. */
#ifndef DERS_DUK_CODE_H
#define DERS_DUK_CODE_H

#include <duktape.h>
#include <stddef.h>
#include <stdint.h>

/* What the code depends on: the version, and the settings that change what a function is. */
#ifdef DUK_USE_FASTINT
#define DUK_CODE_FASTINT 1u
#else
#define DUK_CODE_FASTINT 0u
#endif
#define DUK_CODE_BUILD ((uint32_t)DUK_VERSION * 16 + DUK_CODE_FASTINT)

/* Makes the program that these words hold and leaves it, callable, on the stack; 0 where they are no program. Throws as Duktape does. The words stay in use. */
int ders_duk_load(duk_context *duk, const uint32_t *words, size_t count);

/* Writes the program on top of the stack; how many words it takes, 0 where there is no room. `marks` has a number for each function in the order of the
 * source, its arguments and 0x8000 where `new` may make an object of it; 0 too where it does not fit the program. Desktop only. */
size_t ders_duk_write(duk_context *duk, const uint16_t *marks, size_t functions, uint32_t *words, size_t room);

#endif
