"""A recovery while somebody keeps putting the old Cluster back, as fast as they can, before, during and after it: Argo CD's engine,
Flux' library, kubectl and the API itself. RUNS recoveries against each: every one must stand, and no success may ever be
reported over an initdb Cluster. Beside it the procedure that the project replaces, counted and not judged.

RUNS (1), JOBS: how many at the same time (2).
"""
import concurrent.futures, os, re, time

from gitops import OPPONENTS, Place, Watch
from subject import Subject, said

RUNS, JOBS = int(os.environ.get("RUNS", "1")), int(os.environ.get("JOBS", "2"))
# These do not make the Cluster that they are about to break. Argo CD with replace and force makes it anew at each sync, so that it
# never comes up; with server-side apply and force every sync ends in "--force cannot be used with --server-side", as kubectl has it:
# an opponent that changes nothing, until the engine learns to.
BREAKERS = {"argocd server-side force", "argocd replace force", "kubectl replace", "kubectl replace --force", "kubectl delete",
            "api delete"}


def slug(name):
    return re.sub("[^a-z]+", "-", name)


def prepare(lab, opponent, prefix, number):
    """A healthy database, and the opponent, not started where it does not make the database itself."""
    subject = Subject(lab, f"{prefix}-{slug(opponent)}-{number}", "plugin" if number % 2 == 0 else "in-tree")
    other = OPPONENTS[opponent](Place(lab, subject.folder / "opponent", subject.namespace, subject.manifest))
    if opponent in BREAKERS:
        subject.create()
    else:
        other.start()
    return subject, other


def recover(lab, opponent, number):
    """One run. Gives (stands, lied, what happened)."""
    subject, other = prepare(lab, opponent, "adv", number)
    try:
        subject.await_healthy()
        with Watch(lab, subject.namespace) as watch:
            if opponent in BREAKERS:
                other.start()
            other.await_more(3)
            began = time.monotonic()
            done = subject.program("apply", "--yes", "--wait", "--no-backup", "--timeout", "10m", "-", manifest=subject.recovering())
            took = time.monotonic() - began
            live = subject.live()
            wrong = subject.wrong(live, "pg-v2")
            answers = other.await_more(5)
            if not wrong:
                later = subject.live()
                wrong = subject.wrong(later, "pg-v2")
                if not wrong and later["metadata"]["uid"] != live["metadata"]["uid"]:
                    wrong = "another Cluster has taken its place"
            if not wrong and list(watch.uids())[-1] != live["metadata"]["uid"]:
                wrong = "another Cluster came after it"
            story = f"{opponent} {number} ({subject.shape}): exit {done.returncode} after {took:.0f} s, {len(other.answers)} attempts, " \
                    f"{len(watch.uids())} Clusters; {wrong or 'the recovery stands'}"
            if wrong or done.returncode:
                story += f"\n{said(done)}\nthe opponent was told: {answers[-1]['text']}"
            return not wrong and done.returncode == 0, bool(wrong) and done.returncode == 0, story
    finally:
        other.stop()
        subject.clear()


def by_hand(lab, opponent, number):
    """The procedure that is replaced. True where the recovery Cluster stands at the end of it."""
    subject, other = prepare(lab, opponent, "old", number)
    try:
        subject.await_healthy()
        if opponent in BREAKERS:
            other.start()
        other.await_more(3)
        recovering = subject.folder / "recovering.yaml"
        recovering.write_text(subject.recovering())
        subject.kubectl("--namespace", subject.namespace, "delete", "clusters.postgresql.cnpg.io", "pg", "--wait=false")
        time.sleep(15)
        done = subject.kubectl("create", "--filename", recovering, check=False)
        other.await_more(3)
        live = subject.live()
        return live is not None and list(live["spec"].get("bootstrap", {})) == ["recovery"], said(done)
    finally:
        other.stop()
        subject.clear()


def many(work, count):
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        return [done.result() for done in [pool.submit(work, n) for n in range(1, count + 1)]]


def case(opponent):
    def run(lab):
        outcomes = many(lambda n: recover(lab, opponent, n), RUNS)
        stand, lies = sum(o[0] for o in outcomes), sum(o[1] for o in outcomes)
        print(f"    {opponent}: {stand} of {RUNS} recoveries stand, {lies} successes reported over something else", flush=True)
        bad = [story for good, _, story in outcomes if not good]
        if bad:
            raise AssertionError("\n".join(bad))
        print("      " + outcomes[0][2], flush=True)
    run.__name__ = "against_" + slug(opponent).replace("-", "_")
    run.__doc__ = f"{opponent} keeps at it; the recovery stands"
    return run


for _name in OPPONENTS:
    globals()["against_" + slug(_name).replace("-", "_")] = case(_name)


def the_procedure_that_it_replaces(lab):
    """delete --wait=false; sleep 15; create: counted. It would be no reason for this project if it won."""
    runs, lost = min(RUNS, 10), 0
    for opponent in ("argocd client-side", "argocd server-side", "flux", "kubectl apply --force"):
        outcomes = many(lambda n: by_hand(lab, opponent, n), runs)
        won = sum(o[0] for o in outcomes)
        lost += runs - won
        print(f"    delete; sleep 15; create against {opponent}: the recovery stands {won} of {runs} times ({outcomes[0][1]})", flush=True)
    if not lost:
        raise AssertionError("the old procedure won every time: what README says of it is not so any more")
