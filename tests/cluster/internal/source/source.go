// Package source reads manifests as a GitOps controller does: whatever a ref of a git repository holds, not a work tree, so
// that a branch moved by a push or by cnpg-dr commit is seen without a checkout.
package source

import (
	"bytes"
	"fmt"
	"os/exec"
	"path"
	"strings"
)

// Repository is a folder of one ref of one git repository, bare or not.
type Repository struct {
	Dir  string // the repository
	Ref  string // what is synced, for example refs/heads/main
	Path string // the folder below the root that is synced, "." for all

	revision  string
	manifests [][]byte
}

// Read gives the commit that the ref names and the bytes of every YAML file below the path, in git's order. They belong to the
// Repository and hold until the ref moves.
func (r *Repository) Read() (string, [][]byte, error) {
	revision, err := r.git("rev-parse", "--verify", "--quiet", r.Ref+"^{commit}")
	if err != nil {
		return "", nil, err
	}
	commit := strings.TrimSpace(string(revision))
	if commit == r.revision {
		return r.revision, r.manifests, nil
	}
	listing, err := r.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", path.Clean(r.Path))
	if err != nil {
		return "", nil, err
	}
	var manifests [][]byte
	for _, name := range strings.Split(strings.TrimRight(string(listing), "\x00"), "\x00") {
		if ext := path.Ext(name); ext != ".yaml" && ext != ".yml" {
			continue
		}
		text, err := r.git("cat-file", "blob", commit+":"+name)
		if err != nil {
			return "", nil, err
		}
		manifests = append(manifests, text)
	}
	r.revision, r.manifests = commit, manifests
	return commit, manifests, nil
}

func (r *Repository) git(args ...string) ([]byte, error) {
	command := exec.Command("git", append([]string{"-C", r.Dir}, args...)...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	return out, nil
}
