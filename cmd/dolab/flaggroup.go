package main

import (
	"slices"

	"github.com/spf13/pflag"
)

// groupKey is the annotation of a flag that names its group in help.
const groupKey = "dolab-group"

// group puts flags of a set under a title in help.
func group(set *pflag.FlagSet, title string, names ...string) {
	for _, name := range names {
		if f := set.Lookup(name); f != nil {
			f.Annotations = map[string][]string{groupKey: {title}}
		}
	}
}

// flagPart is flags that help shows under one title.
type flagPart struct {
	title string
	set   *pflag.FlagSet
}

// flagParts returns the flags of a command by their groups, in the order in which group has named the groups' first
// flags. Flags without a group come last.
func flagParts(set *pflag.FlagSet) []flagPart {
	var parts []flagPart
	rest := flagPart{"Flags", pflag.NewFlagSet("", pflag.ContinueOnError)}
	rest.set.SortFlags = false
	set.VisitAll(func(f *pflag.Flag) {
		titles := f.Annotations[groupKey]
		if len(titles) == 0 {
			rest.set.AddFlag(f)
			return
		}
		at := slices.IndexFunc(parts, func(p flagPart) bool { return p.title == titles[0] })
		if at < 0 {
			at = len(parts)
			parts = append(parts, flagPart{titles[0], pflag.NewFlagSet("", pflag.ContinueOnError)})
			parts[at].set.SortFlags = false
		}
		parts[at].set.AddFlag(f)
	})
	if len(parts) > 0 {
		rest.title = "Other flags"
	}
	if rest.set.HasFlags() {
		parts = append(parts, rest)
	}
	return parts
}
