#include "git/handle.h"
#include <stdarg.h>
#include <stdio.h>

struct error git_failure(struct arena *arena, const char *format, ...)
{
    const git_error *reason = git_error_last();
    struct slice why = arena_copy(arena, slice_of(reason == NULL ? "no reason given" : reason->message));
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *what = arena_alloc(arena, len < 0 ? 1 : (size_t)len + 1);
    if (len >= 0)
        vsnprintf(what, (size_t)len + 1, format, again);
    va_end(again);
    return error_make(arena, ERROR_SYSTEM, "%s: %.*s", what, SLICE_ARG(why));
}

struct error object_failure(struct arena *arena, const struct repository *repository, int code,
                            const char *what, const char *spec)
{
    if (code != GIT_ENOTFOUND || !repository->partial)
        return error_next(git_failure(arena, "cannot read %s", what),
                          SLICE("look at the repository with git fsck"));
    struct error error =
        error_make(arena, ERROR_SYSTEM, "%s is not in this partial clone, and only git can fetch it", what);
    return error_next(
        error, arena_format(arena, "let git fetch it, and try again: git -C '%.*s' show '%s' > /dev/null",
                            SLICE_ARG(repository->place), spec));
}

struct object_id object_id_of(const git_oid *oid)
{
    struct object_id id;
    git_oid_tostr(id.hex, sizeof id.hex, oid);
    return id;
}

git_oid git_oid_of(const struct object_id *id)
{
    git_oid oid = {{0}};
    git_oid_fromstr(&oid, id->hex);
    return oid;
}

static void free_object(void *object)
{
    git_object_free(object);
}

void defer_object(struct arena *arena, git_object *object)
{
    arena_defer(arena, free_object, object);
}

static void free_reference(void *reference)
{
    git_reference_free(reference);
}

void defer_reference(struct arena *arena, git_reference *reference)
{
    arena_defer(arena, free_reference, reference);
}

static void free_signature(void *signature)
{
    git_signature_free(signature);
}

struct error signature_of(struct arena *arena, const struct identity *identity, git_signature **signature)
{
    if (git_signature_new(signature, arena_string(arena, identity->name),
                          arena_string(arena, identity->email), identity->date.seconds,
                          identity->date.offset) < 0)
        return git_failure(arena, "git takes no commit by %.*s <%.*s>", SLICE_ARG(identity->name),
                           SLICE_ARG(identity->email));
    arena_defer(arena, free_signature, *signature);
    return NO_ERROR;
}

struct error commit_of(struct arena *arena, const struct repository *repository, const struct object_id *id,
                       git_commit **out)
{
    git_oid oid = git_oid_of(id);
    int code = git_commit_lookup(out, repository->git, &oid);
    if (code < 0)
        return object_failure(arena, repository, code, id->hex, id->hex);
    defer_object(arena, (git_object *)*out);
    return NO_ERROR;
}
