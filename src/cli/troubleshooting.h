/*
 * What people meet on the way through a recovery: the message they see, what causes it, and what cures it.
 * One table, which `cnpg-dr help "MESSAGE"` searches and the README's section is printed from.
 */
#ifndef CLI_TROUBLESHOOTING_H
#define CLI_TROUBLESHOOTING_H

#include "base/arena.h"

enum { MESSAGES_MAX = 8 };

struct trouble {
    const char *title;
    const char *messages[MESSAGES_MAX]; /* parts of what is printed somewhere, up to the first NULL */
    const char *cause, *cure;           /* sentences */
};

extern const struct trouble trouble_table[];
extern const size_t trouble_count;

/*
 * The rows that a message leads to, best first, as many as found holds at most; the result is their number.
 *
 * A row fits where one of its messages, or its title, occurs in what was asked (a whole log line), or the
 * other way round (a few words of it); the longer the common text, the better. Where no row fits like that,
 * those fit that hold each word of the question. Upper and lower case are the same, and so are one blank and
 * many.
 */
size_t trouble_find(struct arena *arena, struct slice question, const struct trouble **found, size_t most);

#endif
