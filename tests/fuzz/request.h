/*
 * What one input of the plan's fuzzer asks for: a first line "#! WORD..." in the words of the command line,
 * then the manifest. Without that line it is a plain recover.
 */
#ifndef FUZZ_REQUEST_H
#define FUZZ_REQUEST_H

#include "plan/plan.h"

struct request {
    struct plan_scope scope;
    struct recover_options options; /* its verb may be PLAN_REVERT, which takes no options */
};

struct request request_read(struct slice input);

/* The same for another text, and a verb without options. */
struct request request_plain(const struct request *request, enum plan_verb verb, struct slice text);

#endif
