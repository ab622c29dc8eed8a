package project

import "slices"

// NodeCompat is what a Worker can import of Node.
type NodeCompat uint8

const (
	// NodeOff lets a Worker import none of Node's modules.
	NodeOff NodeCompat = iota
	// NodeALS is node:async_hooks alone (flag nodejs_als).
	NodeALS
	// NodePrefixed is the modules of Node under node: only (nodejs_compat before 2024-09-23).
	NodePrefixed
	// NodeFull is the modules of Node with and without node:, and its globals.
	NodeFull
)

func (c NodeCompat) String() string { return [...]string{"off", "als", "prefixed", "full"}[c] }

// Dates from which flags of Node are on, or mean more.
const (
	nodeDefaultDate = "2026-08-04"
	nodeFullDate    = "2024-09-23"
)

// NodeCompat says what the compatibility date and flags make of Node.
func (p *Project) NodeCompat() NodeCompat {
	has := func(flag string) bool { return slices.Contains(p.CompatibilityFlags, flag) }
	byDefault := p.CompatibilityDate >= nodeDefaultDate
	compat := has("nodejs_compat") || byDefault && !has("no_nodejs_compat")
	full := byDefault || compat && p.CompatibilityDate >= nodeFullDate
	switch {
	case has("nodejs_compat_v2") || full && !has("no_nodejs_compat_v2"):
		return NodeFull
	case compat:
		return NodePrefixed
	case has("nodejs_als"):
		return NodeALS
	}
	return NodeOff
}
