"""cnpg-dr stopped at a step of its own: a kubectl on its PATH that notes each call, and that stands still at one of them until it
is told to go on. What it does in between is the test's to say: a signal, a component that goes away, a change of the cluster."""
import os, pathlib, signal, subprocess

import manifests
from lab import until

WRAPPER = """\
#!/bin/sh
# Notes the call, and stops at the one that $CALLS/pattern (its number and its words) names: before it, or after it.
printf '%s\\n' "$*" >>"$CALLS/calls"
line="$(wc -l <"$CALLS/calls") $*"
if [ ! -e "$CALLS/reached" ] && [ -e "$CALLS/pattern" ] && printf '%s\\n' "$line" | grep -Eqf "$CALLS/pattern"; then
    status=
    if [ "$(cat "$CALLS/when")" = after ]; then "$KUBECTL" "$@" >"$CALLS/out" 2>"$CALLS/err"; status=$?; fi
    printf '%s\\n' "$line" >"$CALLS/reached.new" && mv "$CALLS/reached.new" "$CALLS/reached"
    while [ ! -e "$CALLS/go" ]; do sleep 0.05; [ -d "/proc/$PPID" ] || exit 1; done
    if [ -n "$status" ]; then cat "$CALLS/out"; cat "$CALLS/err" >&2; exit "$status"; fi
fi
exec "$KUBECTL" "$@"
"""

GUARD = "create --raw /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies[?]"
DELETE = "delete --raw /apis/postgresql.cnpg.io/v1/namespaces/[^/]*/clusters/"
CREATE = "create --raw /apis/postgresql.cnpg.io/v1/namespaces/[^/]*/clusters[?]fieldManager"
LIST = "get --raw /api/v1/namespaces/[^/]*/(pods|persistentvolumeclaims)[?]"


class Steps:
    """A run of the program whose kubectl can be stopped."""

    def __init__(self, subject, name="steps"):
        self.subject, self.folder = subject, subject.folder / name
        self.folder.mkdir()
        wrapper = self.folder / "kubectl"
        wrapper.write_text(WRAPPER)
        wrapper.chmod(0o755)
        self.process = None

    def start(self, *words, manifest, at=None, when="before", kubeconfig=None, state="state"):
        """Begins `cnpg-dr WORDS -`. at: an extended regular expression for "NUMBER WORDS…" of the call to stop at."""
        for name in ("calls", "reached", "go", "pattern"):
            (self.folder / name).unlink(missing_ok=True)
        (self.folder / "when").write_text(when)
        if at:
            (self.folder / "pattern").write_text(at + "\n")
        real = next(p for p in (pathlib.Path(d) / "kubectl" for d in os.environ["PATH"].split(":")) if p.exists())
        environment = {**self.subject.lab.environment, "PATH": f"{self.folder}:{os.environ['PATH']}", "CALLS": str(self.folder),
                       "KUBECTL": str(real), "HOME": str(self.subject.folder)}
        self.out = open(self.folder / "stdout", "w+")
        self.err = open(self.folder / "stderr", "w+")
        words = [*map(str, words), "--kubeconfig", str(kubeconfig or self.subject.lab.kubeconfig), "--state",
                 str(self.subject.folder / state), "--listing", str(self.subject.lab.store / manifests.BUCKET), "-"]
        self.process = subprocess.Popen([str(self.subject.lab.program), *words], stdin=subprocess.PIPE, stdout=self.out,
                                        stderr=self.err, text=True, env=environment, cwd=self.subject.folder)
        self.process.stdin.write(manifest)
        self.process.stdin.close()
        return self

    def reached(self, seconds=600):
        """Waits for the call; its words, or None where the program ended without it."""
        def there():
            return (self.folder / "reached").exists() or self.process.poll() is not None
        until("the call that the run is to stop at", there, seconds)
        return (self.folder / "reached").read_text().strip() if (self.folder / "reached").exists() else None

    def go_on(self):
        (self.folder / "go").touch()

    def kill(self, number=signal.SIGKILL):
        self.process.send_signal(number)

    def wait(self, seconds=700):
        """The exit status; what was said is in `said`."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the program does not end: {self.text()}")
        self.said = self.text()
        return status

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        (self.folder / "go").touch()

    def text(self):
        if self.process is None:
            return ""
        return (self.folder / "stdout").read_text() + (self.folder / "stderr").read_text()

    def calls(self):
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def run(self, *words, **more):
        """All of it, to its end."""
        self.start(*words, **more)
        if more.get("at"):
            self.reached()
            self.go_on()
        return self.wait()
