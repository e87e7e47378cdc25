/*
 * What a proved result is made of: for the proof (plan/proof*.c) and nobody else.
 */
#ifndef PLAN_PROVED_MADE_H
#define PLAN_PROVED_MADE_H

#include "plan/proved.h"

struct proved {
    struct slice before, bytes;
    struct edits edits;
};

#endif
