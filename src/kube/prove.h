/*
 * The proof that what was created is what the manifest says.
 */
#ifndef KUBE_PROVE_H
#define KUBE_PROVE_H

#include "kube/run.h"

/* Reads the Cluster again: its uid is record.new_uid, it carries the run's annotation, its method is recovery
 * alone, it reads and writes the generations of the manifest. ERROR_FINDINGS where it is anything else. */
struct error prove_object(const struct run *run);

#endif
