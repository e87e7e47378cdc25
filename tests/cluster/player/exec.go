package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/remotecommand"
	utilexec "k8s.io/client-go/util/exec"
)

// running is the instances that exec can reach, by NAMESPACE/POD.
var running sync.Map

// executor plays the few commands that are run in an instance: `manager backup NAME`, which the operator runs, and psql.
type executor struct {
	player *player
}

func (e *executor) ExecInContainer(ctx context.Context, name string, _ types.UID, container string, command []string, in io.Reader, out, err io.WriteCloser,
	_ bool, _ <-chan remotecommand.TerminalSize, _ time.Duration) error {
	found, there := running.Load(name)
	if !there || container != "postgres" {
		return e.fails(err, 1, "no such instance: "+name)
	}
	i := found.(*instance)
	switch {
	case len(command) == 3 && strings.HasSuffix(command[0], "manager") && command[1] == "backup":
		go i.runBackup(context.WithoutCancel(ctx), command[2])
		return nil
	case strings.HasSuffix(command[0], "psql"):
		return e.psql(ctx, i, in, out, err)
	}
	return e.fails(err, 127, command[0]+": not played")
}

func (e *executor) fails(stderr io.Writer, code int, text string) error {
	if stderr != nil {
		fmt.Fprintln(stderr, text)
	}
	return utilexec.CodeExitError{Err: errors.New(text), Code: code}
}
