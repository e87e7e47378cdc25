"""A bridge of this machine for one lab: the pods that run for real have their addresses on it."""
import os, signal, subprocess


def ip(*words, check=True):
    done = subprocess.run(["ip", *map(str, words)], capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"ip {' '.join(map(str, words))}: {done.stderr.strip()}")
    return done.stdout


class Bridge:
    """10.77.N.0/24. That it is made under a name of its own keeps two labs from taking the same N."""

    def __init__(self):
        for number in range(1, 250):
            self.name, self.subnet = f"dr{number}", f"10.77.{number}"
            if subprocess.run(["ip", "link", "add", self.name, "type", "bridge"], capture_output=True).returncode == 0:
                break
        else:
            raise RuntimeError("no bridge can be made: root is needed, and `ip link add NAME type bridge`")
        self.address = f"{self.subnet}.1"
        ip("addr", "add", f"{self.address}/24", "dev", self.name)
        ip("link", "set", self.name, "up")

    def namespaces(self):
        return [line.split()[0] for line in ip("netns", "list").splitlines() if line.startswith(f"{self.name}-")]

    def close(self):
        """Kills what still runs in the network of a pod: the player does so itself, unless it was killed."""
        for namespace in self.namespaces():
            for pid in ip("netns", "pids", namespace, check=False).split():
                try:
                    os.kill(int(pid), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            ip("link", "del", namespace, check=False)
            ip("netns", "del", namespace, check=False)
        ip("link", "del", self.name, check=False)
