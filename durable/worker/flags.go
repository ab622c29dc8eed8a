package worker

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// flagTable has a line for each compatibility flag: its name, the date from which it is on, the date from which
// nodejs_compat turns it on, and "off=" with the flag that turns it off, where code here asks for it. A date may be always
// or never. The dates are what workerd 1.20260730 showed for each date.
//
//go:embed flags.txt
var flagTable string

// flag is a compatibility flag.
type flag struct {
	name, since, node, off string
}

// flags are those of flagTable, in the runtime's order.
var flags = func() (list []flag) {
	for line := range strings.Lines(flagTable) {
		line, off, _ := strings.Cut(strings.TrimSpace(line), " off=")
		fields := append(strings.Fields(line), "never")
		list = append(list, flag{fields[0], fields[1], fields[2], off})
	}
	return list
}()

// on reports whether a flag is on: by its name, else not by the flag that turns it off, else by the date.
func (c Config) on(f flag) bool {
	since := func(date string) bool { return date == "always" || date != "never" && c.Date >= date }
	switch {
	case slices.Contains(c.Flags, f.name):
		return true
	case f.off != "" && slices.Contains(c.Flags, f.off):
		return false
	}
	return since(f.since) || slices.Contains(c.Flags, "nodejs_compat") && since(f.node)
}

// flagOf are the flags by their names.
var flagOf = func() map[string]flag {
	list := map[string]flag{}
	for _, f := range flags {
		list[f.name] = f
	}
	return list
}()

// has reports whether the flag of a name is on.
func (c Config) has(name string) bool {
	f, known := flagOf[name]
	if !known {
		panic("no compatibility flag " + name)
	}
	return c.on(f)
}

// compatibilityFlags is what scripts see as Cloudflare.compatibilityFlags, in JSON: each flag, in the runtime's order.
func (c Config) compatibilityFlags() string {
	var b strings.Builder
	for _, f := range flags {
		fmt.Fprintf(&b, ",%q:%t", f.name, c.on(f))
	}
	return "{" + b.String()[1:] + "}"
}
