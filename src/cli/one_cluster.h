/*
 * The one Cluster of a rendered stream, from a file or from standard input: where extract, apply and settle
 * begin.
 */
#ifndef CLI_ONE_CLUSTER_H
#define CLI_ONE_CLUSTER_H

#include "cli/invocation.h"
#include "plan/expect.h"
#include "plan/extract.h"

struct one_cluster {
    struct slice name; /* of the input, as messages call it */
    struct slice text; /* all of it, where it is a file: what an excerpt is taken from */
    bool is_input;     /* it comes from standard input */
    struct extract *work;
    const struct extracted *found; /* the document */
    struct cluster cluster;
};

/* Reads the input that the one operand names (none, or -: standard input), finds the Cluster (--cluster), and
 * holds it against the expectation. name and text are set in any case, for the message. */
struct error one_cluster_read(const struct invocation *invocation, enum expectation expectation,
                              struct one_cluster *one);

#endif
