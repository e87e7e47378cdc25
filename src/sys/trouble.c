#include "sys/trouble.h"
#include "base/refusals.h"
#include "sys/failure.h"
#include <errno.h>

struct trouble trouble_system(const char *what)
{
    return (struct trouble){TROUBLE_SYSTEM, what, NULL, errno};
}

struct trouble trouble_attribute(const char *what, const char *name, int number)
{
    return (struct trouble){TROUBLE_ATTRIBUTES, what, name, number};
}

struct trouble trouble_changed(const char *what)
{
    return (struct trouble){TROUBLE_CHANGED, what, NULL, 0};
}

static struct error attributes_error(struct arena *arena, struct trouble trouble)
{
    char reason[FAILURE_REASON];
    return refuse(arena, REFUSE_ATTRIBUTES, "the new file cannot be given %s%s%s as the old one has it: %s",
                  trouble.what, trouble.name == NULL ? "" : " ", trouble.name == NULL ? "" : trouble.name,
                  trouble.number == 0 ? "the file system changes it" : system_reason(trouble.number, reason));
}

struct error trouble_error(struct arena *arena, struct trouble trouble)
{
    switch (trouble.kind) {
    case TROUBLE_SYSTEM:
        return system_failure(arena, trouble.number, "%s", trouble.what);
    case TROUBLE_CHANGED:
        return refuse(arena, REFUSE_CHANGED, "%s", trouble.what);
    case TROUBLE_ATTRIBUTES:
        return attributes_error(arena, trouble);
    case TROUBLE_NONE:
        break;
    }
    return NO_ERROR;
}
