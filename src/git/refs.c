#include "git/refs.h"
#include "git/handle.h"
#include <time.h>

enum { LOCK_TRIES = 50, LOCK_PAUSE_MS = 20 };

/* The branches that are locked so far: a transaction for each, since libgit2 moves those of one in no order.
 */
struct locks {
    git_transaction **items;
    size_t count;
};

static void release(void *object)
{
    struct locks *locks = object;
    while (locks->count > 0)
        git_transaction_free(locks->items[--locks->count]);
}

static const char *reference_name(struct arena *arena, const char *branch)
{
    return arena_format(arena, "refs/heads/%s", branch).data;
}

struct error branch_check_name(struct arena *arena, const char *branch)
{
    int valid = 0;
    if (git_branch_name_is_valid(&valid, branch) == 0 && valid)
        return NO_ERROR;
    return error_next(error_make(arena, ERROR_USAGE, "'%s' cannot be the name of a branch", branch),
                      SLICE("see git check-ref-format --branch NAME for what can"));
}

struct error branch_read(struct arena *arena, const struct repository *repository, const char *branch,
                         struct object_id *tip)
{
    git_oid oid;
    *tip = (struct object_id){{0}};
    int code = git_reference_name_to_id(&oid, repository->git, reference_name(arena, branch));
    if (code < 0 && code != GIT_ENOTFOUND)
        return git_failure(arena, "cannot read the branch %s", branch);
    if (code == 0)
        *tip = object_id_of(&oid);
    return NO_ERROR;
}

/* Where git puts the lock of a reference, for the person who has to remove one. */
static struct slice lock_file(struct arena *arena, const struct repository *repository, const char *reference)
{
    bool shared = strncmp(reference, "refs/", strlen("refs/")) == 0;
    const char *folder =
        shared ? git_repository_commondir(repository->git) : git_repository_path(repository->git);
    return arena_format(arena, "%s%s.lock", folder, reference);
}

static struct error lock(struct arena *arena, const struct repository *repository, struct locks *locks,
                         const char *reference)
{
    git_transaction **transaction = &locks->items[locks->count];
    if (git_transaction_new(transaction, repository->git) < 0)
        return git_failure(arena, "cannot lock %s", reference);
    locks->count++;
    const struct timespec pause = {0, LOCK_PAUSE_MS * 1000000L};
    int code = git_transaction_lock_ref(*transaction, reference);
    for (int i = 0; code == GIT_ELOCKED && i < LOCK_TRIES; i++) {
        nanosleep(&pause, NULL);
        code = git_transaction_lock_ref(*transaction, reference);
    }
    if (code == GIT_ELOCKED)
        return error_next(error_make(arena, ERROR_SYSTEM, "another program has locked %s", reference),
                          arena_format(arena, "try again; if no git runs there, one was killed: remove %.*s",
                                       SLICE_ARG(lock_file(arena, repository, reference))));
    return code < 0 ? git_failure(arena, "cannot lock %s", reference) : NO_ERROR;
}

static struct error collision(struct arena *arena, const char *branch, const char *other)
{
    return error_next(
        error_make(arena, ERROR_SYSTEM, "there cannot be a branch %s beside the branch %s", branch, other),
        SLICE("branches are files, and one name is the other's folder: choose another name"));
}

/* A new branch may not be a folder of others, nor lie in one: packed branches would not show it when it is
 * locked. */
static struct error check_collision(struct arena *arena, const struct repository *repository,
                                    const char *branch)
{
    git_reference *other;
    for (const char *slash = strchr(branch, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        const char *folder = arena_string(arena, (struct slice){branch, (size_t)(slash - branch)});
        if (git_reference_lookup(&other, repository->git, reference_name(arena, folder)) == 0) {
            git_reference_free(other);
            return collision(arena, branch, folder);
        }
    }
    git_reference_iterator *below;
    const char *glob = arena_format(arena, "refs/heads/%s/*", branch).data;
    if (git_reference_iterator_glob_new(&below, repository->git, glob) < 0)
        return git_failure(arena, "cannot read the branches");
    const char *name = NULL;
    struct error error = NO_ERROR;
    if (git_reference_next_name(&name, below) == 0)
        error = collision(arena, branch, arena_string(arena, slice_of(name + strlen("refs/heads/"))));
    git_reference_iterator_free(below);
    return error;
}

static struct error compare(struct arena *arena, const struct repository *repository,
                            const struct branch_move *move)
{
    struct object_id now;
    struct error error = branch_read(arena, repository, move->branch, &now);
    if (failed(error) || move->force || object_id_equal(&now, &move->from) ||
        object_id_equal(&now, &move->to))
        return error; /* at `to` already: another run made the very same commit, in the same second */
    if (object_id_none(&now))
        error = refuse(arena, REFUSE_BRANCH, "the branch %s was deleted meanwhile", move->branch);
    else
        error = refuse(arena, REFUSE_BRANCH,
                       "the branch %s was %s meanwhile by somebody else, and is at %.12s now", move->branch,
                       object_id_none(&move->from) ? "made" : "moved", now.hex);
    return error_next(error, SLICE("look at the branch, and run the command again"));
}

static struct error check_work_trees(struct arena *arena, const struct repository *repository,
                                     const struct branch_move *move)
{
    if (move->force)
        return NO_ERROR;
    struct slice place = branch_work_tree(arena, repository, move->branch);
    if (place.len == 0)
        return NO_ERROR;
    return refuse(arena, REFUSE_CHECKED_OUT, "the branch %s is in use by the work tree %.*s", move->branch,
                  SLICE_ARG(place));
}

/* Locks one branch, and sees that it still is what it was. */
static struct error prepare(struct arena *arena, const struct repository *repository, struct locks *locks,
                            const struct branch_move *move, const git_signature *committer)
{
    const char *reference = reference_name(arena, move->branch);
    git_oid oid = git_oid_of(&move->to);
    struct error error = NO_ERROR;
    if (object_id_none(&move->from))
        error = check_collision(arena, repository, move->branch);
    if (!failed(error))
        error = lock(arena, repository, locks, reference);
    if (!failed(error))
        error = compare(arena, repository, move);
    if (!failed(error) && git_transaction_set_target(locks->items[locks->count - 1], reference, &oid,
                                                     committer, move->message) < 0)
        error = git_failure(arena, "cannot move the branch %s", move->branch);
    return error;
}

static struct locks *make_locks(struct arena *arena, size_t count)
{
    struct locks *locks = arena_alloc(arena, sizeof *locks);
    locks->items = arena_array(arena, count, sizeof(git_transaction *));
    arena_defer(arena, release, locks);
    return locks;
}

struct error branches_move(struct arena *arena, const struct repository *repository,
                           const struct branch_move *moves, size_t count, const struct identity *committer)
{
    git_signature *signature;
    struct error error = signature_of(arena, committer, &signature);
    if (failed(error))
        return error;
    struct locks *locks = make_locks(arena, count);
    for (size_t i = 0; i < count && !failed(error); i++) {
        error = prepare(arena, repository, locks, &moves[i], signature);
        if (!failed(error))
            error = check_work_trees(arena, repository, &moves[i]);
    }
    for (size_t i = 0; i < count && !failed(error); i++)
        if (git_transaction_commit(locks->items[i]) < 0)
            error = git_failure(arena, "cannot move the branch %s%s", moves[i].branch,
                                i == 0 ? "" : ", though those before it were moved");
    release(locks);
    return error;
}

/* HEAD must still be on the branch: somebody may have switched meanwhile. */
static struct error check_head(struct arena *arena, const struct repository *repository, const char *branch)
{
    git_reference *head;
    if (git_reference_lookup(&head, repository->git, "HEAD") < 0)
        return git_failure(arena, "cannot read HEAD");
    defer_reference(arena, head);
    const char *target = git_reference_symbolic_target(head);
    if (target != NULL && strcmp(target, reference_name(arena, branch)) == 0)
        return NO_ERROR;
    return error_next(
        refuse(arena, REFUSE_BRANCH, "HEAD was on %s when the work began, and is not any more", branch),
        SLICE("check that branch out, and run the command again"));
}

struct branch_hold {
    struct locks *locks; /* of HEAD, and of the branch */
    const char *branch;
};

struct error branch_hold(struct arena *arena, const struct repository *repository,
                         const struct branch_move *move, const struct identity *committer,
                         struct branch_hold **hold)
{
    git_signature *signature;
    struct error error = signature_of(arena, committer, &signature);
    if (failed(error))
        return error;
    *hold = arena_alloc(arena, sizeof **hold);
    **hold = (struct branch_hold){make_locks(arena, 2), move->branch};
    error = lock(arena, repository, (*hold)->locks, "HEAD");
    if (!failed(error))
        error = check_head(arena, repository, move->branch);
    if (!failed(error))
        error = prepare(arena, repository, (*hold)->locks, move, signature);
    if (failed(error))
        release((*hold)->locks);
    return error;
}

struct error branch_hold_move(struct arena *arena, struct branch_hold *hold)
{
    struct error error = NO_ERROR;
    if (git_transaction_commit(hold->locks->items[1]) < 0)
        error = git_failure(arena, "cannot move the branch %s", hold->branch);
    release(hold->locks);
    return error;
}

void branch_hold_release(struct branch_hold *hold)
{
    release(hold->locks);
}
