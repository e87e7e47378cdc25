/*
 * What a repository says of the branch that GitOps syncs, for settle --finish.
 */
#ifndef CLI_SETTLE_GIT_H
#define CLI_SETTLE_GIT_H

#include "cli/invocation.h"
#include "kube/finish.h"

/*
 * Opens the repository of --repo (default: the one of the current folder) and looks at --ref, REF or
 * REF:PATH.
 *
 * REF is a branch of the remote, as it was last fetched: `main` means origin/main where the repository has a
 * remote, and only where that one lacks it the local branch, which is then said. Default: the branch that the
 * remote's HEAD is on, else the one of HEAD. PATH is the manifest; without it every .yaml and .yml file of
 * the commit is looked at for the Cluster. Where several have it and they do not agree, nothing is guessed.
 *
 * What cannot be read is in git->reason, not an error: finish decides. cluster is the input; what it writes
 * is the generation. Errors: memory only.
 */
struct error settle_git(const struct invocation *invocation, const struct run *run,
                        const struct cluster *cluster, struct finish_git *git);

#endif
