#include "store/verdict.h"
#include "store/findings.h"

const struct finding_text finding_table[FINDING_COUNT] = {
    [FINDING_NO_BACKUP] = {"B001", FINDING_ERROR, "no base backup to recover from"},
    [FINDING_FAILED_BACKUP] = {"B002", FINDING_ERROR, "CloudNativePG would take a failed backup"},
    [FINDING_NOT_EMPTY] = {"B003", FINDING_ERROR, "the generation to write is not empty"},
    [FINDING_DISGUISED] = {"B004", FINDING_WARNING, "an initdb in disguise"},
    [FINDING_CUT_SHORT] = {"B005", FINDING_WARNING, "a recovery that was cut short"},
    [FINDING_OLDER_TIMELINE] = {"B006", FINDING_WARNING, "a recovery that lost a timeline"},
    [FINDING_GAP] = {"B007", FINDING_ERROR, "a gap that a recovery would stop at"},
    [FINDING_SMALL_BACKUP] = {"B008", FINDING_WARNING, "a base backup far smaller than those before it"},
    [FINDING_TARGET_OUTSIDE] = {"B009", FINDING_ERROR, "the target cannot be reached"},
    [FINDING_TARGET_UNDECIDED] = {"B010", FINDING_NOTE, "whether the target can be reached is open"},
    [FINDING_FIRST_WAL] = {"B011", FINDING_ERROR, "WAL that the base backup needs is missing"},
    [FINDING_TIMELINES] = {"B012", FINDING_ERROR, "a timeline that cannot be followed"},
    [FINDING_TWO_DATABASES] = {"B013", FINDING_WARNING, "two databases in one generation"},
    [FINDING_UNFINISHED] = {"B014", FINDING_NOTE, "a base backup that is not finished"},
    [FINDING_OVERLAP] = {"B015", FINDING_NOTE, "two base backups at the same time"},
    [FINDING_NEVER_CLEANED] = {"B016", FINDING_NOTE, "what retention never cleans"},
    [FINDING_NOT_READ] = {"B017", FINDING_WARNING, "a generation that could not be read"},
    [FINDING_NOT_SHOWN] = {"B018", FINDING_NOTE, "what the source does not show"},
    [FINDING_UPGRADED] = {"B019", FINDING_NOTE, "a major upgrade"},
    [FINDING_MOVED] = {"B020", FINDING_NOTE, "a database that was moved without a recovery"},
    [FINDING_WENT_ON] = {"B021", FINDING_WARNING, "an archive that went on after it was recovered from"},
};

struct finding *finding_add(struct arena *arena, struct verdict *verdict, enum finding_id id,
                            struct slice generation, struct slice sentence, struct slice next)
{
    verdict->findings = arena_grow(arena, verdict->findings, &verdict->finding_capacity,
                                   verdict->finding_count + 1, sizeof *verdict->findings);
    struct finding *finding = &verdict->findings[verdict->finding_count++];
    *finding = (struct finding){id, finding_table[id].severity, generation, sentence, next};
    return finding;
}

static size_t index_of(const struct catalog *catalog, struct slice name)
{
    for (size_t i = 0; i < catalog->count; i++)
        if (name.len > 0 && slice_equal(catalog->archives[i].name, name))
            return i;
    return NO_GENERATION;
}

static bool holds_something(const struct archive *archive)
{
    return archive->has_wal || archive->backup_count > 0 || failed(archive->error);
}

/* The recovery that the manifest asks for has been: what it writes came from what it reads. */
static bool is_recovered(const struct verdict *verdict, size_t index)
{
    const struct lineage_link *link = &verdict->links[index];
    return verdict->view->recovering && index == verdict->write && link->origin == ORIGIN_RECOVERY &&
           link->parent == verdict->read;
}

static unsigned roles_of(const struct verdict *verdict, size_t index)
{
    const struct archive *archive = &verdict->catalog->archives[index];
    unsigned roles = 0;
    roles |= index == verdict->write ? ROLE_WRITTEN : 0;
    roles |= index == verdict->read ? ROLE_READ : 0;
    roles |= index == verdict->next ? ROLE_NEXT : 0;
    if (archive->knows_wal && !failed(archive->error) && !archive->has_wal)
        roles |= ROLE_EMPTY;
    if (roles == 0 && holds_something(archive))
        roles |= ROLE_ABANDONED;
    bool must_be_empty = index == verdict->next && index != verdict->read;
    if (must_be_empty && archive->has_wal && !is_recovered(verdict, index))
        roles |= ROLE_POLLUTED;
    return roles;
}

static void judge_generation(struct verdict *verdict, size_t index)
{
    const struct archive *archive = &verdict->catalog->archives[index];
    struct generation_verdict *judged = &verdict->generations[index];
    const struct recovery_target *target = index == verdict->read ? verdict->view->target : NULL;
    judged->choice = choose_backup(archive, target);
    if (judged->choice.kind == CHOICE_MADE)
        judged->replay = replay_of(archive, judged->choice.backup, target_timeline(target));
    judged->window = window_of(archive, &judged->replay);
    judged->roles = roles_of(verdict, index);
}

static bool is_empty_name(const struct verdict *verdict, struct slice name)
{
    size_t index = index_of(verdict->catalog, name);
    return index == NO_GENERATION || (verdict->generations[index].roles & ROLE_EMPTY) != 0;
}

static struct error find_empty(struct arena *arena, struct verdict *verdict, next_name *following,
                               const void *context)
{
    struct slice name = verdict->view->next;
    for (int i = 0; i < GENERATION_LOOKAHEAD && name.len > 0; i++) {
        if (is_empty_name(verdict, name) && !slice_equal(name, verdict->view->read)) {
            verdict->first_empty = name;
            return NO_ERROR;
        }
        if (following == NULL)
            break;
        struct error error = following(context, arena, name, &name);
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

struct error verdict_read(struct arena *arena, const struct catalog *catalog,
                          const struct manifest_view *view, next_name *following, const void *context,
                          struct verdict *verdict)
{
    *verdict = (struct verdict){.catalog = catalog,
                                .view = view,
                                .read = index_of(catalog, view->read),
                                .write = index_of(catalog, view->write),
                                .next = index_of(catalog, view->next),
                                .first_empty = SLICE("")};
    struct error error = lineage_read(arena, catalog, &verdict->links);
    if (failed(error))
        return error;
    verdict->generations = arena_array(arena, catalog->count, sizeof *verdict->generations);
    for (size_t i = 0; i < catalog->count; i++)
        judge_generation(verdict, i);
    error = find_empty(arena, verdict, following, context);
    if (failed(error))
        return error;
    verdict->has_aim = verdict->read != NO_GENERATION && !failed(catalog->archives[verdict->read].error) &&
                       view->target != NULL && recovery_target_asked(view->target);
    if (verdict->has_aim)
        verdict->aim =
            aim_at(arena, &catalog->archives[verdict->read], view->target,
                   &verdict->generations[verdict->read].choice, &verdict->generations[verdict->read].replay);
    find_recovery_trouble(arena, verdict);
    find_lineage_trouble(arena, verdict);
    find_backup_trouble(arena, verdict);
    find_leftovers(arena, verdict);
    return NO_ERROR;
}

enum finding_severity verdict_severity(const struct verdict *verdict)
{
    enum finding_severity gravest = FINDING_NOTE;
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (verdict->findings[i].severity < gravest)
            gravest = verdict->findings[i].severity;
    return gravest;
}

bool verdict_can_recover(const struct verdict *verdict)
{
    return verdict_severity(verdict) != FINDING_ERROR;
}

struct recovered_identity verdict_identity(const struct verdict *verdict)
{
    struct recovered_identity identity = {.system_id = SLICE("")};
    if (verdict->read == NO_GENERATION)
        return identity;
    const struct archive *archive = &verdict->catalog->archives[verdict->read];
    const struct choice *choice = &verdict->generations[verdict->read].choice;
    identity.system_id =
        choice->kind == CHOICE_MADE ? choice->backup->system_id : verdict->links[verdict->read].system_id;
    identity.timeline_above = archive_highest_timeline(archive);
    identity.end = archive_end(archive);
    return identity;
}

struct slice roles_text(struct arena *arena, unsigned roles, bool recovering)
{
    const struct {
        unsigned role;
        const char *text;
    } names[] = {{ROLE_WRITTEN, "written"},
                 {ROLE_READ, recovering ? "read" : "would be read"},
                 {ROLE_NEXT, recovering ? "" : "next"},
                 {ROLE_POLLUTED, "polluted"},
                 {ROLE_ABANDONED, "abandoned"},
                 {ROLE_EMPTY, "empty"}};
    struct slice text = SLICE("");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((roles & names[i].role) != 0 && names[i].text[0] != '\0')
            text = arena_format(arena, "%.*s%s%s", SLICE_ARG(text), text.len > 0 ? ", " : "", names[i].text);
    return text;
}
