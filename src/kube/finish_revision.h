/*
 * Which commit a controller compares with. Of use to kube/finish*.c alone.
 */
#ifndef KUBE_FINISH_REVISION_H
#define KUBE_FINISH_REVISION_H

#include "kube/finish.h"

enum { REVISIONS_MAX = 16 }; /* of an Application with several sources */

struct revisions {
    struct slice commits[REVISIONS_MAX]; /* 40 hexadecimal digits each */
    size_t count;
    struct slice said;   /* as the controller has it, for messages; may be empty */
    struct slice reason; /* why there is no commit, where count is 0; one sentence */
};

/* Reads it. paused: a Kustomization that is suspended says what it applied before; its source says what comes
 * next. Errors: the API server is out of reach. */
struct error finish_revisions(struct run *run, const struct controller *controller, bool paused,
                              struct revisions *revisions);

#endif
