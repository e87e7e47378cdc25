package main

import (
	"fmt"
	"os/exec"
	"strings"
	"sync"
)

// network gives each pod a network namespace with one address on the bridge, so that several pods listen on the same
// ports side by side.
type network struct {
	bridge, subnet string
	mu             sync.Mutex
	used           map[int]bool
}

// place is a pod's network; its last number is what makes its names.
type place struct {
	namespace, address string
	number             int
}

func newNetwork(bridge, subnet string) *network {
	return &network{bridge: bridge, subnet: subnet, used: map[int]bool{0: true, 1: true, 255: true}}
}

func (n *network) gateway() string { return n.subnet + ".1" }

func (n *network) add() (*place, error) {
	n.mu.Lock()
	number := 0
	for n.used[number] {
		number++
	}
	if number > 255 {
		n.mu.Unlock()
		return nil, fmt.Errorf("no address is left on %s", n.bridge)
	}
	n.used[number] = true
	n.mu.Unlock()
	at := &place{fmt.Sprintf("%s-%d", n.bridge, number), fmt.Sprintf("%s.%d", n.subnet, number), number}
	for _, command := range []string{
		"ip netns add " + at.namespace,
		// The name on this side holds bridge and number: 15 characters are the limit.
		fmt.Sprintf("ip link add %s type veth peer name eth0 netns %s", at.namespace, at.namespace),
		fmt.Sprintf("ip link set %s master %s up", at.namespace, n.bridge),
		fmt.Sprintf("ip -n %s addr add %s/24 dev eth0", at.namespace, at.address),
		fmt.Sprintf("ip -n %s link set eth0 up", at.namespace),
		fmt.Sprintf("ip -n %s link set lo up", at.namespace),
	} {
		words := strings.Fields(command)
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			n.remove(at)
			return nil, fmt.Errorf("%s: %v: %s", command, err, out)
		}
	}
	return at, nil
}

// remove takes the namespace away; the pair of interfaces goes with it.
func (n *network) remove(at *place) {
	_ = exec.Command("ip", "link", "del", at.namespace).Run()
	_ = exec.Command("ip", "netns", "del", at.namespace).Run()
	n.mu.Lock()
	delete(n.used, at.number)
	n.mu.Unlock()
}
