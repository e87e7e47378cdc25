/*
 * Text from outside, made safe to show: quoted as C and git do it, so that no control character reaches a
 * terminal and no line break a diff's header; or as a shell reads it, for a command that is to be copied.
 */
#ifndef TEXT_QUOTE_H
#define TEXT_QUOTE_H

#include "base/arena.h"

/* A file name for a diff: as it is, or in double quotes where it holds a control character, a quote or a
 * backslash (git's own rule with core.quotePath=false: bytes above 127 stay, so that UTF-8 names are
 * readable). */
struct slice quote_path(struct arena *arena, struct slice path);

/* Any bytes for a message: always in double quotes, all that is not printable ASCII as \ooo or \n, \t, … */
struct slice quote_bytes(struct arena *arena, struct slice bytes);

/* s as one word of a POSIX shell: as it is where that is safe, else in single quotes. */
struct slice shell_quote(struct arena *arena, struct slice s);

#endif
