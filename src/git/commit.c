#include "git/commit.h"
#include "git/handle.h"

static void free_buffer(void *buffer)
{
    git_buf_dispose(buffer);
}

/* The tree of a commit; NULL where there is no commit. */
static struct error tree_of(struct arena *arena, const struct repository *repository,
                            const struct object_id *id, git_tree **tree)
{
    git_commit *commit;
    *tree = NULL;
    if (object_id_none(id))
        return NO_ERROR;
    struct error error = commit_of(arena, repository, id, &commit);
    if (failed(error))
        return error;
    int code = git_commit_tree(tree, commit);
    if (code < 0)
        return object_failure(arena, repository, code, "the tree of the commit", id->hex);
    defer_object(arena, (git_object *)*tree);
    return NO_ERROR;
}

struct error tree_with(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const char *path, unsigned mode, struct slice bytes,
                       struct object_id *tree)
{
    git_tree *old;
    git_oid oid;
    git_tree_update update = {GIT_TREE_UPDATE_UPSERT, {{0}}, (git_filemode_t)mode, path};
    struct error error = tree_of(arena, repository, commit, &old);
    if (failed(error))
        return error;
    if (git_blob_create_from_buffer(&update.id, repository->git, bytes.data, bytes.len) < 0 ||
        git_tree_create_updated(&oid, repository->git, old, 1, &update) < 0)
        return git_failure(arena, "cannot write %s to the repository", path);
    *tree = object_id_of(&oid);
    return NO_ERROR;
}

struct error commit_tree(struct arena *arena, const struct repository *repository,
                         const struct commit_target *target, const struct proved *manifest,
                         struct object_id *tree)
{
    return tree_with(arena, repository, &target->parent, target->path, target->mode, proved_bytes(manifest),
                     tree);
}

/* The commit object without a signature: what a signature is made of. */
static struct error unsigned_commit(struct arena *arena, const struct repository *repository,
                                    const struct commit_content *content, const struct commit_style *style,
                                    git_buf *buffer)
{
    git_signature *author, *committer;
    git_commit *parent = NULL;
    git_tree *tree;
    struct error error = signature_of(arena, &style->author, &author);
    if (!failed(error))
        error = signature_of(arena, &style->committer, &committer);
    if (!failed(error) && !object_id_none(&content->parent))
        error = commit_of(arena, repository, &content->parent, &parent);
    if (failed(error))
        return error;
    git_oid oid = git_oid_of(&content->tree);
    if (git_tree_lookup(&tree, repository->git, &oid) < 0)
        return git_failure(arena, "cannot read the tree %s", content->tree.hex);
    defer_object(arena, (git_object *)tree);
    arena_defer(arena, free_buffer, buffer);
    if (git_commit_create_buffer(buffer, repository->git, author, committer, NULL,
                                 arena_string(arena, content->message), tree, parent == NULL ? 0 : 1,
                                 (const git_commit **)&parent) < 0)
        return git_failure(arena, "cannot make the commit");
    return NO_ERROR;
}

struct error commit_make(struct arena *arena, const struct repository *repository,
                         const struct commit_content *content, const struct commit_style *style,
                         struct object_id *commit)
{
    git_buf *buffer = arena_alloc(arena, sizeof *buffer);
    struct slice signature = SLICE("");
    struct error error = unsigned_commit(arena, repository, content, style, buffer);
    if (!failed(error) && style->signer != NULL)
        error = signer_sign(arena, style->signer, (struct slice){buffer->ptr, buffer->size}, &signature);
    if (failed(error))
        return error;
    git_oid oid;
    if (git_commit_create_with_signature(&oid, repository->git, buffer->ptr,
                                         style->signer == NULL ? NULL : arena_string(arena, signature),
                                         "gpgsig") < 0)
        return git_failure(arena, "cannot write the commit to the repository");
    *commit = object_id_of(&oid);
    return NO_ERROR;
}

static bool has_signature(const git_commit *commit)
{
    git_buf field = GIT_BUF_INIT;
    bool there = git_commit_header_field(&field, commit, "gpgsig") == 0;
    git_buf_dispose(&field);
    return there;
}

static bool has_author(const git_commit *commit, const struct identity *author)
{
    const git_signature *signature = git_commit_author(commit);
    return slice_equal(slice_of(signature->name), author->name) &&
           slice_equal(slice_of(signature->email), author->email);
}

static bool has_parent(const git_commit *commit, const struct object_id *parent)
{
    if (object_id_none(parent))
        return git_commit_parentcount(commit) == 0;
    git_oid oid = git_oid_of(parent);
    return git_commit_parentcount(commit) == 1 && git_oid_equal(git_commit_parent_id(commit, 0), &oid);
}

struct error commit_is(struct arena *arena, const struct repository *repository, const struct object_id *id,
                       const struct commit_content *content, bool with_signature,
                       const struct identity *author, bool *is)
{
    git_commit *commit;
    struct error error = commit_of(arena, repository, id, &commit);
    if (failed(error))
        return error;
    git_oid tree = git_oid_of(&content->tree);
    *is = has_parent(commit, &content->parent) && git_oid_equal(git_commit_tree_id(commit), &tree) &&
          slice_equal(slice_of(git_commit_message_raw(commit)), content->message) &&
          (!with_signature || has_signature(commit)) && (author == NULL || has_author(commit, author));
    return NO_ERROR;
}
